"""The life of a callback, every step in every phase, and how it is remembered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.core import callback as transition
from backend.core.call import ImpossibleError, outgoing
from backend.core.clock import Moment
from backend.core.state import Call, CallState, Disposition, Party

PARTY = Party("8014", "ext:yunfan:8014", "林知夏")
NOW = Moment(1_700_000_000_000, 1_000)
LATER = Moment(1_700_000_060_000, 61_000)
D = Disposition


def _in(phase: str) -> Call:
    return transition.progressed(transition.begun("c1", PARTY, NOW), phase, NOW)


STEPS: dict[str, tuple[Callable[[Call], Call], dict[str, str]]] = {
    "calling_mobile": (
        lambda call: transition.progressed(call, "calling_mobile", LATER),
        {"calling_mobile": "calling_mobile"},
    ),
    "calling_party": (
        lambda call: transition.progressed(call, "calling_party", LATER),
        {"calling_mobile": "calling_party", "calling_party": "calling_party"},
    ),
    "established": (
        lambda call: transition.progressed(call, "established", LATER),
        dict.fromkeys(transition.PHASES, "established"),
    ),
    "dancing": (lambda call: transition.progressed(call, "dancing", LATER), {}),
    "refused": (lambda call: transition.refused(call, "wrong_mode", LATER), {"calling_mobile": "ended"}),
    "ended": (
        lambda call: transition.ended(call, "hung_up", 200, LATER, 5),
        dict.fromkeys(transition.PHASES, "ended"),
    ),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("phase", transition.PHASES)
def test_every_step_leads_where_it_should_or_is_impossible(step: str, phase: str) -> None:
    take, allowed = STEPS[step]
    if phase not in allowed:
        with pytest.raises(ImpossibleError):
            take(_in(phase))
        return
    after = take(_in(phase))
    assert (after.state.value if after.ended else transition.phase_of(after)) == allowed[phase]
    assert after.mode == "callback"


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_for_a_call_of_the_network_or_one_that_is_over(step: str) -> None:
    take, _ = STEPS[step]
    for call in (outgoing("c1", PARTY, NOW), transition.ended(_in("calling_mobile"), "hung_up", 200, NOW, 0)):
        with pytest.raises(ImpossibleError):
            take(call)


def test_the_answer_is_remembered_once() -> None:
    first = _in("established")
    again = transition.progressed(first, "established", LATER)
    assert (again.answered_at, again.state, again.phase) == (NOW.utc_ms, CallState.ESTABLISHED, "")


REMEMBERED = [
    (False, "cancelled", 487, D.CANCELLED, "cancelled"),
    (False, "mobile_busy", 486, D.FAILED, "own_mobile_busy"),
    (False, "mobile_no_answer", 480, D.FAILED, "own_mobile_no_answer"),
    (False, "mobile_declined", 603, D.FAILED, "own_mobile_declined"),
    (False, "mobile_unavailable", 480, D.FAILED, "own_mobile_unavailable"),
    (False, "party_busy", 486, D.BUSY, "busy"),
    (False, "party_no_answer", 480, D.NO_ANSWER, "no_answer"),
    (False, "party_declined", 603, D.DECLINED, "declined_by_other"),
    (False, "party_unavailable", 480, D.NO_ANSWER, "unavailable"),
    (False, "party_unknown", 404, D.FAILED, "number_unknown"),
    (False, "failed", 500, D.FAILED, "callback_failed"),
    (False, "a reason of tomorrow", 500, D.FAILED, "callback_failed"),
    (False, "left", 0, D.CANCELLED, "callback_left"),
    (False, "lost", 0, D.FAILED, "callback_lost"),
    (False, "hung_up", 200, D.ANSWERED, "callback_over"),
    (True, "hung_up", 200, D.ANSWERED, "callback_over"),
    (True, "failed", 500, D.ANSWERED, "callback_over"),
    (True, "cancelled", 487, D.ANSWERED, "hung_up"),
    (True, "left", 0, D.ANSWERED, "callback_left"),
    (True, "lost", 0, D.ANSWERED, "callback_lost"),
]


@pytest.mark.parametrize(("established", "reason", "status", "disposition", "code"), REMEMBERED)
def test_a_callback_is_remembered_as_what_it_was(
    established: bool, reason: str, status: int, disposition: Disposition, code: str
) -> None:
    call = _in("established" if established else "calling_party")
    over = transition.ended(call, reason, status, LATER, 60_000)
    assert over.ended is not None
    assert (over.ended.disposition, over.ended.code, over.ended.status) == (disposition, code, status)
    assert (over.ended_at, over.duration_ms, over.phase) == (LATER.utc_ms, 60_000, "")


@pytest.mark.parametrize(
    ("error", "code"),
    [(code, code) for code in ("not_permitted", "number_unknown", "own_number", "no_mobile", "wrong_mode",
                               "callback_under_way", "too_many_requests")]
    + [("platform_timeout", "platform_unreachable"), ("platform_nonsense", "platform_unreachable"),
       ("login_revoked", "callback_failed"), ("platform_refused", "callback_failed")],
)  # fmt: skip
def test_a_refusal_says_why(error: str, code: str) -> None:
    over = transition.refused(_in("calling_mobile"), error, LATER)
    assert over.ended is not None
    assert (over.ended.disposition, over.ended.code, over.duration_ms) == (D.FAILED, code, 0)
