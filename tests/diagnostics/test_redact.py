"""What a report must not say does not come through, however a log may have it."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.diagnostics.redact import Known, Redactor

STAMP = "2026-11-26 08:20:14,123 INFO MainThread backend.core.calls: "
HOMES, WINDOWS = "/" + "home", "\\" + "Users\\"
HOME = f"{HOMES}/hyt"
TOKEN = "Qz7_kLw-0dpR+v/xY2=hTn9"
PASSWORD = 'p"ä\\ss w0rd'
KNOWN = Known(
    (TOKEN, PASSWORD),
    ("何雨桐", "江苏云帆科技有限公司", "Alice Chen", "José", "Tom", "yunfan"),
    ("ext:yunfan:8014", "+8613800008057", "95588"),
    HOME,
)


def redact(text: str, known: Known = KNOWN) -> str:
    return Redactor(known).redact(text)


def _broken(text: str) -> str:
    return f"{text[:7]}\n{STAMP}{text[7:]}"


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in an address": lambda text: quote(text, safe=""),
    "in an address, its escapes in small letters": lambda text: re.sub("%..", lambda one: one[0].lower(), quote(text)),
    "in an address, in small letters": lambda text: (
        quote(text, safe="").lower() if text == TOKEN.lower() else quote(text)
    ),
    "in a form": quote_plus,
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON within JSON": lambda text: json.dumps(json.dumps(text)),
    "in HTML": html.escape,
    "in Python": lambda text: repr(text.encode()),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in base64 behind a name": lambda text: base64.b64encode(f"u:{text}".encode()).decode(),
    "in base64 between others": lambda text: base64.urlsafe_b64encode(f"ab{text}cd".encode()).decode(),
    "in hexadecimal": lambda text: text.encode().hex(),
    "over two lines": _broken,
    "in base64 over two lines": lambda text: _broken(base64.b64encode(text.encode()).decode()),
    "in two strings": lambda text: f'{text[:7]}" "{text[7:]}',
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [TOKEN, PASSWORD])
def test_a_secret_is_removed_in_every_form(secret: str, form: str) -> None:
    written = FORMS[form](secret)
    result = redact(f"{STAMP}sent {written} to them\n{STAMP}next")
    assert secret not in result
    assert written not in result
    assert "(removed)" in result
    assert result.endswith(f"{STAMP}next")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Digest username=\"8057\", nonce=\"SECRET\",\r\n response=\"SECRET\"\r\nVia: x",
        "Proxy-Authenticate: Digest realm=\"a\", nonce=\"SECRET\"",
        "headers {'Authorization': 'Bearer SECRET'}",
        "Bearer SECRET", "password=SECRET", "\"password\": \"SECRET\"", "device_token: SECRET", "'token': 'SECRET'",
        "nonce=\"SECRET\"", "response=SECRET, x", "http://127.0.0.1:1/#token=SECRET", "https://u:SECRET@host.example/",
        "a=crypto:1 inline:SECRET", "the password is SECRET",
    ],
)  # fmt: skip
def test_what_looks_like_a_secret_is_removed_also_when_nobody_knows_it(text: str) -> None:
    assert "S9cret" not in redact(STAMP + text.replace("SECRET", "S9cret"))


@pytest.mark.parametrize(
    "text", ["code: 4711", '{"code": "4711"}', "验证码：4711", "verification code 4711", "PIN=4711"]
)
def test_a_verification_code_is_removed(text: str) -> None:
    assert "4711" not in redact(STAMP + text)


@pytest.mark.parametrize(
    "written",
    [
        "13800008057", "138 0000 8057", "138-0000-8057", "138.0000.8057", "+8613800008057", "+86 138 0000 8057",
        "008613800008057", "0086 138-0000-8057", "sip:13800008057@10.0.0.1", "%2B8613800008057", "a13800008057b",
        "１３８００００８０５７",
    ],
)  # fmt: skip
def test_a_number_has_one_pseudonym_however_it_is_written(written: str) -> None:
    redactor = Redactor(KNOWN)
    assert redactor.redact("138 0000 8057") == "num-1(57)"
    result = redactor.redact(f"{STAMP}call {written} now")
    assert "0000" not in result
    assert "text-1" in result or "num-1(57)" in result


def test_two_numbers_stay_two() -> None:
    assert redact("a 8014 b 13912345678 c 8014 d 025-5799 0000") == "a num-1 b num-2(78) c num-1 d num-3(00)"


def test_a_number_that_is_known_is_found_though_it_is_short() -> None:
    assert redact("8014, 95588, 8015, port 5060, status 200 at 08:20:14") == (
        "num-1, num-2, 8015, port 5060, status 200 at 08:20:14"
    )


@pytest.mark.parametrize(
    "text",
    [
        STAMP + "call 3f2b8a64-0c1d-4b6e-9a53-1f2e3d4c5b6a established",
        "SIP/2.0 200 OK\r\nCSeq: 4711 INVITE\r\nContent-Length: 312",
        "loss 0.31 % of 1234 packets, jitter 12.5 ms, 127.0.0.1:40012",
        "File \"backend/core/calls.py\", line 120, in dial",
        "G722/16000 pjsua2 2.15.1",
    ],
)  # fmt: skip
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("何雨桐 calls 何雨桐", "text-1 calls text-1"),
        ("\\u4f55\\u96e8\\u6850", "text-1"),
        ("%E4%BD%95%E9%9B%A8%E6%A1%90", "text-1"),
        ("alice chen and ALICE CHEN", "name-1 and name-1"),
        ("José", "text-1"),
        ("Tom, tomcat", "name-1, tomcat"),
        ('From: "Bob B." <sip:8999@pbx.example>;tag=1', 'From: "name-1" <sip:num-1@domain-1>;tag=1'),
        ("From: Bob <sip:bob@10.1.2.3>", "From: name-1 <sip:user-1@10.1.x.x(ip-1)>"),
        ("mail a.b@c.example!", "mail mail-1!"),
        ("10.1.2.3:5060 10.1.2.4 127.0.0.1", "10.1.x.x(ip-1):5060 10.1.x.x(ip-2) 127.0.0.1"),
        ("2001:db8::17 and ::1 at 08:20:14", "2001:x(ip-1) and ::1 at 08:20:14"),
        (f"{HOME}/x C:{WINDOWS}hyt\\y {HOMES}/hzz/z", f"~/x C:{WINDOWS}user-1\\y {HOMES}/user-2/z"),
    ],
)
def test_people_and_places_have_pseudonyms(text: str, result: str) -> None:
    assert redact(text) == result


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
SECRETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["Cc", "Zs"]), min_size=8, max_size=40
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
NAMES = st.from_regex(r"[何林曾江][一-鿿]{1,2}|[A-Z][a-z]{3,8} [A-Z][a-z]{2,8}", fullmatch=True)


@given(WORDS, WORDS, SECRETS, st.sampled_from(sorted(FORMS)))
@settings(max_examples=30, deadline=None)
def test_no_planted_secret_survives_in_a_random_log(before: str, after: str, secret: str, form: str) -> None:
    assume(secret not in STAMP and secret not in "(removed)")
    written = FORMS[form](secret)
    result = redact(f"{STAMP}{before}{written}{after}\n{before}", Known(secrets=(secret,)))
    assert secret not in result
    assert written not in result


@given(WORDS, WORDS, MOBILES, NAMES, st.sampled_from([" ", "-", ""]))
@settings(max_examples=30, deadline=None)
def test_no_planted_name_or_number_survives_in_a_random_log(
    before: str, after: str, mobile: str, name: str, gap: str
) -> None:
    written = gap.join((mobile[:3], mobile[3:7], mobile[7:]))
    text = f"{STAMP}{before}{written}{after} {before}{name}{after}\n"
    result = redact(text, Known(names=(name,), numbers=(mobile,)))
    for one in (mobile, written, name):
        assert one not in result


@given(st.text(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_text_comes_out_as_some_text(text: str) -> None:
    assert isinstance(redact(text), str)
