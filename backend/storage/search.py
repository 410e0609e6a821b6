"""What a search finds: a part of a name, of an extension or of a mobile number however its digits are grouped."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from peewee import fn

from backend.core.errors import InvalidInput
from backend.storage import tables

LONGEST = 64
_GROUPING = re.compile(r"[\s().\-‐-―−·]")
_HOME = re.compile(r"^(\+|00)86")


@dataclass(frozen=True)
class Match:
    """Where a field contains what was searched; `start` and `end` count UTF-16 units, as the page does."""

    field: str
    start: int
    end: int


def condition(q: str) -> Any:
    """The people a search finds. Error: InvalidInput `invalid_search` for more than LONGEST characters."""
    if len(q) > LONGEST:
        raise InvalidInput("invalid_search")
    found = fn.instr(tables.Person.folded, _folded(q)) > 0
    if digits := _digits(q):
        found |= fn.instr(tables.Person.extension, digits) > 0
        found |= fn.instr(tables.Person.mobile_digits, digits) > 0
    return found


def matches(q: str, fields: dict[str, str]) -> tuple[Match, ...]:
    """Where the shown fields contain it, at most once each."""
    digits = _digits(q)
    found = []
    for name, text in fields.items():
        span = _plain(text, _folded(q)) if name == "name" else _grouped(text, digits)
        if span is not None:
            found.append(Match(name, _units(text[: span[0]]), _units(text[: span[1]])))
    return tuple(found)


def _folded(q: str) -> str:
    return _visible(q).strip().lower()


def _visible(q: str) -> str:
    """Full-width forms become plain, invisible marks vanish."""
    return "".join(c for c in unicodedata.normalize("NFKC", q) if unicodedata.category(c) != "Cf")


def _digits(q: str) -> str:
    """The digits when it is nothing else, without the country code; "" otherwise."""
    text = _GROUPING.sub("", _visible(q))
    text = _HOME.sub("", text)
    return text if re.fullmatch(r"[0-9]+", text) else ""


def _plain(text: str, part: str) -> tuple[int, int] | None:
    lower = text.lower()
    start = lower.find(part) if len(lower) == len(text) else -1
    return (start, start + len(part)) if start >= 0 else None


def _grouped(text: str, digits: str) -> tuple[int, int] | None:
    """Where the digits are in a number that is written in groups."""
    places = [place for place, character in enumerate(text) if character.isdigit()]
    start = "".join(text[place] for place in places).find(digits) if digits else -1
    return (places[start], places[start + len(digits) - 1] + 1) if start >= 0 else None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
