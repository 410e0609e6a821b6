"""Every check, on small trees made for it: it finds what is wrong and leaves alone what is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import locks, rooms, sizes, tree, wording
from tests.architecture.tree import Finding

Check = Callable[[Path], list[Finding]]


def found_in(check: Check, root: Path, where: str, text: str) -> list[str]:
    """What the check says of a tree that has only this file."""
    path = root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [str(finding) for finding in check(root)]


FORBIDDEN = [
    ("backend/web/calls.py", "from backend.phone import engine"),
    ("backend/web/calls.py", "from backend import phone"),
    ("backend/web/calls.py", "from .. import desktop"),
    ("backend/web/calls.py", "from ..storage.history import History"),
    ("backend/phone/call.py", "import backend.storage.history"),
    ("backend/core/calls.py", "from backend.phone.messages import Dial"),
    ("backend/core/calls.py", "def late():\n    from backend.web import app"),
    ("backend/core/calls.py", "import httpx"),
    ("backend/core/calls.py", "import importlib\nimportlib.import_module('backend.web')"),
    ("backend/core/calls.py", "import importlib\nimportlib.import_module(name)"),
    ("backend/core/calls.py", "from backend import app"),
    ("backend/switchboard/world.py", "from backend.core import number"),
    ("backend/desktop/window.py", "from backend.switchboard import world"),
    ("backend/web/calls.py", "import pjsua2"),
    ("backend/switchboard/media.py", "import miniaudio"),
    ("backend/desktop/sound.py", "from livekit import rtc"),
    ("backend/app.py", "from tests.fakes.phone import FakePhone"),
    ("backend/phone/process.py", "from backend.phone.fake_engine import Engine"),
    ("backend/demo.py", "from backend.switchboard import world"),
    ("backend/cellar/wine.py", "import os"),
]
ALLOWED = [
    ("backend/app.py", "from backend import core, desktop, phone, provisioning, storage, switchboard, web"),
    ("backend/demo.py", "import subprocess\nfrom backend.core import errors"),
    ("backend/__main__.py", "from backend.app import App"),
    ("backend/web/calls.py", "import flask\nfrom backend.core.calls import Calls\nfrom .errors import error"),
    ("backend/phone/engine.py", "import pjsua2\nimport miniaudio\nfrom livekit import rtc"),
    ("backend/core/name.py", "from __future__ import annotations\nimport enum\nimport pypinyin\nfrom . import number"),
    ("backend/switchboard/b2bua.py", "import aiohttp\nfrom backend.switchboard.world import World"),
]


@pytest.mark.parametrize(("where", "text"), FORBIDDEN)
def test_a_forbidden_import_is_found(tmp_path: Path, where: str, text: str) -> None:
    assert len(found_in(rooms.findings, tmp_path, where, text)) == 1


@pytest.mark.parametrize(("where", "text"), ALLOWED)
def test_an_allowed_import_is_left_alone(tmp_path: Path, where: str, text: str) -> None:
    assert found_in(rooms.findings, tmp_path, where, text) == []


@pytest.mark.parametrize("name", ["long.py", "long.js", "long.css", "tests/test_long.py", "frontend/views/long.mjs"])
def test_a_file_of_401_lines_is_found_and_one_of_400_is_not(tmp_path: Path, name: str) -> None:
    assert found_in(sizes.long_files, tmp_path, name, "\n" * 401) == [f"{name}:1: 401 lines, 400 are allowed"]
    assert found_in(sizes.long_files, tmp_path, name, "\n" * 400) == []


PYTHON_FUNCTIONS = {
    "a function": "def {name}():\n{body}",
    "an async function": "async def {name}():\n{body}",
    "a method": "class A:\n  def {name}(self):\n{body}",
    "a function in a function": "def outer(): pass\nif True:\n  def {name}():\n{body}",
}


@pytest.mark.parametrize("kind", PYTHON_FUNCTIONS)
def test_a_python_function_of_41_lines_is_found_and_one_of_40_is_not(tmp_path: Path, kind: str) -> None:
    def source(lines: int) -> str:
        return PYTHON_FUNCTIONS[kind].format(name="ring", body="    x = 1\n" * (lines - 1))

    (said,) = found_in(sizes.long_python_functions, tmp_path, "a.py", source(41))
    assert "ring has 41 lines" in said
    assert found_in(sizes.long_python_functions, tmp_path, "a.py", source(40)) == []


JAVASCRIPT_FUNCTIONS = {
    "a function": "function ring() {{\n{body}}}",
    "an exported async function": "export async function ring() {{\n{body}}}",
    "an arrow": "const ring = () => {{\n{body}}};",
    "a method": "class A {{ ring() {{\n{body}}} }}",
    "a private method": "class A {{ #ring() {{\n{body}}} }}",
    "a property": "export const a = {{ ring: (x) => {{\n{body}}} }};",
    "an arrow in a template": "const page = html`<a onclick=${{function ring() {{\n{body}}}}} />`;",
}


def javascript(root: Path, lines: int) -> list[Finding]:
    """What is said of a tree with a function of so many lines in each of the ways to write one (node starts once)."""
    for number, source in enumerate(JAVASCRIPT_FUNCTIONS.values()):
        suffix = ".mjs" if number % 2 else ".js"
        text = source.format(body="  f(1);\n" * (lines - 2))
        (root / f"{number}{suffix}").write_text(text, encoding="utf-8")
    return sizes.long_javascript_functions(root)


def test_a_javascript_function_of_41_lines_is_found_however_it_is_written(tmp_path: Path) -> None:
    found = javascript(tmp_path, 41)
    assert [finding.what for finding in found] == ["ring has 41 lines, 40 are allowed"] * len(JAVASCRIPT_FUNCTIONS)
    assert len({finding.path for finding in found}) == len(JAVASCRIPT_FUNCTIONS)


def test_a_javascript_function_of_40_lines_is_left_alone(tmp_path: Path) -> None:
    assert javascript(tmp_path, 40) == []


def test_a_file_that_is_no_python_is_found(tmp_path: Path) -> None:
    assert len(found_in(tree.no_python, tmp_path, "a.py", "def (")) == 1
    assert found_in(sizes.long_python_functions, tmp_path, "a.py", "def (") == []


def test_a_file_that_is_no_javascript_is_found(tmp_path: Path) -> None:
    assert len(found_in(sizes.long_javascript_functions, tmp_path, "a.js", "function (")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "cache = '/ro" + "ot/.cache/x'",
        "see /ho" + "me/anna/project",
        "cwd: /wo" + "rk/main/backend",
        "C:\\Us" + "ers\\anna",
        "https://py" + "pi.org/simple",
        '"resolved": "https://registry.npm' + 'js.org/preact"',
        "deb http://deb.deb" + "ian.org/debian bookworm main",
    ],
)
def test_a_path_or_a_host_of_this_machine_is_found(tmp_path: Path, line: str) -> None:
    assert len(found_in(wording.machine_traces, tmp_path, "packaging/notes.md", f"\n{line}\n")) == 1


@pytest.mark.parametrize(
    "line", ["frontend/wo" + "rk/list.js", "paths.home() / 'x'", "data/ro" + "ot/x", "https://gnu.org/"]
)
def test_an_ordinary_path_or_address_is_left_alone(tmp_path: Path, line: str) -> None:
    assert found_in(wording.machine_traces, tmp_path, "notes.md", line) == []


def test_postponed_work_is_found(tmp_path: Path) -> None:
    assert len(found_in(wording.work_left_for_later, tmp_path, "a.css", "/* TO" + "DO: colours */")) == 1
    assert found_in(wording.work_left_for_later, tmp_path, "a.css", "/* todo lists are grey */") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("calls.py", "class CallManager: pass"),
        ("call_utils.py", ""),
        ("helpers.js", ""),
        ("a.py", "class CallUtil: ..."),
    ],
)
def test_a_name_that_says_nothing_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert len(found_in(wording.names_that_say_nothing, tmp_path, name, text)) == 1


def test_a_name_of_the_field_is_left_alone(tmp_path: Path) -> None:
    assert found_in(wording.names_that_say_nothing, tmp_path, "calls.py", "class CallLeg: pass") == []


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("flask==3.1.3", ""),
        ("flask==3.2.0", "is in no lock"),
        ("flask>=3", "is not exact"),
        ("peewee==4.5.3", "is in no lock"),
    ],
)
def test_a_requirement_that_is_not_locked_is_found(tmp_path: Path, asked: str, complaint: str) -> None:
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "a.lock").write_text("Flask==3.1.3 \\\n    --hash=sha256:0\n", encoding="utf-8")
    project = f'[project]\ndependencies = [\n    "{asked}",\n]\n[tool.x]\n    "y",\n'
    said = found_in(locks.unlocked, tmp_path, "pyproject.toml", project)
    assert (not said) if not complaint else (len(said) == 1 and complaint in said[0])


def test_a_part_that_nothing_imports_is_found(tmp_path: Path) -> None:
    project = '[project]\ndependencies = [\n    "flask==3.1.3",\n    "PyYAML==6.0.3; python_version > \'3\'",\n]\n'
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    assert len(found_in(locks.unused, tmp_path, "backend/web/app.py", "import flask")) == 1
    assert found_in(locks.unused, tmp_path, "backend/web/app.py", "def f():\n    import yaml\nimport flask") == []
