"""One call: pure transitions from what the phone reports to the next Call, and how an ended call is remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from backend.core.clock import Moment
from backend.core.state import Call, CallState, Direction, Disposition, EndedBy, EndReason, Party

LIVE = (CallState.INCOMING, CallState.CALLING, CallState.RINGING, CallState.ESTABLISHED)


class ImpossibleError(Exception):
    """The phone reported something that cannot follow the call's present state."""


@dataclass(frozen=True)
class End:
    """How the phone says a call ended: the final SIP status (0 when there was none), by whom, and the value of a Reason
    header (RFC 3326)."""

    status: int
    by: EndedBy
    reason: str = ""


def outgoing(call_id: str, party: Party, now: Moment) -> Call:
    """A call the user has just dialled."""
    return Call(call_id, Direction.OUTGOING, CallState.CALLING, party, now.utc_ms)


def incoming(call_id: str, party: Party, now: Moment) -> Call:
    """A call that has just come in."""
    return Call(call_id, Direction.INCOMING, CallState.INCOMING, party, now.utc_ms)


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
    return replace(_live(call, "another party"), party=party)


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


def end_reason(direction: Direction, state: CallState, end: End) -> EndReason:
    """How a call that ended in `state` is remembered and which sentence explains it."""
    disposition, code = _judge(direction, state, end)
    return EndReason(disposition, code, end.status)


def _judge(direction: Direction, state: CallState, end: End) -> tuple[Disposition, str]:
    if state is CallState.ESTABLISHED:
        return Disposition.ANSWERED, _answered_code(end)
    if direction is Direction.INCOMING:
        return _incoming(end)
    return _outgoing(end)


def _answered_code(end: End) -> str:
    if end.by is EndedBy.FAILURE:
        return "phone_process_died" if end.status == 0 else "connection_lost"
    return "hung_up" if end.by is EndedBy.LOCAL else "other_hung_up"


def _incoming(end: End) -> tuple[Disposition, str]:
    """A call that came in and was not answered here."""
    cause = _sip_cause(end.reason)
    if end.by is EndedBy.LOCAL:
        if end.status == 486:
            return Disposition.MISSED, "missed_while_busy"
        return Disposition.DECLINED, "declined"
    if end.by is EndedBy.FAILURE:
        return Disposition.MISSED, "phone_process_died" if end.status == 0 else "connection_lost"
    if cause == 200:
        return Disposition.ANSWERED_ELSEWHERE, "answered_elsewhere"
    if cause in (600, 603):
        return Disposition.DECLINED, "declined_elsewhere"
    return Disposition.MISSED, "missed"


# Final responses with a sentence of their own (RFC 3261 section 21, and those of its extensions); the rest of the 4xx
# are faults of messages, which no user can do anything about.
_OUTGOING = {
    300: (Disposition.FAILED, "number_ambiguous"),
    301: (Disposition.FAILED, "number_moved"),
    302: (Disposition.FAILED, "number_moved"),
    401: (Disposition.FAILED, "credentials_refused"),
    402: (Disposition.FAILED, "payment_required"),
    403: (Disposition.FAILED, "not_permitted"),
    404: (Disposition.FAILED, "number_unknown"),
    406: (Disposition.FAILED, "media_incompatible"),
    407: (Disposition.FAILED, "credentials_refused"),
    408: (Disposition.NO_ANSWER, "no_answer"),
    410: (Disposition.FAILED, "number_gone"),
    414: (Disposition.FAILED, "number_unknown"),
    415: (Disposition.FAILED, "media_incompatible"),
    416: (Disposition.FAILED, "number_unknown"),
    433: (Disposition.FAILED, "anonymous_refused"),
    480: (Disposition.NO_ANSWER, "unavailable"),
    482: (Disposition.FAILED, "call_looped"),
    483: (Disposition.FAILED, "call_looped"),
    484: (Disposition.FAILED, "number_incomplete"),
    485: (Disposition.FAILED, "number_ambiguous"),
    486: (Disposition.BUSY, "busy"),
    487: (Disposition.NO_ANSWER, "no_answer"),
    488: (Disposition.FAILED, "media_incompatible"),
    493: (Disposition.FAILED, "media_incompatible"),
    503: (Disposition.FAILED, "platform_overloaded"),
    504: (Disposition.FAILED, "network_timeout"),
    580: (Disposition.FAILED, "media_incompatible"),
    600: (Disposition.BUSY, "busy"),
    603: (Disposition.DECLINED, "declined_by_other"),
    604: (Disposition.FAILED, "number_unknown"),
    606: (Disposition.FAILED, "media_incompatible"),
    607: (Disposition.DECLINED, "declined_by_other"),
    608: (Disposition.FAILED, "call_blocked"),
}

# What the telephone network says (ITU-T Q.850), where the response itself says less (RFC 3398 section 7.2.4.1).
_Q850 = {
    1: (Disposition.FAILED, "number_unknown"),
    17: (Disposition.BUSY, "busy"),
    18: (Disposition.NO_ANSWER, "no_answer"),
    19: (Disposition.NO_ANSWER, "no_answer"),
    20: (Disposition.NO_ANSWER, "offline"),
    21: (Disposition.DECLINED, "declined_by_other"),
    22: (Disposition.FAILED, "number_moved"),
    27: (Disposition.NO_ANSWER, "unavailable"),
    28: (Disposition.FAILED, "number_incomplete"),
    34: (Disposition.FAILED, "network_busy"),
    42: (Disposition.FAILED, "network_busy"),
    57: (Disposition.FAILED, "not_permitted"),
    88: (Disposition.FAILED, "media_incompatible"),
    102: (Disposition.FAILED, "network_timeout"),
}
_VAGUE = (400, 480, 487, 500, 502, 503, 504)


def _outgoing(end: End) -> tuple[Disposition, str]:
    """A call we placed that was not answered."""
    if end.by is EndedBy.LOCAL:
        return Disposition.CANCELLED, "cancelled"
    if end.by is EndedBy.FAILURE:
        return Disposition.FAILED, "phone_process_died" if end.status == 0 else "platform_unreachable"
    if end.status in _VAGUE and (told := _Q850.get(_q850_cause(end.reason))) is not None:
        return told
    if end.status in _OUTGOING:
        return _OUTGOING[end.status]
    return Disposition.FAILED, "platform_error" if end.status >= 500 else "call_failed"


def _sip_cause(reason: str) -> int:
    """The cause of a `SIP;cause=200;text=...` among the values of a Reason header, 0 when there is none."""
    return _cause("SIP", reason)


def _q850_cause(reason: str) -> int:
    """The cause of a `Q.850;cause=19;text=...` likewise (RFC 3326 section 2)."""
    return _cause(r"Q\.850", reason)


def _cause(protocol: str, reason: str) -> int:
    match = re.search(rf'(?:^|,)\s*{protocol}\s*;(?:[^,"]|"[^"]*")*?cause\s*=\s*(\d{{1,3}})\b', reason, re.IGNORECASE)
    return int(match[1]) if match else 0
