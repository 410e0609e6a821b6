"""Finds names that are known, in text of which nothing is left but ASCII letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from backend.diagnostics.pseudonyms import Pseudonyms

SHORTEST = 2
_HEAD = 4
_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9]{2,3}(?![a-z0-9])")


class Names:
    """Names of four letters and more are found wherever they stand, shorter ones as words of their own. Case does not
    count."""

    def __init__(self, names: Iterable[str], pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        known = {name.strip().lower() for name in names if name.isascii() and any(map(str.isalpha, name))}
        self._short = {name for name in known if SHORTEST <= len(name) < _HEAD}
        by_head = defaultdict(list)
        for name in sorted(known, key=len, reverse=True):
            if len(name) >= _HEAD:
                by_head[name[:_HEAD]].append(name)
        self._by_head = dict(by_head)

    def replace(self, text: str) -> str:
        """The text with a pseudonym for each."""
        return self._replace_words(self._replace_long(text))

    def _replace_long(self, text: str) -> str:
        heads = self._by_head
        if not heads:
            return text
        lower = text.lower()
        pieces, done = [], 0
        for start in [at for at in range(len(lower) - _HEAD + 1) if lower[at : at + _HEAD] in heads]:
            name = next((one for one in heads[lower[start : start + _HEAD]] if lower.startswith(one, start)), None)
            if name is not None and start >= done:
                pieces += [text[done:start], self._pseudonyms.of("name", name)]
                done = start + len(name)
        return "".join([*pieces, text[done:]])

    def _replace_words(self, text: str) -> str:
        if not self._short:
            return text
        pieces, done = [], 0
        for match in _WORD.finditer(text.lower()):
            if match[0] in self._short:
                pieces += [text[done : match.start()], self._pseudonyms.of("name", match[0])]
                done = match.end()
        return "".join([*pieces, text[done:]])
