"""The life of a transfer, every step in every phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.core import call as transition
from backend.core import transfer
from backend.core.call import ImpossibleError
from backend.core.clock import Moment
from backend.core.ending import End
from backend.core.state import Call, CallState, Direction, Disposition, EndedBy, Party, Transfer

PARTY = Party("138 0013 8000", "+8613800138000")
TARGET = Party("8014", "ext:yunfan:8014", "林知夏")
NOW = Moment(1_700_000_000_000, 1_000)
TALKING = Call("c1", Direction.INCOMING, CallState.ESTABLISHED, PARTY, NOW.utc_ms)

PHASES: dict[str, Transfer | None] = {
    "none": None,
    "asked": Transfer(TARGET),
    "ringing": Transfer(TARGET, status=180),
    "answered": Transfer(TARGET, status=200),
    "failed": Transfer(TARGET, "failed", "busy", 486),
}
STEPS: dict[str, tuple[Callable[[Call], Call], dict[str, str]]] = {
    "begun": (lambda call: transfer.begun(call, TARGET, NOW), {"none": "asked", "failed": "asked"}),
    "100": (lambda call: transfer.progressed(call, 100, False), {"asked": "asked", "ringing": "ringing"}),
    "180": (lambda call: transfer.progressed(call, 180, False), {"asked": "ringing", "ringing": "ringing"}),
    "200": (lambda call: transfer.progressed(call, 200, True), {"asked": "answered", "ringing": "answered"}),
    "486": (lambda call: transfer.progressed(call, 486, True), {"asked": "failed", "ringing": "failed"}),
    "failed": (lambda call: transfer.failed(call, "busy"), {"asked": "failed", "ringing": "failed"}),
    "dismissed": (transfer.dismissed, {"failed": "none"}),
    "no final 100": (lambda call: transfer.progressed(call, 100, True), {}),
    "no provisional 200": (lambda call: transfer.progressed(call, 200, False), {}),
}


def _phase(call: Call) -> str:
    if call.transfer is None:
        return "none"
    return (
        "failed"
        if call.transfer.state == "failed"
        else {180: "ringing", 200: "answered"}.get(call.transfer.status, "asked")
    )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("phase", PHASES)
def test_every_step_leads_where_it_should_or_is_impossible(step: str, phase: str) -> None:
    take, allowed = STEPS[step]
    call = replace(TALKING, transfer=PHASES[phase])
    if phase in allowed:
        assert _phase(take(call)) == allowed[phase]
    else:
        with pytest.raises(ImpossibleError):
            take(call)


@pytest.mark.parametrize("state", [state for state in CallState if state is not CallState.ESTABLISHED])
def test_only_a_conversation_is_handed_on(state: CallState) -> None:
    with pytest.raises(ImpossibleError):
        transfer.begun(replace(TALKING, state=state), TARGET, NOW)


REASONS = [
    (486, False, "busy"), (600, True, "busy"), (603, True, "declined_by_other"), (480, True, "no_answer"),
    (480, False, "unavailable"), (408, True, "no_answer"), (404, False, "number_unknown"),
    (410, False, "number_unknown"), (484, False, "number_incomplete"), (604, False, "number_unknown"),
    (403, False, "not_permitted"),
    (487, True, "transfer_cancelled"), (481, False, "party_gone"), (500, False, "platform_error"),
    (302, False, "number_moved"), (503, True, "platform_overloaded"), (499, False, "transfer_failed"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "rang", "code"), REASONS)
def test_every_failure_says_why(status: int, rang: bool, code: str) -> None:
    call = transfer.begun(TALKING, TARGET, NOW)
    if rang:
        call = transfer.progressed(call, 180, False)
    made = transfer.progressed(call, status, True).transfer
    assert made is not None
    assert (made.state, made.code, made.status, made.party, made.started_at) == (
        "failed", code, status, TARGET, NOW.utc_ms,
    )  # fmt: skip


def test_no_status_is_without_a_code() -> None:
    assert all(transfer.code_of(status, rang) for status in range(300, 700) for rang in (False, True))


ENDS = [
    ("none", EndedBy.REMOTE, "other_hung_up", None),
    ("asked", EndedBy.REMOTE, "other_hung_up", "party_gone"),
    ("ringing", EndedBy.REMOTE, "other_hung_up", "party_gone"),
    ("ringing", EndedBy.FAILURE, "phone_process_died", "transfer_failed"),
    ("ringing", EndedBy.LOCAL, "hung_up", ""),
    ("answered", EndedBy.REMOTE, "transferred", ""),
    ("answered", EndedBy.LOCAL, "transferred", ""),
    ("answered", EndedBy.FAILURE, "transferred", ""),
    ("failed", EndedBy.REMOTE, "other_hung_up", "busy"),
]


@pytest.mark.parametrize(("phase", "by", "code", "why"), ENDS)
def test_a_call_that_ends_says_what_became_of_its_transfer(phase: str, by: EndedBy, code: str, why: str | None) -> None:
    end = End(0, by)
    over = transition.ended(transfer.interrupted(replace(TALKING, transfer=PHASES[phase]), end), end, NOW, 1)
    assert over.ended is not None
    assert (over.ended.disposition, over.ended.code) == (Disposition.ANSWERED, code)
    assert (None if over.transfer is None else over.transfer.code) == why
