"""The words outside the page."""

from __future__ import annotations

import pytest

from backend.desktop.words import WORDS, language


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["zh-CN"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize(
    ("chosen", "environment", "spoken"),
    [
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ("", {"LANG": "de_DE.UTF-8"}, "en"),
        ("", {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"LANG": "C.UTF-8"}, "zh-CN"),
        ("", {}, "zh-CN"),
    ],
)
def test_the_choice_comes_before_the_system_and_chinese_before_nothing(
    chosen: str, environment: dict[str, str], spoken: str
) -> None:
    assert language(chosen, environment) == spoken
