"""Telephone numbers as the switchboard compares them: canonical, `+8613800008057`."""

from __future__ import annotations

import re

EMERGENCY = ("110", "119", "120", "122")
_MARKS = str.maketrans("", "", " \t\u00a0\u3000-‐‑–—.()（）")
_DIGITS = re.compile(r"[0-9]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_TOLL_FREE = re.compile(r"[48]00[0-9]{7}")
_CANONICAL = re.compile(r"\+[1-9][0-9]{5,14}")


def canonical(text: str, area_code: str | None = None) -> str | None:
    """The E.164 form of a number written as people in China write it; None when it is no public number.

    A number without an area code needs `area_code` ("025"). Extensions and service numbers are no public numbers.
    """
    if len(text) > 64:
        return None
    bare = text.translate(_MARKS)
    if bare.startswith("+"):
        return bare if _CANONICAL.fullmatch(bare) and bare.isascii() else None
    if not _DIGITS.fullmatch(bare):
        return None
    if bare.startswith("00"):
        return canonical("+" + bare[2:])
    if bare.startswith("86") and _same_everywhere(bare[2:]):
        return "+" + bare
    if bare.startswith("0"):
        return "+86" + bare[1:] if 9 <= len(bare) <= 13 else None
    if _same_everywhere(bare):
        return "+86" + bare
    if area_code and 7 <= len(bare) <= 8:
        return "+86" + area_code.removeprefix("0") + bare
    return None


def _same_everywhere(bare: str) -> bool:
    """Whether it is a mobile, 400 or 800 number: dialled alike from every area, without a trunk 0."""
    return _MOBILE.fullmatch(bare) is not None or _TOLL_FREE.fullmatch(bare) is not None


def is_mobile(number: str) -> bool:
    """Whether a canonical number is a mobile number of mainland China."""
    return number.startswith("+86") and _MOBILE.fullmatch(number[3:]) is not None


def is_the_same_everywhere(number: str) -> bool:
    """Whether a canonical number belongs to no area of mainland China: a mobile, 400 or 800 number."""
    return number.startswith("+86") and _same_everywhere(number[3:])


def masked(number: str) -> str:
    """The number with its middle hidden, fit for a log: `+86138****8057`."""
    if len(number) < 8:
        return "****"
    return number[:-8] + "****" + number[-4:]
