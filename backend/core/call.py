"""One call: pure transitions from what the phone reports to the next Call."""

from __future__ import annotations

from dataclasses import replace

from backend.core.clock import Moment
from backend.core.ending import End, end_reason
from backend.core.state import Call, CallState, Direction, Disposition, EndReason, Party

LIVE = (CallState.INCOMING, CallState.CALLING, CallState.RINGING, CallState.ESTABLISHED)


class ImpossibleError(Exception):
    """The phone reported something that cannot follow the call's present state."""


def outgoing(call_id: str, party: Party, now: Moment) -> Call:
    """A call the user has just dialled."""
    return Call(call_id, Direction.OUTGOING, CallState.CALLING, party, now.utc_ms)


def incoming(call_id: str, party: Party, now: Moment, referred_by: Party | None = None) -> Call:
    """A call that has just come in, by itself or handed on by somebody."""
    return Call(call_id, Direction.INCOMING, CallState.INCOMING, party, now.utc_ms, referred_by=referred_by)


def ringing(call: Call, early_media: bool) -> Call:
    """The other side rings; a second 18x may still bring early media."""
    if call.state not in (CallState.CALLING, CallState.RINGING):
        raise ImpossibleError(f"ringing while {call.state.value}")
    return replace(call, state=CallState.RINGING, early_media=call.early_media or early_media)


def established(call: Call, now: Moment) -> Call:
    """The call was answered by either side."""
    if call.state not in (CallState.INCOMING, CallState.CALLING, CallState.RINGING):
        raise ImpossibleError(f"established while {call.state.value}")
    return replace(call, state=CallState.ESTABLISHED, answered_at=now.utc_ms)


def muted(call: Call, on: bool) -> Call:
    """Our microphone is off or on; possible before the answer too."""
    return replace(_live(call, "muted"), muted=on)


def held(call: Call, local: bool, remote: bool) -> Call:
    """Who holds whom (RFC 3264 section 8.4)."""
    if call.state is not CallState.ESTABLISHED:
        raise ImpossibleError(f"held while {call.state.value}")
    return replace(call, held=local, remote_held=remote)


def silenced(call: Call) -> Call:
    """It rings on without sound."""
    if call.state is not CallState.INCOMING:
        raise ImpossibleError(f"silenced while {call.state.value}")
    return replace(call, silenced=True)


def with_party(call: Call, party: Party) -> Call:
    """The other end is now somebody else, as after a transfer."""
    return replace(_live(call, "another party"), party=party, referred_by=None)


def ended(call: Call, end: End, now: Moment, duration_ms: int) -> Call:
    """The call is over; `duration_ms` is the monotonic time since the answer, 0 when it never was answered."""
    _live(call, "ended")
    reason = end_reason(call.direction, call.state, end)
    if call.transfer is not None and call.transfer.status == 200:
        reason = EndReason(Disposition.ANSWERED, "transferred", end.status)
    return replace(call, state=CallState.ENDED, ended_at=now.utc_ms, duration_ms=duration_ms, ended=reason)


def _live(call: Call, what: str) -> Call:
    if call.state not in LIVE:
        raise ImpossibleError(f"{what} while {call.state.value}")
    return call
