"""How every end of a call is remembered, and which sentence explains it."""

from __future__ import annotations

import pytest

from backend.core.call import LIVE
from backend.core.ending import End, WarningValue, end_reason
from backend.core.state import CallState, Direction, Disposition, EndedBy

LOCAL, PLATFORM, REMOTE, FAILURE = EndedBy.LOCAL, EndedBy.PLATFORM, EndedBy.REMOTE, EndedBy.FAILURE
INCOMING, OUTGOING = Direction.INCOMING, Direction.OUTGOING
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'
S = CallState

REMEMBERED = [
    (INCOMING, S.ESTABLISHED, End(200, REMOTE), Disposition.ANSWERED, "other_hung_up"),
    (INCOMING, S.ESTABLISHED, End(200, REMOTE, "Q.850;cause=16"), Disposition.ANSWERED, "other_hung_up"),
    (INCOMING, S.ESTABLISHED, End(200, REMOTE, "Q.850;cause=38"), Disposition.ANSWERED, "cut_off"),
    (OUTGOING, S.ESTABLISHED, End(200, REMOTE, 'SIP;cause=408;text="no ACK"'), Disposition.ANSWERED, "cut_off"),
    (INCOMING, S.ESTABLISHED, End(0, LOCAL), Disposition.ANSWERED, "hung_up"),
    (INCOMING, S.ESTABLISHED, End(0, PLATFORM), Disposition.ANSWERED, "login_revoked"),
    (INCOMING, S.INCOMING, End(0, PLATFORM), Disposition.MISSED, "login_revoked"),
    (OUTGOING, S.RINGING, End(0, PLATFORM), Disposition.CANCELLED, "login_revoked"),
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
    (OUTGOING, S.RINGING, End(480, REMOTE, 'Q.850;cause=19;text="No answer"'), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.RINGING, End(480, REMOTE, "SIP;cause=480, Q.850;cause=18"), Disposition.NO_ANSWER, "no_answer"),
    (OUTGOING, S.CALLING, End(480, REMOTE, 'Q.850;cause=127;text="cause=19"'), Disposition.NO_ANSWER, "unavailable"),
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
    (OUTGOING, S.CALLING, End(503, REMOTE, "Q.850;cause=41"), Disposition.FAILED, "network_failed"),
    (OUTGOING, S.CALLING, End(500, REMOTE, "Q.850;cause=55"), Disposition.FAILED, "call_blocked"),
    (OUTGOING, S.CALLING, End(503, REMOTE, "SIP;cause=486"), Disposition.BUSY, "busy"),
    (OUTGOING, S.CALLING, End(480, REMOTE, "SIP;cause=603, Q.850;cause=127"), Disposition.DECLINED,
     "declined_by_other"),
    (OUTGOING, S.CALLING, End(486, REMOTE, "SIP;cause=603"), Disposition.BUSY, "busy"),
    (OUTGOING, S.CALLING, End(200, REMOTE), Disposition.FAILED, "call_failed"),
    (OUTGOING, S.CALLING, End(408, FAILURE), Disposition.FAILED, "platform_unreachable"),
    (OUTGOING, S.CALLING, End(484, FAILURE), Disposition.FAILED, "number_incomplete"),
    (OUTGOING, S.CALLING, End(0, FAILURE), Disposition.FAILED, "phone_process_died"),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "state", "end", "disposition", "code"), REMEMBERED)
def test_an_ended_call_is_remembered_as_what_it_was(
    direction: Direction, state: CallState, end: End, disposition: Disposition, code: str
) -> None:
    reason = end_reason(direction, state, end)
    assert (reason.disposition, reason.code, reason.status) == (disposition, code, end.status)


