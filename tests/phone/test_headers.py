"""Headers that pjsua2 does not hand out, read from the text of a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.ending import WarningValue
from backend.phone.headers import (
    NamedNumber,
    asserted,
    caller,
    has_body,
    header,
    named_number,
    reason,
    referred_by,
    via_number,
    warnings,
)
from backend.phone.log import redacted

INVITE = (
    "INVITE sip:8057@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1\r\n"
    'f: "From Name" <sip:from@example>;tag=1\r\n'
    "Subject: one\r\n two\r\n"
    "%s\r\n"
    "\r\n"
    "v=0\r\nReason: in the body\r\n"
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"张伟" <sip:8014@example;user=phone>;x=1', NamedNumber("8014", "张伟")),
        ('"a \\"b\\" <sip:no@x>" <sip:8014@example>', NamedNumber("8014", 'a "b" <sip:no@x>')),
        ("Zhang <sip:8014@example>", NamedNumber("8014", "Zhang")),
        ("<tel:+862557995555>", NamedNumber("+862557995555")),
        ("sip:8014@example", NamedNumber("8014")),
        ("<sips:%2A57@example>", NamedNumber("*57")),
        ("SIP:8014;phone-context=x@example", NamedNumber("8014")),
        ("Anonymous", None),
        ("", None),
        ("<sip:@example>", None),
    ],
)
def test_who_a_header_names(value: str, expected: NamedNumber | None) -> None:
    assert named_number(value) == expected


def test_the_asserted_identity_goes_before_from() -> None:
    assert caller(INVITE % 'P-Asserted-Identity: "Real" <sip:8014@example>') == NamedNumber("8014", "Real")
    assert caller(INVITE % "X: y") == NamedNumber("from", "From Name")


@pytest.mark.parametrize("line_end", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c"])
def test_a_display_name_cannot_forge_a_header(line_end: str) -> None:
    forged = f'From: "x{line_end}P-Asserted-Identity: <sip:110@d>{line_end}" <sip:8014@d>'
    message = f"INVITE sip:8057@d SIP/2.0\r\n{forged}\r\nP-Asserted-Identity: <sip:8014@d>\r\n\r\n"
    assert caller(message).number == "8014"


def test_a_caller_who_hides_has_an_empty_number() -> None:
    assert caller("INVITE sip:x SIP/2.0\r\nFrom: Anonymous\r\n\r\n") == NamedNumber("")


def test_folded_and_compact_headers_are_read_and_the_body_is_not() -> None:
    assert header(INVITE % "X: y", "subject") == "one two"
    assert header(INVITE % "X: y", "From").startswith('"From Name"')
    assert reason(INVITE % "X: y") == ""
    assert reason(INVITE % "Reason: Q.850;cause=16") == "Q.850;cause=16"


def test_a_session_description_is_noticed() -> None:
    assert has_body(INVITE % "X: y")
    assert not has_body("SIP/2.0 180 Ringing\r\nVia: x\r\n\r\n")


def test_the_number_first_called_is_read_from_diversion_or_called_party() -> None:
    assert via_number(INVITE % "Diversion: <sip:+862557990000@example>;reason=unconditional") == "+862557990000"
    assert via_number(INVITE % "P-Called-Party-ID: <sip:02557990000@example>") == "02557990000"
    assert via_number(INVITE % "X: y") == ""


REFUSAL = 'SIP/2.0 488 Not Acceptable Here\r\nVia: x\r\n%s\r\n\r\nWarning: 370 x "in the body"\r\n'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('Warning: 305 host "Incompatible media format"', [(305, "Incompatible media format")]),
        ('warning : 307 [::1]:5060 "a \\"b\\" \\\\ c, d" , 399 ap "\u8bf7"', [(307, 'a "b" \\ c, d'), (399, "\u8bf7")]),
        ('Warning: 370 a "one",\r\n 399 b "two"\r\nWarning: 330 c ""', [(370, "one"), (399, "two"), (330, "")]),
        ('Warning: 305 a "good", 307 broken, 370 b "lost"', [(305, "good")]),
        ('Warning: 305 a "not closed', []),
        ("Warning: 305 a unquoted", []),
        ('Warning: 3050 a "x"', []),
        ('Warning: \u0663\u0660\u0665 a "x"', []),
        ('Warning: 305 "no agent"', []),
        ('Warning: 399 a "' + "x" * 60_000 + '"', []),
        ("Warning: " + ", ".join(['399 a "x"'] * 500), [(399, "x")] * 8),
        ("\r\n".join(['Warning: 399 a "x"'] * 500), [(399, "x")] * 8),
        ("X: y", []),
    ],
)
def test_the_warnings_of_a_response_are_read_and_nothing_that_is_malformed(
    lines: str, expected: list[tuple[int, str]]
) -> None:
    assert warnings(REFUSAL % lines) == tuple(WarningValue(*one) for one in expected)


def test_a_request_warns_of_nothing() -> None:
    assert warnings(INVITE % 'Warning: 305 a "x"') == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('Referred-By: "唐静" <sip:8006@example>;cid="x@y"', NamedNumber("8006", "唐静")),
        ("b: <sip:+8613800138000@example;user=phone>", NamedNumber("+8613800138000")),
        ("Referred-By: nobody", None),
        ("X: y", None),
    ],
)
def test_who_handed_a_call_on_is_read(line: str, expected: NamedNumber | None) -> None:
    assert referred_by(INVITE % line) == expected


@given(st.text())
def test_no_text_whatever_makes_the_reader_fail(text: str) -> None:
    assert isinstance(caller(text), NamedNumber)
    assert asserted(text) is None or isinstance(asserted(text), NamedNumber)
    assert isinstance(reason(text) + via_number(text), str)
    assert len(warnings(REFUSAL % f"Warning: 399 a {text}")) <= 8


@pytest.mark.parametrize(
    "line",
    [
        'Authorization: Digest username="8057", response="c0ffee", nonce="c0ffee"',
        'Proxy-Authorization: Digest username="8057",\r\n response="c0ffee"',
        'WWW-Authenticate: Digest nonce="c0ffee"',
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c0ffee",
        "password=c0ffee",
        "SipAccount(password='c0ffee')",
        "pjsua_aud.c Call 2 dialing DTMF c0ffee",
        "strm0x1 Sending DTMF digit id c0ffee",
    ],
)
def test_what_is_logged_holds_no_secret(line: str) -> None:
    assert "c0ffee" not in redacted(f"REGISTER sip:x SIP/2.0\r\n{line}\r\nCSeq: 1 REGISTER")
    assert "CSeq: 1 REGISTER" in redacted(f"REGISTER sip:x SIP/2.0\r\n{line}\r\nCSeq: 1 REGISTER")
