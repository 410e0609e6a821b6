"""The codes that packaging/docs/page-api.md lists are those that core has; each has its sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.core import call, callback, transfer
from backend.core.ending import End, WarningValue, end_reason
from backend.core.state import CallState, Direction, EndedBy

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "packaging" / "docs" / "page-api.md").read_text(encoding="utf-8")
LIVE_DIRECTIONS = [(direction, state) for direction in Direction for state in call.LIVE]


def _listed(after: str, before: str) -> set[str]:
    text = DOCUMENT[DOCUMENT.index("## Codes") :]
    part = text[text.index(after) + len(after) :].split(before)[0]
    return set(re.findall(r"(?<![`.\w])[a-z]+(?:_[a-z]+)*(?=[,.;\s])", part))


def _ends() -> set[str]:
    """Every code that the end of a call can have."""
    reasons = ["", *(f"Q.850;cause={cause}" for cause in range(1, 128)), "SIP;cause=200", "SIP;cause=603"]
    codes = {
        end_reason(direction, state, End(status, by, reason)).code
        for direction, state in LIVE_DIRECTIONS
        for by in EndedBy
        for status in (0, 200, *range(300, 700))
        for reason in (reasons if status in (480, 487) else [""])
    }
    warned = [End(488, EndedBy.REMOTE, warnings=(WarningValue(warn_code),)) for warn_code in range(300, 400)]
    codes |= {end_reason(Direction.OUTGOING, CallState.CALLING, end).code for end in warned}
    codes.add("missed_do_not_disturb")
    codes |= {callback.refusal(code) for code in (*callback._REFUSALS, *callback._UNREACHABLE, "program_error")}
    for established in (False, True):
        codes |= {callback.end_reason(established, reason, 0).code for reason in (*callback._REASONS, "another")}
    return {*codes, "transferred"}


def _sentences(language: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT / "frontend" / "i18n").glob(f"{language}*.js"))


def _failures() -> set[str]:
    """Every code with which a transfer can fail."""
    return {transfer.code_of(status, rang) for status in range(300, 700) for rang in (False, True)}


def test_every_end_of_a_call_is_listed_and_none_that_cannot_happen() -> None:
    listed = _listed("`ended.code` of a call that took place:", "@@")
    assert sorted(_ends() - listed) == []
    assert sorted(code for code in listed - _ends() if "_" in code) == []  # the others may be words of the sentence


def test_every_failure_of_a_transfer_is_listed_and_none_that_cannot_happen() -> None:
    assert _listed("`transfer.code`:", "`ended.code`") == _failures()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_sentence_is_kept_for_an_end_that_cannot_happen(language: str) -> None:
    kept = set(re.findall(r'"ended\.([a-z_]+)"', _sentences(language)))
    assert sorted(kept - _ends() - {"unknown", "warned"}) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_has_a_sentence(language: str) -> None:
    text = _sentences(language)
    missing = [code for code in sorted(_ends()) if f'"ended.{code}"' not in text]
    missing += [code for code in sorted(_failures()) if f'"transfer.failed.{code}"' not in text]
    assert missing == []
