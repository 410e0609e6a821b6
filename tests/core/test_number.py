"""Numbers as people in China type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.errors import InvalidInput
from backend.core.number import EMERGENCY, Home, Kind, display, from_network, is_emergency, parse, parse_mobile

HOME = Home("yunfan", "+862557990000", "025")

UNDERSTOOD = [
    ("8014", Kind.EXTENSION, "ext:yunfan:8014", "8014"),
    ("0", Kind.EXTENSION, "ext:yunfan:0", "0"),
    ("1001", Kind.EXTENSION, "ext:yunfan:1001", "1001"),
    ("13800138000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("138 0013 8000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("138-0013-8000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("013800138000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("8613800138000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("+86 138 0013 8000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("008613800138000", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("（＋８６）１３８００１３８０００", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("\u202a138\u200b0013\ufeff8000\u202c", Kind.MOBILE, "+8613800138000", "138 0013 8000"),
    ("025-5799 0000", Kind.FIXED, "+862557990000", "025-5799 0000"),
    ("（025）57990000", Kind.FIXED, "+862557990000", "025-5799 0000"),
    ("+86 (0)25 5799 0000", Kind.FIXED, "+862557990000", "025-5799 0000"),
    ("86-25-5799-0000", Kind.FIXED, "+862557990000", "025-5799 0000"),
    ("57990000", Kind.FIXED, "+862557990000", "025-5799 0000"),
    ("010-6234 5678", Kind.FIXED, "+861062345678", "010-6234 5678"),
    ("0512 555 1234", Kind.FIXED, "+865125551234", "0512-555 1234"),
    ("0512—5551—2345", Kind.FIXED, "+8651255512345", "0512-5551 2345"),
    ("400-600 0188", Kind.TOLL_FREE, "+864006000188", "400-600 0188"),
    ("8008301234", Kind.TOLL_FREE, "+868008301234", "800-830 1234"),
    ("10086", Kind.SERVICE, "10086", "10086"),
    ("+8610086", Kind.SERVICE, "10086", "10086"),
    ("114", Kind.SERVICE, "114", "114"),
    ("12345", Kind.SERVICE, "12345", "12345"),
    ("95588", Kind.SERVICE, "95588", "95588"),
    ("10108888", Kind.SERVICE, "10108888", "10108888"),
    ("116114", Kind.SERVICE, "116114", "116114"),
    ("95013123", Kind.SERVICE, "95013123", "95013123"),
    ("96196", Kind.SERVICE, "96196", "96196"),
    ("010-12345", Kind.FIXED, "01012345", "010-12345"),
    ("+86 10 12345", Kind.FIXED, "01012345", "010-12345"),
    ("0512 96196", Kind.FIXED, "051296196", "0512-96196"),
    ("010-110", Kind.FIXED, "010110", "010-110"),
    ("025-12345", Kind.SERVICE, "12345", "12345"),
    ("(025) 110", Kind.EMERGENCY, "110", "110"),
    ("110", Kind.EMERGENCY, "110", "110"),
    ("1-1-9", Kind.EMERGENCY, "119", "119"),
    ("１２０", Kind.EMERGENCY, "120", "120"),
    ("+86 122", Kind.EMERGENCY, "122", "122"),
    ("+1 212 555 1234", Kind.INTERNATIONAL, "+12125551234", "+12125551234"),
    ("00 44 20 7946 0000", Kind.INTERNATIONAL, "+442079460000", "+442079460000"),
]

NONSENSE = [
    "", " ", "你好", "abc", "8014@evil.example", "sip:8014", "8014;transport=tcp", "8014\r\nVia: x", "%0d%0a", "<8014>",
    "++8613800138000", "+", "8+014", "1380013800", "23800138000", "020", "0000", "1234567", "12345678901",
    "025-5799 000", "0255799000000", "+868014", "+0123456789", "+1234567890123456", "9" * 65, "１" * 70, "١١٠",
    "114x", "转8014",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kind", "canonical", "shown"), UNDERSTOOD)
def test_what_people_type_is_understood(typed: str, kind: Kind, canonical: str, shown: str) -> None:
    number = parse(typed, HOME)
    assert (number.kind, number.canonical, number.display) == (kind, canonical, shown)
    assert display(number.canonical) == shown


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="invalid_number"):
        parse(typed, HOME)


@pytest.mark.parametrize("typed", ["8014", "110", "10086"])
def test_short_numbers_are_dialled_as_they_are(typed: str) -> None:
    assert parse(typed, HOME).dial == typed


def test_outside_numbers_are_dialled_in_full() -> None:
    assert parse("57995555", HOME).dial == "+862557995555"


def test_a_local_number_needs_an_area_code() -> None:
    with pytest.raises(InvalidInput):
        parse("57990000", Home("yunfan"))


@pytest.mark.parametrize(
    "typed", ["025-5579 9985 转 8057", "02555799985转8057", "025-5579-9985 ext. 8057", "02555799985,8057"]
)
def test_an_extension_behind_a_number_is_sent_after_the_answer(typed: str) -> None:
    number = parse(typed, HOME)
    assert (number.dial, number.second, number.display) == ("+862555799985", "8057", "025-5579 9985 转 8057")


def test_an_extension_behind_ones_own_main_number_is_dialled_directly() -> None:
    number = parse("025-5799 0000 转 8014", HOME)
    assert (number.canonical, number.dial, number.second) == ("ext:yunfan:8014", "8014", "")


@pytest.mark.parametrize("typed", EMERGENCY)
def test_emergency_numbers_are_known_everywhere(typed: str) -> None:
    assert is_emergency(parse(typed))


def test_a_mobile_number_is_kept_in_full() -> None:
    assert parse_mobile("138 0000 8057") == "+8613800008057"


@pytest.mark.parametrize(
    "typed", ["8014", "025-5799 0000", "110", "+1 212 555 1234", "138000080570", "13800008057转1", "x"]
)
def test_what_is_no_mobile_number_cannot_register(typed: str) -> None:
    with pytest.raises(InvalidInput, match="invalid_mobile"):
        parse_mobile(typed)


@pytest.mark.parametrize(("sent", "canonical"), [("8014", "ext:yunfan:8014"), ("+8613800008057", "+8613800008057")])
def test_a_callers_number_is_understood_like_a_typed_one(sent: str, canonical: str) -> None:
    assert from_network(sent, HOME).canonical == canonical


def test_whatever_a_caller_sends_can_be_kept_and_shown() -> None:
    number = from_network("anony\r\nmous" + "x" * 500, HOME)
    assert number.canonical == number.display == "anonymous" + "x" * 53


@given(st.text(max_size=80))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        number = parse(text, HOME)
    except InvalidInput:
        return
    assert set(number.dial) <= set("+0123456789")
    assert set(number.second) <= set("0123456789")
    assert parse(number.dial, HOME).canonical == number.canonical


@given(st.text(max_size=80))
def test_any_caller_can_be_shown(text: str) -> None:
    number = from_network(text, HOME)
    assert number.display.isprintable()
    assert number.canonical.isprintable()


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(" -.()·", max_size=3),
    st.sampled_from(["", "0", "+86", "0086", "86"]),
)
def test_a_mobile_number_is_the_same_in_every_form(digits: str, between: str, prefix: str) -> None:
    typed = prefix + between + digits[:3] + between + digits[3:7] + between + digits[7:]
    assert parse(typed).canonical == "+86" + digits


@given(st.sampled_from(["010", "020", "025", "0512", "0898"]), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True))
def test_what_is_shown_can_be_dialled_again(area: str, local: str) -> None:
    number = parse(area + local)
    assert parse(number.display) == number
