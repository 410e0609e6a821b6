"""Names for what must not be named: the same thing has the same pseudonym throughout one report."""

from __future__ import annotations

import re
from collections import Counter

REMOVED = "(removed)"
# What a pseudonym looks like, for whoever must leave it alone.
PATTERN = r"\b(?:num|text|name|id|mail|user|domain|ip)-\d+(?:\(\d\d\))?"

_CHINA = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$|[1-9]\d{8,11}$)")
_TAIL_FROM = 7


class Pseudonyms:
    """Hands out `<kind>-<n>`, counting each kind from 1."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()

    def of(self, kind: str, original: str) -> str:
        """The pseudonym of this original."""
        given = self._given.get((kind, original))
        if given is None:
            self._counts[kind] += 1
            given = self._given[kind, original] = f"{kind}-{self._counts[kind]}"
        return given

    def of_number(self, digits: str) -> str:
        """A telephone number, however it was written; a long one keeps its last two digits."""
        plain = _CHINA.sub("", "".join(str(int(digit)) for digit in digits)).lstrip("0")
        tail = f"({plain[-2:]})" if len(plain) >= _TAIL_FROM else ""
        return self.of("num", plain) + tail
