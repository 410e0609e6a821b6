"""The life of one call, every step in every state, and how it is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.core import call as transition
from backend.core.call import End, ImpossibleError, end_reason
from backend.core.clock import Moment
from backend.core.state import Call, CallState, Direction, Disposition, EndedBy, Party

PARTY = Party("8014", "ext:yunfan:8014", "林知夏")
NOW = Moment(1_700_000_000_000, 1_000)
LOCAL, REMOTE, FAILURE = EndedBy.LOCAL, EndedBy.REMOTE, EndedBy.FAILURE
INCOMING, OUTGOING = Direction.INCOMING, Direction.OUTGOING
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'

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
        lambda call: transition.ended(call, End(200, REMOTE), NOW, 0),
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
    ended = transition.ended(answered, End(200, REMOTE), replace(NOW, utc_ms=NOW.utc_ms + 9_000), 8_999)
    assert (ended.answered_at, ended.ended_at - ended.answered_at, ended.duration_ms) == (NOW.utc_ms, 9_000, 8_999)


REMEMBERED = [
    (INCOMING, S.ESTABLISHED, End(200, REMOTE), Disposition.ANSWERED, "other_hung_up"),
    (INCOMING, S.ESTABLISHED, End(0, LOCAL), Disposition.ANSWERED, "hung_up"),
    (OUTGOING, S.ESTABLISHED, End(0, FAILURE), Disposition.ANSWERED, "phone_process_died"),
    (OUTGOING, S.ESTABLISHED, End(408, FAILURE), Disposition.ANSWERED, "connection_lost"),
    (INCOMING, S.INCOMING, End(487, REMOTE), Disposition.MISSED, "missed"),
    (INCOMING, S.INCOMING, End(487, REMOTE, "Q.850;cause=127"), Disposition.MISSED, "missed"),
    (INCOMING, S.INCOMING, End(487, REMOTE, ELSEWHERE), Disposition.ANSWERED_ELSEWHERE, "answered_elsewhere"),
    (INCOMING, S.INCOMING, End(487, REMOTE, "Q.850;cause=16, sip ;x=1; cause = 200"), Disposition.ANSWERED_ELSEWHERE,
     "answered_elsewhere"),
    (INCOMING, S.INCOMING, End(487, REMOTE, "Q.850;cause=200"), Disposition.MISSED, "missed"),
    (INCOMING, S.INCOMING, End(487, REMOTE, 'SIP;text="cause=200"'), Disposition.MISSED, "missed"),
    (INCOMING, S.INCOMING, End(487, REMOTE, "SIP;cause=603"), Disposition.DECLINED, "declined_elsewhere"),
    (INCOMING, S.INCOMING, End(603, LOCAL), Disposition.DECLINED, "declined"),
    (INCOMING, S.INCOMING, End(0, LOCAL), Disposition.DECLINED, "declined"),
    (INCOMING, S.INCOMING, End(486, LOCAL), Disposition.MISSED, "missed_while_busy"),
    (INCOMING, S.INCOMING, End(0, FAILURE), Disposition.MISSED, "phone_process_died"),
    (INCOMING, S.INCOMING, End(408, FAILURE), Disposition.MISSED, "connection_lost"),
    (OUTGOING, S.CALLING, End(487, LOCAL), Disposition.CANCELLED, "cancelled"),
    (OUTGOING, S.RINGING, End(0, LOCAL), Disposition.CANCELLED, "cancelled"),
    (OUTGOING, S.RINGING, End(486, REMOTE), Disposition.BUSY, "busy"),
    (OUTGOING, S.RINGING, End(600, REMOTE), Disposition.BUSY, "busy"),
    (OUTGOING, S.RINGING, End(603, REMOTE), Disposition.DECLINED, "declined_by_other"),
    (OUTGOING, S.RINGING, End(480, REMOTE), Disposition.NO_ANSWER, "unavailable"),
    (OUTGOING, S.RINGING, End(480, REMOTE, 'Q.850;cause=19;text="No answer"'), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.RINGING, End(480, REMOTE, "SIP;cause=480, Q.850;cause=18"), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.CALLING, End(480, REMOTE, 'Q.850;cause=127;text="cause=19"'), Disposition.NO_ANSWER, "unavailable"),
    (OUTGOING, S.RINGING, End(408, REMOTE), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.RINGING, End(487, REMOTE), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.CALLING, End(404, REMOTE), Disposition.FAILED, "number_unknown"),
    (OUTGOING, S.CALLING, End(403, REMOTE), Disposition.FAILED, "not_permitted"),
    (OUTGOING, S.CALLING, End(488, REMOTE), Disposition.FAILED, "media_incompatible"),
    (OUTGOING, S.CALLING, End(500, REMOTE), Disposition.FAILED, "platform_error"),
    (OUTGOING, S.CALLING, End(502, REMOTE), Disposition.FAILED, "platform_error"),
    (OUTGOING, S.CALLING, End(503, REMOTE), Disposition.FAILED, "platform_overloaded"),
    (OUTGOING, S.CALLING, End(504, REMOTE), Disposition.FAILED, "network_timeout"),
    (OUTGOING, S.CALLING, End(300, REMOTE), Disposition.FAILED, "number_ambiguous"),
    (OUTGOING, S.CALLING, End(301, REMOTE), Disposition.FAILED, "number_moved"),
    (OUTGOING, S.CALLING, End(302, REMOTE), Disposition.FAILED, "number_moved"),
    (OUTGOING, S.CALLING, End(401, REMOTE), Disposition.FAILED, "credentials_refused"),
    (OUTGOING, S.CALLING, End(402, REMOTE), Disposition.FAILED, "payment_required"),
    (OUTGOING, S.CALLING, End(410, REMOTE), Disposition.FAILED, "number_gone"),
    (OUTGOING, S.CALLING, End(433, REMOTE), Disposition.FAILED, "anonymous_refused"),
    (OUTGOING, S.CALLING, End(482, REMOTE), Disposition.FAILED, "call_looped"),
    (OUTGOING, S.CALLING, End(484, REMOTE), Disposition.FAILED, "number_incomplete"),
    (OUTGOING, S.CALLING, End(485, REMOTE), Disposition.FAILED, "number_ambiguous"),
    (OUTGOING, S.CALLING, End(580, REMOTE), Disposition.FAILED, "media_incompatible"),
    (OUTGOING, S.RINGING, End(607, REMOTE), Disposition.DECLINED, "declined_by_other"),
    (OUTGOING, S.CALLING, End(608, REMOTE), Disposition.FAILED, "call_blocked"),
    (OUTGOING, S.CALLING, End(503, REMOTE, "Q.850;cause=34"), Disposition.FAILED, "network_busy"),
    (OUTGOING, S.CALLING, End(500, REMOTE, "Q.850;cause=42"), Disposition.FAILED, "network_busy"),
    (OUTGOING, S.CALLING, End(480, REMOTE, "Q.850;cause=20"), Disposition.NO_ANSWER, "offline"),
    (OUTGOING, S.CALLING, End(502, REMOTE, "Q.850;cause=1"), Disposition.FAILED, "number_unknown"),
    (OUTGOING, S.CALLING, End(500, REMOTE, "Q.850;cause=22"), Disposition.FAILED, "number_moved"),
    (OUTGOING, S.CALLING, End(503, REMOTE, "Q.850;cause=57"), Disposition.FAILED, "not_permitted"),
    (OUTGOING, S.CALLING, End(504, REMOTE, "Q.850;cause=102"), Disposition.FAILED, "network_timeout"),
    (OUTGOING, S.CALLING, End(500, REMOTE, "Q.850;cause=17"), Disposition.BUSY, "busy"),
    (OUTGOING, S.CALLING, End(480, REMOTE, "Q.850;cause=21"), Disposition.DECLINED, "declined_by_other"),
    (OUTGOING, S.CALLING, End(500, REMOTE, "Q.850;cause=16"), Disposition.FAILED, "platform_error"),
    (OUTGOING, S.CALLING, End(404, REMOTE, "Q.850;cause=17"), Disposition.FAILED, "number_unknown"),
    (OUTGOING, S.CALLING, End(408, FAILURE), Disposition.FAILED, "platform_unreachable"),
    (OUTGOING, S.CALLING, End(0, FAILURE), Disposition.FAILED, "phone_process_died"),
    (OUTGOING, S.CALLING, End(418, REMOTE), Disposition.FAILED, "call_failed"),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "state", "end", "disposition", "code"), REMEMBERED)
def test_an_ended_call_is_remembered_as_what_it_was(
    direction: Direction, state: CallState, end: End, disposition: Disposition, code: str
) -> None:
    reason = end_reason(direction, state, end)
    assert (reason.disposition, reason.code, reason.status) == (disposition, code, end.status)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("by", EndedBy)
@pytest.mark.parametrize("state", transition.LIVE)
def test_no_end_is_without_a_disposition_and_a_code(direction: Direction, by: EndedBy, state: CallState) -> None:
    for status in (0, 200, *range(300, 700)):
        reason = end_reason(direction, state, End(status, by))
        assert reason.code
        assert (reason.disposition is Disposition.ANSWERED) == (state is S.ESTABLISHED)
