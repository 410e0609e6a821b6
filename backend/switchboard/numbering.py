"""Telephone numbers as the switchboard compares them: canonical, `+8613800008057`."""

from __future__ import annotations

import re

EMERGENCY = ("110", "119", "120", "122")
_MARKS = str.maketrans("", "", " \t\u00a0\u3000-‐‑–—.()（）")
_WRITTEN = re.compile(r"\+?[0-9]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_TOLL_FREE = re.compile(r"[48]00[0-9]{7}")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_FIXED = re.compile(r"0(?:(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7})")
_SERVICE = re.compile(r"1[0-9]{2}|1[0-9]{4,5}|1010[0-9]{4}|9[56][0-9]{3,6}")
_CANONICAL = re.compile(r"\+[1-9][0-9]{6,14}")
_EMERGENCY = re.compile(rf"(?:{_AREA.pattern})?(?:{'|'.join(EMERGENCY)})")


def canonical(text: str, area_code: str | None = None) -> str | None:
    """The E.164 form of a number written as people in China write it; None when it is no public number.

    A number without an area code needs `area_code` ("025"). Extensions and service numbers are no public numbers.
    """
    bare = _bare(text)
    national = bare.removeprefix("+86")
    if national.startswith("+"):
        return bare if _CANONICAL.fullmatch(bare) else None
    if _MOBILE.fullmatch(national.removeprefix("0")):
        return "+86" + national.removeprefix("0")
    if _TOLL_FREE.fullmatch(national):
        return "+86" + national
    if not national.startswith("0"):
        national = ((area_code or "") if bare == national else "0") + national
    return "+86" + national[1:] if _FIXED.fullmatch(national) else None


def service(text: str, area_code: str | None = None) -> str | None:
    """How a service number (110, 12345, 96xxx) is dialled from this area: by itself, or with the area code of another
    area before it, 01012345; None when it is none."""
    bare = _bare(text)
    local = bare.removeprefix("+86")
    if _SERVICE.fullmatch(local):
        return local
    dialled = local if bare == local else "0" + local.removeprefix("0")
    area = _AREA.match(dialled)
    if area is None or not _SERVICE.fullmatch(dialled, area.end()):
        return None
    return dialled[area.end() :] if area[0] == area_code else dialled


def is_emergency(number: str) -> bool:
    """Whether a service number is 110, 119, 120 or 122, here or in another area."""
    return _EMERGENCY.fullmatch(number) is not None


def _bare(text: str) -> str:
    """The number without marks, with `+` before a country code; "" when it holds anything but digits."""
    bare = text.translate(_MARKS) if len(text) <= 64 else ""
    if not _WRITTEN.fullmatch(bare):
        return ""
    if bare.startswith("00"):
        return "+" + bare[2:]
    inside = bare.removeprefix("86")
    return "+" + bare if inside != bare and (_same_everywhere(inside) or _FIXED.fullmatch("0" + inside)) else bare


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
