"""Finds secrets the program knows in whatever form a log may have them: encoded, escaped, broken over lines."""

from __future__ import annotations

import base64
import html
import json
import re
import string
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from backend.diagnostics.pseudonyms import REMOVED

SHORTEST = 6
# Between two characters of a secret a log may break the line (with whatever it begins lines with), close and open a
# quotation, or leave room.
_GAP = r"(?:[ \t]*\\?\r?\n[^\n]{0,120}?|[ \t]*\\r?\\n[ \t]*|[\"'][ \t]*[+,]?[ \t]*[\"']|[ \t]{1,40})?"
_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=_-")
_ITSELF: frozenset[str] = frozenset()


class SecretForms:
    """Patterns of these secrets; those shorter than SHORTEST are no secrets."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
        self._forms = [form for secret in known for form in _forms(secret)]

    def remove(self, text: str) -> str:
        """The text without them; of an encoded text with one in it, nothing is left."""
        for pattern, around in self._forms:
            if pattern.search(text) is not None:
                text = _cut(text, pattern, around)
        return text


def _cut(text: str, pattern: re.Pattern[str], around: frozenset[str]) -> str:
    pieces, done = [], 0
    for match in pattern.finditer(text):
        start, end = match.span()
        while start > done and text[start - 1] in around:
            start -= 1
        while end < len(text) and text[end] in around:
            end += 1
        if start >= done:
            pieces += [text[done:start], REMOVED]
            done = end
    return "".join([*pieces, text[done:]])


def _forms(secret: str) -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    """Patterns, and of what there may be more on both sides."""
    data = secret.encode("utf-8", "surrogatepass")
    for form in dict.fromkeys([*_written(secret), data.hex(), data.hex().upper()]):
        yield re.compile(_GAP.join(map(re.escape, form))), _ITSELF
    for form in dict.fromkeys(_encoded(data)):
        yield re.compile(_GAP.join(map(re.escape, form))), _BASE64


def _written(secret: str) -> Iterator[str]:
    """As it is, and as addresses, JSON, Python and HTML write it."""
    yield secret
    data = secret.encode("utf-8", "surrogatepass")
    yield from (quote(data), quote(data, safe=""), quote_plus(data), quote_plus(data, safe="/"))
    in_json = json.dumps(secret)[1:-1]
    yield json.dumps(in_json)[1:-1]
    yield from (in_json, in_json.replace("/", "\\/"), json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from (repr(secret)[1:-1], repr(data)[2:-1], html.escape(secret))


def _encoded(data: bytes) -> Iterator[str]:
    """Base64 of any bytes with these in them: what they alone decide, at each of the three places they can begin."""
    for lead in range(3):
        bits = 8 * (lead + len(data))
        encoded = base64.b64encode(bytes(lead) + data)
        certain = encoded[-(-8 * lead // 6) : bits // 6].decode()
        if len(certain) >= SHORTEST:
            yield certain
            yield certain.replace("+", "-").replace("/", "_")
