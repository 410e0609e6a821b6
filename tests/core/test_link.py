"""Links from web pages: a number, or a clear no."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.core.errors import InvalidInput
from backend.core.link import LONGEST, link_in, number_of


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("tel:8014", "8014"),
        ("TEL:+86-25-5799.0000", "+862557990000"),
        ("tel:(025)%205799-0000;ext=8057", "02557990000"),
        ("tel:7042;phone-context=example.com", "7042"),
        ("tel:%2B8613800008057", "+8613800008057"),
        ("tel://8014/", "8014"),
        ("tel:*21#", "*21#"),
        ("sip:8014@yunfan.example", "8014"),
        ("sips:8014:secret@yunfan.example:5061;transport=tls?subject=x", "8014"),
        ("sip:+8613800008057;isub=1@yunfan.example;user=phone", "+8613800008057"),
        ("sip:8014", "8014"),
        ("callto:138 0000 8057", "13800008057"),
        (" tel:8014 ", "8014"),
    ],
)
def test_the_number_of_a_link(link: str, number: str) -> None:
    assert number_of(link) == number


@pytest.mark.parametrize(
    "link",
    [
        "", "tel:", "tel:;rm -rf", "tel:1-800-FLOWERS", "tel:8014\n", "tel:80\x0014", "tel:80\u202e14", "tel:８０１４",
        "tel:%2525", "tel:8014%0d%0a", "tel:8014%3B1", "tel:%ff", "tel:%E5%85%AB", "tel:%", "tel:++86", "tel:80+14",
        "sip:alice@yunfan.example", "sip:@yunfan.example", "sip:10.0.0.1:5060", "javascript:8014", "8014", "http://8014",
        "file:///etc/passwd", "tel:" + "1" * 1_000_000, "tel:" + "1" * 65, "tel :8014",
    ],
    ids=lambda link: repr(link[:24]),
)  # fmt: skip
def test_what_is_no_number_is_refused(link: str) -> None:
    with pytest.raises(InvalidInput, match="invalid_link"):
        number_of(link)


@given(st.text(max_size=250), st.sampled_from(["", "tel:", "sip:", "sips:", "callto:", "TEL://"]))
@example("%\ud800", "tel:")
def test_whatever_the_link_only_what_can_be_dialled_comes_out(text: str, scheme: str) -> None:
    try:
        number = number_of(scheme + text)
    except InvalidInput:
        return
    assert re.fullmatch(r"\+?[0-9*#]{1,64}", number, re.ASCII)


@given(st.from_regex(r"\+?[0-9*#]{1,20}", fullmatch=True), st.sampled_from(["tel", "sip", "callto"]))
def test_a_number_survives_its_way_through_a_link(number: str, scheme: str) -> None:
    host = "@yunfan.example" if scheme == "sip" else ""
    assert number_of(f"{scheme}:{quote(number, safe='')}{host}") == number


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("8014", "tel:8014"),
        (" 025-5579 9985\n", "tel:025-5579 9985"),
        ("第 2 条：电话（025）5579 9985，8014", "tel:025)5579 9985"),
        ("１３８００１３８０００", "tel:13800138000"),
        ("+86 138 0013 8000", "tel:+86 138 0013 8000"),
        ("tel:8014 or so", "tel:8014"),
        ("call 7", "tel:7"),
        ("请在 2026 年 11 月 26 日拨 025-5799 5555", "tel:025-5799 5555"),
        ("2024年的合同请致电13800008057", "tel:13800008057"),
        ("会议 2026-11-26 14:00，电话 025-5799 5555", "tel:025-5799 5555"),
        ("12:30-13:30 开会", "12:30-13:30 开会"),
        ("房间 301，分机 8014，手机 138 0000 8057", "tel:138 0000 8057"),
        ("nobody", "nobody"),
        ("", ""),
        ("x" * 10_000, "x" * LONGEST),
    ],
)
def test_the_link_of_a_selected_text(text: str, link: str) -> None:
    assert link_in(text) == link


LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Lo"], exclude_characters="年月日号"), max_size=30)


@given(LETTERS, LETTERS)
def test_a_number_is_found_between_whatever_words(before: str, after: str) -> None:
    assert number_of(link_in(f"{before} 025-5799 5555 {after}")) == "02557995555"
