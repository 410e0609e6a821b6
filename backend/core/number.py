"""Telephone numbers as people in China type them: what they mean, how they are kept, dialled and shown.

Sources: 电信网编号计划 (the national numbering plan, 2017): geographic area codes, mobile ranges, 1xx and 95/96 service
numbers; ITU-T E.164 for international numbers (at most 15 digits).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from backend.core.errors import InvalidInput
from backend.core.state import Account

EMERGENCY = ("110", "119", "120", "122")
LONGEST_INPUT = 64
HOME = "+86"
LOCAL_LENGTH = 8

_IGNORED = re.compile(r"[\s().\-/_·]")
_TRUNK = re.compile(r"(?<=\d)[\s-]*\(0\)")
_DASHES = re.compile(r"[‐-―−－﹘﹣]")
_SECOND = re.compile(
    r"^(?P<number>.*?)\s*(?:转接?|分机号?|extension|ext\.?|[x,;])\s*[:：]?\s*(?P<extension>[0-9]{1,8})$", re.IGNORECASE
)
_AREA = re.compile(r"^0(10|2\d|[3-9]\d{2})")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LOCAL = re.compile(r"^[2-8]\d{6,7}$")
_TOLL_FREE = re.compile(r"^[48]00\d{7}$")
_SERVICE = re.compile(r"^(1\d{2}|1\d{4,5}|1010\d{4}|9[56]\d{3,6})$")
_EXTENSION = re.compile(r"^(0|[1-9]\d{0,5})$")


class Kind(Enum):
    """What sort of number it is."""

    EXTENSION = "extension"
    MOBILE = "mobile"
    FIXED = "fixed"
    TOLL_FREE = "toll_free"
    SERVICE = "service"
    EMERGENCY = "emergency"
    INTERNATIONAL = "international"


@dataclass(frozen=True)
class Home:
    """Where numbers are typed: the enterprise whose extensions are meant, its main number `+86...` and the area code
    (with its 0) of numbers typed without one."""

    enterprise_id: str = ""
    main_number: str = ""
    area_code: str = ""


def home_of(account: Account | None) -> Home:
    """Where this account's numbers are typed; nobody's are typed nowhere."""
    return Home() if account is None else Home(account.enterprise_id, account.main_number, account.area_code)


@dataclass(frozen=True)
class Number:
    """`dial` is what the platform is asked for, `canonical` what the history keeps, `display` what people read;
    `second` are the digits to send once it has answered (分机)."""

    kind: Kind
    dial: str
    canonical: str
    display: str
    second: str = ""


def parse(typed: str, home: Home = Home()) -> Number:
    """Understand a typed or pasted number. Error: InvalidInput `invalid_number`."""
    text = _clean(typed)
    match = _SECOND.match(text)
    if match is None:
        return _number(_digits(text), home)
    number = _number(_digits(match["number"]), home)
    extension = match["extension"]
    if home.main_number and number.canonical == home.main_number and _EXTENSION.match(extension):
        return _extension(extension, home)
    return Number(number.kind, number.dial, number.canonical, f"{number.display} 转 {extension}", extension)


def parse_mobile(typed: str) -> str:
    """A mobile number as `+86138...`. Error: InvalidInput `invalid_mobile`."""
    try:
        number = parse(typed)
    except InvalidInput:
        raise InvalidInput("invalid_mobile") from None
    if number.kind is not Kind.MOBILE or number.second:
        raise InvalidInput("invalid_mobile")
    return number.canonical


def from_network(number: str, home: Home = Home()) -> Number:
    """A number a SIP header brought; whatever it is, it becomes something that can be kept and shown."""
    try:
        return parse(number, home)
    except InvalidInput:
        shown = "".join(c for c in number[:LONGEST_INPUT] if c.isprintable())
        return Number(Kind.SERVICE, shown, shown, shown)


def display(canonical: str) -> str:
    """How a canonical number is written for people: 138 0013 8000, 025-5799 0000, 8014."""
    if canonical.startswith("ext:"):
        return canonical.rpartition(":")[2]
    if (area := _AREA.match(canonical)) is not None:
        return f"{area[0]}-{canonical[area.end() :]}"
    if not canonical.startswith(HOME):
        return canonical
    digits = canonical[len(HOME) :]
    if _MOBILE.match(digits):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if _TOLL_FREE.match(digits):
        return f"{digits[:3]}-{digits[3:6]} {digits[6:]}"
    if (area := _AREA.match("0" + digits)) is not None:
        local = digits[len(area[1]) :]
        return f"{area[0]}-{local[:-4]} {local[-4:]}"
    return canonical


def is_emergency(number: Number) -> bool:
    """110, 119, 120, 122: always dialled when there is a line."""
    return number.kind is Kind.EMERGENCY


def _clean(typed: str) -> str:
    """Full-width forms become plain, invisible marks vanish; anything too long is refused."""
    if len(typed) > LONGEST_INPUT:
        raise InvalidInput("invalid_number")
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", typed))
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def _digits(text: str) -> str:
    """Only digits, with a + in front at most; a (0) after a country code is the trunk prefix and goes."""
    if text.lstrip("( ").startswith(("+", "00")):
        text = _TRUNK.sub("", text)
    digits = _IGNORED.sub("", text)
    if not re.fullmatch(r"\+?[0-9]{1,18}", digits):
        raise InvalidInput("invalid_number")
    return digits


def _number(digits: str, home: Home) -> Number:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+") and not digits.startswith(HOME):
        return _international(digits)
    national = digits.removeprefix(HOME)
    number = _outside(national) or _outside(national.removeprefix("86")) or _short(national)
    if number is None:
        number = _service_elsewhere(digits if digits == national else "0" + national.removeprefix("0"), home)
    if number is None and digits == national:
        number = _local(digits, home)
    if number is None:
        raise InvalidInput("invalid_number")
    return number


def _outside(digits: str) -> Number | None:
    """A number of the home country that is the same everywhere, with or without its trunk 0."""
    national = digits.removeprefix("0")
    if _MOBILE.match(national):
        return _home_number(Kind.MOBILE, national)
    if _TOLL_FREE.match(digits):
        return _home_number(Kind.TOLL_FREE, digits)
    if _is_fixed("0" + national) and (digits != national or len(digits) > LOCAL_LENGTH):
        return _home_number(Kind.FIXED, national)
    return None


def _short(digits: str) -> Number | None:
    """Numbers that exist only without area code: emergency, 1xx, 95, 96."""
    if digits in EMERGENCY:
        return Number(Kind.EMERGENCY, digits, digits, digits)
    return Number(Kind.SERVICE, digits, digits, digits) if _SERVICE.match(digits) else None


def _service_elsewhere(digits: str, home: Home) -> Number | None:
    """A service number of another area, 010-12345; of one's own it is dialled without the area code. In E.164 it could
    be another number, so it is kept as it is dialled."""
    area = _AREA.match(digits)
    if area is None or not _SERVICE.match(local := digits[area.end() :]):
        return None
    return _short(local) if area[0] == home.area_code else Number(Kind.FIXED, digits, digits, display(digits))


def _local(digits: str, home: Home) -> Number | None:
    """What depends on where it is dialled: a number of one's own area, an extension of one's own enterprise."""
    if _LOCAL.match(digits) and _is_fixed(home.area_code + digits):
        return _home_number(Kind.FIXED, (home.area_code + digits)[1:])
    return _extension(digits, home) if _EXTENSION.match(digits) else None


def _is_fixed(digits: str) -> bool:
    """Trunk 0, area code, and a local number of seven or eight digits (eight after a three-digit area code)."""
    if (area := _AREA.match(digits)) is None:
        return False
    local = digits[area.end() :]
    return _LOCAL.match(local) is not None and (len(local) == 8 or len(area[0]) == 4)


def _home_number(kind: Kind, national: str) -> Number:
    canonical = HOME + national
    return Number(kind, canonical, canonical, display(canonical))


def _international(digits: str) -> Number:
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        raise InvalidInput("invalid_number")
    return Number(Kind.INTERNATIONAL, digits, digits, digits)


def _extension(digits: str, home: Home) -> Number:
    return Number(Kind.EXTENSION, digits, f"ext:{home.enterprise_id}:{digits}", digits)
