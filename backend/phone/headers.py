"""Reading the few headers pjsua2 does not hand out, from the text of a SIP message (RFC 3261 section 7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from backend.core.ending import WarningValue

_COMPACT = {"from": "f", "to": "t", "referred-by": "b"}
_QUOTED = re.compile(r'^\s*"((?:[^"\\]|\\.)*)"\s*')
_WARNING = re.compile(r'\s*([1-9][0-9]{2}) +[^\s",]{1,255} +"((?:[^"\\]|\\.)*)"\s*(?:,|\Z)', re.ASCII)
_MOST_WARNINGS = 8
_LONGEST_WARNING = 1024
_USER = re.compile(r"(?:sips?|tel):([^@;>?\s]+)", re.IGNORECASE)


@dataclass(frozen=True)
class NamedNumber:
    """Who a name-addr header names: the user part of its URI and its display name."""

    number: str
    display_name: str = ""


def header(message: str, name: str) -> str:
    """The value of the first header called `name` (its compact form too), folded lines joined; "" without one."""
    return next(_values(message, name), "")


def _values(message: str, name: str) -> Iterator[str]:
    names = {name.lower(), _COMPACT.get(name.lower(), name.lower())}
    head = re.split(r"\r?\n\r?\n", message, maxsplit=1)[0]
    # Not splitlines(): a display name may hold U+2028 and its kin, and would begin a header of its own there.
    for line in re.sub(r"\r?\n[ \t]+", " ", head).split("\n")[1:]:
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() in names:
            yield value.strip()


def has_body(message: str) -> bool:
    """Whether the message carries a session description."""
    parts = re.split(r"\r?\n\r?\n", message, maxsplit=1)
    return len(parts) == 2 and parts[1].startswith("v=0")


def named_number(value: str) -> NamedNumber | None:
    """Read a name-addr or addr-spec (RFC 3261 section 20.10); None when it names nobody."""
    quoted = _QUOTED.match(value)
    rest = value[quoted.end() :] if quoted else value
    found = _USER.search(rest)
    if not found:
        return None
    bare = rest[: rest.find("<")].strip() if "<" in rest else ""
    name = _unquoted(quoted.group(1)) if quoted else bare
    return NamedNumber(unquote(found.group(1)), name)


def asserted(message: str) -> NamedNumber | None:
    """The party of P-Asserted-Identity (RFC 3325 section 9.1), if the message has one."""
    return named_number(header(message, "P-Asserted-Identity"))


def caller(message: str) -> NamedNumber:
    """Who calls: P-Asserted-Identity before From; an empty number when the caller hides."""
    return asserted(message) or named_number(header(message, "From")) or NamedNumber("")


def reason(message: str) -> str:
    """The value of Reason (RFC 3326), "" without one."""
    return header(message, "Reason")


def warnings(message: str) -> tuple[WarningValue, ...]:
    """What the Warning headers of a response say (RFC 3261 section 20.43), the first few of them: what is malformed, or
    longer than any person would read, ends the reading."""
    found: list[WarningValue] = []
    for value in _values(message, "Warning") if message.startswith("SIP/") else ():
        place = 0
        while (one := _WARNING.match(value[:_LONGEST_WARNING], place)) and len(found) < _MOST_WARNINGS:
            found.append(WarningValue(int(one[1]), _unquoted(one[2])))
            place = one.end()
    return tuple(found)


def referred_by(message: str) -> NamedNumber | None:
    """Who handed a call on to us (Referred-By, RFC 3892 section 3), None when nobody did or the header names nobody."""
    return named_number(header(message, "Referred-By"))


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def ends_subscription(message: str) -> bool:
    """Whether it is a NOTIFY after which none follows (RFC 6665 section 4.1.3)."""
    return message.startswith("NOTIFY ") and header(message, "Subscription-State").lower().startswith("terminated")


def via_number(message: str) -> str:
    """The number a call was first made to: the user of Diversion (RFC 5806), else of P-Called-Party-ID (RFC 7315)."""
    found = named_number(header(message, "Diversion")) or named_number(header(message, "P-Called-Party-ID"))
    return found.number if found else ""