# Every response registered for SIP that refuses, and what a person is told of it.
RESPONSES = {
    "number_ambiguous": {300, 485},
    "number_moved": {301, 302},
    "use_other_service": {380},
    "request_refused": {400, 409, 411, 412, 413, 417, 423, 424, 425, 439, 469, 489, 505, 513},
    "credentials_refused": {401, 407},
    "payment_required": {402},
    "not_permitted": {403},
    "number_unknown": {404, 414, 416, 604},
    "number_not_callable": {405},
    "media_incompatible": {406, 415, 488, 606},
    "no_answer": {408, 487},
    "number_gone": {410},
    "feature_missing": {420, 421, 422},
    "identity_refused": {428, 429, 436, 437, 438},
    "unavailable": {430, 480},
    "anonymous_refused": {433},
    "call_blocked": {470, 608},
    "call_failed": {481, 491},
    "call_looped": {482, 483},
    "number_incomplete": {484},
    "busy": {486, 600},
    "encryption_incompatible": {493, 494},
    "platform_error": {305, 440, 500, 501, 502, 555},
    "platform_overloaded": {503},
    "network_timeout": {504},
    "bandwidth_insufficient": {580},
    "declined_by_other": {603, 607},
    # Of no registered response: what the first of its hundred says.
    "unregistered": {399, 418, 599, 699},
}
UNREGISTERED = {399: "number_ambiguous", 418: "request_refused", 599: "platform_error", 699: "busy"}
DISPOSITIONS = {
    "busy": Disposition.BUSY,
    "declined_by_other": Disposition.DECLINED,
    "no_answer": Disposition.NO_ANSWER,
    "unavailable": Disposition.NO_ANSWER,
}


@pytest.mark.parametrize("code", RESPONSES)
def test_a_call_that_was_refused_is_remembered_by_what_the_response_means(code: str) -> None:
    for status in RESPONSES[code]:
        expected = UNREGISTERED.get(status, code)
        reason = end_reason(OUTGOING, S.CALLING, End(status, REMOTE))
        assert (reason.code, reason.disposition) == (expected, DISPOSITIONS.get(expected, Disposition.FAILED)), status


WARNINGS = {
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
    381: "encryption_incompatible",
}


@pytest.mark.parametrize("warn_code", WARNINGS)
@pytest.mark.parametrize("status", [400, 480, 488, 500, 503, 606])
def test_a_warning_says_why_a_call_was_not_acceptable(status: int, warn_code: int) -> None:
    warnings = (WarningValue(392, "noisy"), WarningValue(399, ""), WarningValue(warn_code, "see above"))
    reason = end_reason(OUTGOING, S.CALLING, End(status, REMOTE, warnings=warnings))
    assert (reason.disposition, reason.code, reason.warn_text) == (Disposition.FAILED, WARNINGS[warn_code], "")


@pytest.mark.parametrize(("status", "code"), [(486, "busy"), (603, "declined_by_other"), (404, "number_unknown")])
def test_a_warning_does_not_hide_what_the_response_says_plainly(status: int, code: str) -> None:
    end = End(status, REMOTE, warnings=(WarningValue(370, "Insufficient bandwidth"),))
    assert end_reason(OUTGOING, S.CALLING, end).code == code


def test_the_text_of_a_miscellaneous_warning_is_for_the_user_and_changes_nothing_else() -> None:
    end = End(403, REMOTE, warnings=(WarningValue(305, "codec"), WarningValue(399, "Call the help desk: 8000")))
    reason = end_reason(OUTGOING, S.CALLING, end)
    assert (reason.code, reason.warn_text) == ("not_permitted", "Call the help desk: 8000")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00\x07\x1b[31m", "[31m"),
        ("one\r\n two\u2028three\u3000four", "one two three four"),
        ("\u202eevil\u200b\ud800", "evil"),
        (" \t ", ""),
        ("x" * 5000, "x" * 99 + "…"),
    ],
)
def test_a_hostile_warning_is_cleaned_and_bounded(text: str, shown: str) -> None:
    end = End(488, REMOTE, warnings=(WarningValue(399, text),))
    assert end_reason(OUTGOING, S.CALLING, end).warn_text == shown


@pytest.mark.parametrize(
    ("direction", "state", "by"),
    [(OUTGOING, S.ESTABLISHED, REMOTE), (INCOMING, S.INCOMING, REMOTE), (OUTGOING, S.CALLING, LOCAL)],
)
def test_only_a_refusal_of_our_call_has_a_text(direction: Direction, state: CallState, by: EndedBy) -> None:
    end = End(488, by, warnings=(WarningValue(399, "Call the help desk"),))
    assert end_reason(direction, state, end).warn_text == ""


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("by", EndedBy)
@pytest.mark.parametrize("state", LIVE)
def test_no_end_is_without_a_disposition_and_a_code(direction: Direction, by: EndedBy, state: CallState) -> None:
    for status in (0, 200, *range(300, 700)):
        reason = end_reason(direction, state, End(status, by))
        assert reason.code
        assert (reason.disposition is Disposition.ANSWERED) == (state is S.ESTABLISHED)
