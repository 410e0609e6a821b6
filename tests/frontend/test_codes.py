"""Whatever can go wrong, the page has a sentence for it, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core import ending, errors, registration
from backend.diagnostics import disk, network

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "storage", "provisioning", "web", "desktop", "updates", "diagnostics")
LANGUAGES = ("zh-CN", "en")
# What only the page itself notices.
OF_THE_PAGE = {"unknown", "program_failed", "program_silent", "program_gone", "page_failed"}
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


def _keys(language: str, family: str) -> set[str]:
    text = (ROOT / "frontend" / "i18n" / f"{language}-errors.js").read_text(encoding="utf-8")
    for name in (language, f"{language}-settings"):
        text += (ROOT / "frontend" / "i18n" / f"{name}.js").read_text(encoding="utf-8")
    return set(re.findall(rf'"{family}\.([a-z_]+)"', text))


def _raised() -> Iterator[str]:
    """The first argument of every TelephoneError in the program, and the codes it puts into a body by hand."""
    names = {"TelephoneError", *(kind.__name__ for kind in errors.TelephoneError.__subclasses__())}
    for room in ROOMS:
        for path in (ROOT / "backend" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in names:
                    yield from (one.value for one in ast.walk(node.args[0]) if _is_code(one))  # type: ignore[attr-defined]


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value) is not None


def _documented() -> set[str]:
    """The codes that errors.py names in its docstrings."""
    text = (ROOT / "backend" / "core" / "errors.py").read_text(encoding="utf-8")
    return set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text))


def _of_the_platform() -> set[str]:
    """The codes in the answers of the provisioning API, e.g. `code_wrong with detail.tries_left or code_void`."""
    text = (ROOT / "tests" / "contract" / "provisioning.yaml").read_text(encoding="utf-8")
    # 413 and 415 are answers to bodies that no client of ours sends.
    refusals = re.findall(r"'4(?!1[35])\d\d': \{description: ([^}]*?), content", text)
    words = {word for refusal in refusals for word in CODE.findall(re.sub(r"detail\.\w+|\([^)]*\)", "", refusal))}
    assert {"unknown_mobile", "code_wrong", "code_void", "login_revoked"} <= words
    return words


def _of_the_web() -> set[str]:
    """The codes that requests are refused with before they reach the telephone."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "backend" / "web").glob("*.py"))
    return set(re.findall(r"\"((?:wrong|program|not|method|body|invalid|no)_[a-z_]+)\"", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(language: str) -> None:
    codes = {*_raised(), *_documented(), *_of_the_platform(), *_of_the_web()}
    assert len(codes) > 40
    assert sorted(codes - _keys(language, "error")) == []


def test_no_sentence_is_kept_for_an_error_that_cannot_happen() -> None:
    reasons = {registration.reason_of(status) for status in (0, 401, 404)} | {"phone_process_died"}
    known = {*_raised(), *_documented(), *_of_the_platform(), *_of_the_web(), *reasons, *OF_THE_PAGE}
    assert sorted(_keys("en", "error") - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_of_a_call_has_a_sentence_and_a_word(language: str) -> None:
    tree = ast.parse(Path(ending.__file__).read_text(encoding="utf-8"))
    makers = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in ("_judge", "_answered_code", "_incoming", "_outgoing")
    ]  # fmt: skip
    codes = {one.value for maker in makers for one in ast.walk(maker) if _is_code(one)}  # type: ignore[attr-defined]
    codes |= {code for table in (ending._OUTGOING, ending._Q850) for _, code in table.values()}
    codes |= {*ending._WARNINGS.values(), "busy", "missed", "cancelled", "declined"}
    assert len(codes) > 40
    assert sorted(codes - _keys(language, "ended")) == []
    answered = {"hung_up", "other_hung_up"}
    assert sorted(codes - answered - _keys(language, "outcome")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_lost_line_has_a_sentence(language: str) -> None:
    reasons = {registration.reason_of(status) for status in (0, 401, 403, 404, 408, 503)}
    reasons |= {"login_revoked", "phone_process_died"}
    assert sorted(reasons - _keys(language, "error")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_has_a_sentence(language: str) -> None:
    told = set()
    for path in (ROOT / "backend").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        told |= set(re.findall(r"(?:notices\.add|_notify|notify)\(\s*\"([a-z_]+)\"", text))
        told |= set(re.findall(r"^NOTICE = \"([a-z_]+)\"", text, re.MULTILINE))
    assert {"database_set_aside", "secrets_in_file", "history_not_saved"} <= told
    assert sorted(told - _keys(language, "notice")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_with_the_sound_has_a_sentence(language: str) -> None:
    text = (ROOT / "backend" / "phone" / "sound_messages.py").read_text(encoding="utf-8")
    listed = re.search(r"`problem` is \"\"(.*?);", text, re.DOTALL)
    assert listed is not None
    problems = set(re.findall(r"\"([a-z_]+)\"", listed[1]))
    assert "no_microphone" in problems
    assert sorted(problems - _keys(language, "sound")) == []
    assert sorted(problems - _keys(language, "sound.short".replace(".", r"\."))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_check_finds_has_a_sentence(language: str) -> None:
    found = set()
    for path in (ROOT / "backend" / "diagnostics").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "item":
                named = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
                found |= {f"diag.{named[0]}.{named[2]}"} if len(named) == 3 else set[str]()
    found |= {f"diag.network.{kind}" for kind in ("wired", "wireless", "vpn", "this_machine", "connected")}
    found |= {f"diag.platform.{code}" for code in network._CERTIFICATES.values()} | {"diag.platform.plain"}
    found |= {f"diag.registration.{state}" for state in ("registering", "failed", "replaced", "unregistered")}
    found |= {f"diag.voice.{code}" for code in ("good", "fair", "poor")} | {"diag.storage.read_only"}
    found |= {f"diag.storage.{code}" for code in (*disk._TOLD, "full", "little_room", "writable")}
    text = "".join(path.read_text("utf-8") for path in (ROOT / "frontend" / "i18n").glob(f"{language}*.js"))
    assert len(found) > 40
    assert sorted(key for key in found if f'"{key}"' not in text) == []
