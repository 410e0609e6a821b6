"""Why a call ended: what the phone says of it becomes how it is remembered, and the code of the sentence about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.core.foreign import one_line
from backend.core.state import CallState, Direction, Disposition, EndedBy, EndReason

MISCELLANEOUS = 399
LONGEST_WARN_TEXT = 100
NOT_A_NUMBER = 484  # also said by our own phone


@dataclass(frozen=True)
class WarningValue:
    """One value of a Warning header (RFC 3261 section 20.43): its warn-code and warn-text."""

    warn_code: int
    warn_text: str = ""


@dataclass(frozen=True)
class End:
    """How the phone says a call ended: the final SIP status (0 when there was none), by whom, the value of a Reason
    header (RFC 3326), and the values of the Warning headers of a final response. `do_not_disturb`: we refused it
    because the user does not want to be disturbed."""

    status: int
    by: EndedBy
    reason: str = ""
    warnings: tuple[WarningValue, ...] = ()
    do_not_disturb: bool = False


def end_reason(direction: Direction, state: CallState, end: End) -> EndReason:
    """How a call that ended in `state` is remembered and which sentence explains it."""
    disposition, code = _judge(direction, state, end)
    refused = direction is Direction.OUTGOING and state is not CallState.ESTABLISHED and end.by is EndedBy.REMOTE
    return EndReason(disposition, code, end.status, _text(end.warnings) if refused else "")


def _judge(direction: Direction, state: CallState, end: End) -> tuple[Disposition, str]:
    if state is CallState.ESTABLISHED:
        return Disposition.ANSWERED, _answered_code(end)
    if direction is Direction.INCOMING:
        return _incoming(end)
    return _outgoing(end)


# Causes with which the network, not the other party, ends a call that was answered.
_CUT_OFF_Q850 = frozenset({27, 38, 41, 42, 44, 47, 102})
_CUT_OFF_SIP = frozenset({408, 430, 481, 500, 502, 503, 504})


def _answered_code(end: End) -> str:
    if end.by is EndedBy.FAILURE:
        return "phone_process_died" if end.status == 0 else "connection_lost"
    if end.by is EndedBy.LOCAL:
        return "hung_up"
    if end.by is EndedBy.PLATFORM:
        return "login_revoked"
    cut_off = _q850_cause(end.reason) in _CUT_OFF_Q850 or _sip_cause(end.reason) in _CUT_OFF_SIP
    return "cut_off" if cut_off else "other_hung_up"


def _incoming(end: End) -> tuple[Disposition, str]:
    """A call that came in and was not answered here."""
    cause = _sip_cause(end.reason)
    if end.by is EndedBy.LOCAL:
        if end.status == 486:
            return Disposition.MISSED, "missed_do_not_disturb" if end.do_not_disturb else "missed_while_busy"
        return Disposition.DECLINED, "declined"
    if end.by is EndedBy.PLATFORM:
        return Disposition.MISSED, "login_revoked"
    if end.by is EndedBy.FAILURE:
        return Disposition.MISSED, "phone_process_died" if end.status == 0 else "connection_lost"
    if cause == 200:
        return Disposition.ANSWERED_ELSEWHERE, "answered_elsewhere"
    if cause in (600, 603):
        return Disposition.DECLINED, "declined_elsewhere"
    return Disposition.MISSED, "missed"


# Final responses (RFC 3261 section 21, and those of its extensions); one that is not here means what the first of its
# hundred does (section 8.1.3.2).
_OUTGOING = {
    300: (Disposition.FAILED, "number_ambiguous"),
    301: (Disposition.FAILED, "number_moved"),
    302: (Disposition.FAILED, "number_moved"),
    305: (Disposition.FAILED, "platform_error"),
    380: (Disposition.FAILED, "use_other_service"),
    400: (Disposition.FAILED, "request_refused"),
    401: (Disposition.FAILED, "credentials_refused"),
    402: (Disposition.FAILED, "payment_required"),
    403: (Disposition.FAILED, "not_permitted"),
    404: (Disposition.FAILED, "number_unknown"),
    405: (Disposition.FAILED, "number_not_callable"),
    406: (Disposition.FAILED, "media_incompatible"),
    407: (Disposition.FAILED, "credentials_refused"),
    408: (Disposition.NO_ANSWER, "no_answer"),
    410: (Disposition.FAILED, "number_gone"),
    414: (Disposition.FAILED, "number_unknown"),
    415: (Disposition.FAILED, "media_incompatible"),
    416: (Disposition.FAILED, "number_unknown"),
    420: (Disposition.FAILED, "feature_missing"),
    421: (Disposition.FAILED, "feature_missing"),
    422: (Disposition.FAILED, "feature_missing"),
    428: (Disposition.FAILED, "identity_refused"),
    429: (Disposition.FAILED, "identity_refused"),
    430: (Disposition.NO_ANSWER, "unavailable"),
    433: (Disposition.FAILED, "anonymous_refused"),
    436: (Disposition.FAILED, "identity_refused"),
    437: (Disposition.FAILED, "identity_refused"),
    438: (Disposition.FAILED, "identity_refused"),
    440: (Disposition.FAILED, "platform_error"),
    470: (Disposition.FAILED, "call_blocked"),
    480: (Disposition.NO_ANSWER, "unavailable"),
    481: (Disposition.FAILED, "call_failed"),
    482: (Disposition.FAILED, "call_looped"),
    483: (Disposition.FAILED, "call_looped"),
    484: (Disposition.FAILED, "number_incomplete"),
    485: (Disposition.FAILED, "number_ambiguous"),
    486: (Disposition.BUSY, "busy"),
    487: (Disposition.NO_ANSWER, "no_answer"),
    488: (Disposition.FAILED, "media_incompatible"),
    491: (Disposition.FAILED, "call_failed"),
    493: (Disposition.FAILED, "encryption_incompatible"),
    494: (Disposition.FAILED, "encryption_incompatible"),
    500: (Disposition.FAILED, "platform_error"),
    503: (Disposition.FAILED, "platform_overloaded"),
    504: (Disposition.FAILED, "network_timeout"),
    505: (Disposition.FAILED, "request_refused"),
    513: (Disposition.FAILED, "request_refused"),
    580: (Disposition.FAILED, "bandwidth_insufficient"),
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
    2: (Disposition.FAILED, "number_unknown"),
    3: (Disposition.FAILED, "number_unknown"),
    17: (Disposition.BUSY, "busy"),
    18: (Disposition.NO_ANSWER, "no_answer"),
    19: (Disposition.NO_ANSWER, "no_answer"),
    20: (Disposition.NO_ANSWER, "offline"),
    21: (Disposition.DECLINED, "declined_by_other"),
    22: (Disposition.FAILED, "number_moved"),
    23: (Disposition.FAILED, "number_moved"),
    24: (Disposition.FAILED, "call_blocked"),
    25: (Disposition.FAILED, "call_looped"),
    26: (Disposition.NO_ANSWER, "no_answer"),
    27: (Disposition.NO_ANSWER, "unavailable"),
    28: (Disposition.FAILED, "number_incomplete"),
    29: (Disposition.FAILED, "feature_missing"),
    34: (Disposition.FAILED, "network_busy"),
    38: (Disposition.FAILED, "network_failed"),
    41: (Disposition.FAILED, "network_failed"),
    42: (Disposition.FAILED, "network_busy"),
    44: (Disposition.FAILED, "network_busy"),
    47: (Disposition.FAILED, "network_busy"),
    50: (Disposition.FAILED, "not_permitted"),
    52: (Disposition.FAILED, "not_permitted"),
    53: (Disposition.FAILED, "not_permitted"),
    54: (Disposition.FAILED, "call_blocked"),
    55: (Disposition.FAILED, "call_blocked"),
    57: (Disposition.FAILED, "not_permitted"),
    58: (Disposition.FAILED, "network_busy"),
    63: (Disposition.FAILED, "network_failed"),
    65: (Disposition.FAILED, "media_incompatible"),
    70: (Disposition.FAILED, "media_incompatible"),
    79: (Disposition.FAILED, "feature_missing"),
    87: (Disposition.FAILED, "call_blocked"),
    88: (Disposition.FAILED, "media_incompatible"),
    102: (Disposition.FAILED, "network_timeout"),
}
_VAGUE = frozenset({400, 480, 487, 500, 502, 503, 504})

# Why a session description was not acceptable (RFC 3261 section 20.43; 380 and 381: RFC 5630 section 8).
_WARNINGS = {
    300: "network_incompatible",
    301: "address_incompatible",
    302: "transport_incompatible",
    303: "bandwidth_unknown",
    304: "media_unavailable",
    305: "codec_incompatible",
    306: "attribute_unknown",
    307: "description_unknown",
    330: "multicast_unavailable",
    331: "unicast_unavailable",
    370: "bandwidth_insufficient",
    380: "encryption_incompatible",
    381: "encryption_incompatible",
}
# What a warning says more exactly; who is busy or declines has said enough.
_WARNABLE = frozenset(
    {"media_incompatible", "request_refused", "call_failed", "platform_error", "platform_overloaded", "unavailable"}
)


def _outgoing(end: End) -> tuple[Disposition, str]:
    """A call we placed that was not answered."""
    if end.by is EndedBy.LOCAL:
        return Disposition.CANCELLED, "cancelled"
    if end.by is EndedBy.PLATFORM:
        return Disposition.CANCELLED, "login_revoked"
    if end.by is EndedBy.FAILURE and end.status != NOT_A_NUMBER:
        return Disposition.FAILED, "phone_process_died" if end.status == 0 else "platform_unreachable"
    told = _response(end.status)
    if end.status in _VAGUE:
        told = _Q850.get(_q850_cause(end.reason)) or _OUTGOING.get(_sip_cause(end.reason)) or told
    if told[1] in _WARNABLE and (warned := _warned(end.warnings)):
        return Disposition.FAILED, warned
    return told


def refusal_code(status: int) -> str:
    """The code of the sentence about a final response of 300 and above, taken by itself."""
    return _response(status)[1]


def _response(status: int) -> tuple[Disposition, str]:
    of_its_kind = _OUTGOING.get(status - status % 100, (Disposition.FAILED, "call_failed"))
    return _OUTGOING.get(status, of_its_kind)


def _warned(warnings: tuple[WarningValue, ...]) -> str:
    """The code of the first warning that has one, "" without any."""
    return next((_WARNINGS[one.warn_code] for one in warnings if one.warn_code in _WARNINGS), "")


def _text(warnings: tuple[WarningValue, ...]) -> str:
    """What is to be read out to the user as it stands, and by nobody else (warn-code 399)."""
    texts = (one_line(one.warn_text, LONGEST_WARN_TEXT) for one in warnings if one.warn_code == MISCELLANEOUS)
    return next(filter(None, texts), "")


def _sip_cause(reason: str) -> int:
    """The cause of a `SIP;cause=200;text=...` among the values of a Reason header, 0 when there is none."""
    return _cause("SIP", reason)


def _q850_cause(reason: str) -> int:
    """The cause of a `Q.850;cause=19;text=...` likewise (RFC 3326 section 2)."""
    return _cause(r"Q\.850", reason)


def _cause(protocol: str, reason: str) -> int:
    match = re.search(rf'(?:^|,)\s*{protocol}\s*;(?:[^,"]|"[^"]*")*?cause\s*=\s*(\d{{1,3}})\b', reason, re.IGNORECASE)
    return int(match[1]) if match else 0
