"""The life of one call, every step in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.core import call as transition
from backend.core.call import ImpossibleError
from backend.core.clock import Moment
from backend.core.ending import End
from backend.core.state import Call, CallState, Direction, EndedBy, Party

PARTY = Party("8014", "ext:yunfan:8014", "林知夏")
NOW = Moment(1_700_000_000_000, 1_000)
INCOMING, OUTGOING = Direction.INCOMING, Direction.OUTGOING

S = CallState
STEPS: dict[str, tuple[Callable[[Call], Call], dict[CallState, CallState]]] = {
    "ringing": (lambda call: transition.ringing(call, False), {S.CALLING: S.RINGING, S.RINGING: S.RINGING}),
    "established": (
        lambda call: transition.established(call, NOW),
        {S.INCOMING: S.ESTABLISHED, S.CALLING: S.ESTABLISHED, S.RINGING: S.ESTABLISHED},
    ),
    "muted": (lambda call: transition.muted(call, True), {state: state for state in transition.LIVE}),
    "held": (lambda call: transition.held(call, True, False), {S.ESTABLISHED: S.ESTABLISHED}),
    "with_party": (lambda call: transition.with_party(call, PARTY), {state: state for state in transition.LIVE}),
    "ended": (
        lambda call: transition.ended(call, End(200, EndedBy.REMOTE), NOW, 0),
        dict.fromkeys(transition.LIVE, S.ENDED),
    ),
}


def _call(state: CallState) -> Call:
    direction = INCOMING if state is S.INCOMING else OUTGOING
    return Call("c1", direction, state, PARTY, NOW.utc_ms)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", CallState)
def test_every_step_leads_where_it_should_or_is_impossible(step: str, state: CallState) -> None:
    take, allowed = STEPS[step]
    if state in allowed:
        assert take(_call(state)).state is allowed[state]
    else:
        with pytest.raises(ImpossibleError):
            take(_call(state))


def test_a_dialled_call_begins_by_calling() -> None:
    call = transition.outgoing("c1", PARTY, NOW)
    assert (call.direction, call.state, call.started_at) == (OUTGOING, S.CALLING, NOW.utc_ms)


def test_early_media_is_not_forgotten_by_a_later_180() -> None:
    assert transition.ringing(transition.ringing(_call(S.CALLING), True), False).early_media


def test_an_ended_call_keeps_when_it_was_answered() -> None:
    answered = transition.established(_call(S.RINGING), NOW)
    ended = transition.ended(answered, End(200, EndedBy.REMOTE), replace(NOW, utc_ms=NOW.utc_ms + 9_000), 8_999)
    assert (ended.answered_at, ended.ended_at - ended.answered_at, ended.duration_ms) == (NOW.utc_ms, 9_000, 8_999)
