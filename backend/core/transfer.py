"""A call handed on to somebody else (RFC 5589 section 6): pure transitions of the call that is handed on."""

from __future__ import annotations

from dataclasses import replace

from backend.core.call import ImpossibleError
from backend.core.clock import Moment
from backend.core.ending import End, refusal_code
from backend.core.state import Call, CallState, EndedBy, Party, Transfer

RINGING = 180
ANSWERED = 200
CANCELLED = 487
UNAVAILABLE = 480

# What only a transfer is told by a status; otherwise it means what it does for a call of our own.
_OWN = {481: "party_gone", CANCELLED: "transfer_cancelled"}
# Of those meanings the ones that say something about a transfer, some of them as one. What is left has failed.
_ALIKE = {
    "number_ambiguous": "number_moved",
    "number_gone": "number_unknown",
    "number_not_callable": "number_unknown",
    "bandwidth_insufficient": "media_incompatible",
    "network_timeout": "platform_error",
}
_TOLD = {
    "busy", "call_blocked", "call_looped", "declined_by_other", "media_incompatible", "no_answer", "not_permitted",
    "number_incomplete", "number_moved", "number_unknown", "platform_error", "platform_overloaded", "unavailable",
}  # fmt: skip


def under_way(call: Call) -> bool:
    """Is it not yet known what comes of the transfer?"""
    transfer = call.transfer
    return transfer is not None and transfer.state == "under_way" and transfer.status != ANSWERED


def begun(call: Call, target: Party, now: Moment) -> Call:
    """The platform is asked to hand the call on."""
    if call.state is not CallState.ESTABLISHED or call.ended is not None or _answered(call) or under_way(call):
        raise ImpossibleError(f"a transfer begins while {_describe(call)}")
    return replace(call, transfer=Transfer(target, started_at=now.utc_ms))


def progressed(call: Call, status: int, final: bool) -> Call:
    """The platform tells how it goes on: provisional responses, then one that is final."""
    if call.state is not CallState.ESTABLISHED or not under_way(call) or final != (status >= ANSWERED):
        raise ImpossibleError(f"a transfer goes on with {status} while {_describe(call)}")
    assert call.transfer is not None
    if status < 300:
        shown = ANSWERED if final else max(status, call.transfer.status)
        return replace(call, transfer=replace(call.transfer, status=shown))
    return failed(call, code_of(status, rang=call.transfer.status == RINGING), status)


def failed(call: Call, code: str, status: int = 0) -> Call:
    """The call stays with who handed it on."""
    if call.transfer is None or not under_way(call):
        raise ImpossibleError(f"a transfer fails while {_describe(call)}")
    return replace(call, transfer=replace(call.transfer, state="failed", code=code, status=status))


def dismissed(call: Call) -> Call:
    """The user has read why it failed."""
    if call.transfer is None or call.transfer.state != "failed":
        raise ImpossibleError(f"a transfer is dismissed while {_describe(call)}")
    return replace(call, transfer=None)


def interrupted(call: Call, end: End) -> Call:
    """The call ends: a transfer under way comes to nothing, unless the platform was only left alone with it."""
    if not under_way(call) or end.by in (EndedBy.LOCAL, EndedBy.PLATFORM):
        return call
    return failed(call, "party_gone" if end.by is EndedBy.REMOTE else "transfer_failed")


def code_of(status: int, rang: bool) -> str:
    """Why a transfer failed. Where it rang, 480 means that nobody came."""
    if status == UNAVAILABLE and rang:
        return "no_answer"
    code = _OWN.get(status) or refusal_code(status)
    code = _ALIKE.get(code, code)
    return code if code in _TOLD or status in _OWN else "transfer_failed"


def _answered(call: Call) -> bool:
    return call.transfer is not None and call.transfer.status == ANSWERED


def _describe(call: Call) -> str:
    transfer = call.transfer
    return f"{call.state.value}, {'no transfer' if transfer is None else f'{transfer.state} {transfer.status}'}"
