"""A call in callback mode, which the platform makes between the own mobile and the party: pure transitions."""

from __future__ import annotations

from dataclasses import replace

from backend.core.call import ImpossibleError
from backend.core.clock import Moment
from backend.core.state import Call, CallState, Direction, Disposition, EndReason, Party

PHASES = ("calling_mobile", "calling_party", "established")

# What the platform says of the end; of a call that took place and of one that did not.
_REASONS = {
    "hung_up": (Disposition.ANSWERED, "callback_over"),
    "cancelled": (Disposition.CANCELLED, "cancelled"),
    "mobile_busy": (Disposition.FAILED, "own_mobile_busy"),
    "mobile_no_answer": (Disposition.FAILED, "own_mobile_no_answer"),
    "mobile_declined": (Disposition.FAILED, "own_mobile_declined"),
    "mobile_unavailable": (Disposition.FAILED, "own_mobile_unavailable"),
    "party_busy": (Disposition.BUSY, "busy"),
    "party_no_answer": (Disposition.NO_ANSWER, "no_answer"),
    "party_declined": (Disposition.DECLINED, "declined_by_other"),
    "party_unavailable": (Disposition.NO_ANSWER, "unavailable"),
    "party_unknown": (Disposition.FAILED, "number_unknown"),
    "left": (Disposition.CANCELLED, "callback_left"),
    "lost": (Disposition.FAILED, "callback_lost"),
}
_ANSWERED_REASONS = {"cancelled": "hung_up", "left": "callback_left", "lost": "callback_lost"}
_UNREACHABLE = frozenset({"platform_unreachable", "platform_timeout", "platform_nonsense", "platform_not_configured"})
_REFUSALS = frozenset({
    "not_permitted", "number_unknown", "own_number", "no_mobile", "wrong_mode", "callback_under_way",
    "too_many_requests",
})  # fmt: skip


def begun(call_id: str, party: Party, now: Moment, callback_id: str = "") -> Call:
    """The platform is asked for it, or has told of it."""
    return Call(
        call_id, Direction.OUTGOING, CallState.CALLING, party, now.utc_ms,
        mode="callback", phase="calling_mobile", callback_id=callback_id,
    )  # fmt: skip


def phase_of(call: Call) -> str:
    """calling_mobile, calling_party or established."""
    if call.mode != "callback" or call.state not in (CallState.CALLING, CallState.ESTABLISHED):
        raise ImpossibleError(f"a callback while {call.mode} {call.state.value}")
    return "established" if call.state is CallState.ESTABLISHED else call.phase


def progressed(call: Call, phase: str, now: Moment) -> Call:
    """The platform has come this far; it never goes back, but may skip a phase."""
    if phase not in PHASES or PHASES.index(phase) < PHASES.index(phase_of(call)):
        raise ImpossibleError(f"{phase} while {phase_of(call)}")
    if phase != "established":
        return replace(call, phase=phase)
    answered_at = call.answered_at or now.utc_ms
    return replace(call, state=CallState.ESTABLISHED, phase="", answered_at=answered_at)


def ended(call: Call, reason: str, status: int, now: Moment, duration_ms: int) -> Call:
    """It is over, as the platform says it; `left` and `lost` are our own words."""
    why = end_reason(phase_of(call) == "established", reason, status)
    return _over(call, why, now, duration_ms)


def refused(call: Call, code: str, now: Moment) -> Call:
    """The platform did not make it, or could not be asked."""
    if phase_of(call) != "calling_mobile":
        raise ImpossibleError(f"refused while {phase_of(call)}")
    return _over(call, EndReason(Disposition.FAILED, refusal(code)), now, 0)


def end_reason(established: bool, reason: str, status: int) -> EndReason:
    """How it is remembered and which sentence explains it. A reason nobody knows is a failure."""
    if established:
        return EndReason(Disposition.ANSWERED, _ANSWERED_REASONS.get(reason, "callback_over"), status)
    disposition, code = _REASONS.get(reason, (Disposition.FAILED, "callback_failed"))
    return EndReason(disposition, code, status)


def refusal(code: str) -> str:
    """The code of the call's end for an error of the platform."""
    if code in _UNREACHABLE:
        return "platform_unreachable"
    return code if code in _REFUSALS else "callback_failed"


def _over(call: Call, why: EndReason, now: Moment, duration_ms: int) -> Call:
    return replace(
        call, state=CallState.ENDED, phase="", ended_at=now.utc_ms, duration_ms=duration_ms, ended=why
    )  # fmt: skip
