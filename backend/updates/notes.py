"""What a version says of itself: signed, and still only text of a limited length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh-CN", "en")
LONGEST = 4000  # characters of one language
LINES = 40


def clean(custom: object) -> tuple[tuple[str, str], ...]:
    """The notes of a version's own metadata, language -> lines; what is no text is left out."""
    notes = custom.get("notes") if isinstance(custom, Mapping) else None
    if not isinstance(notes, Mapping):
        return ()
    cleaned = ((language, _text(notes.get(language))) for language in LANGUAGES)
    return tuple((language, text) for language, text in cleaned if text)


def _text(value: Any) -> str:
    """Without what cannot be seen or turns a line around."""
    if not isinstance(value, str):
        return ""
    lines = ["".join(c for c in line if c.isprintable()).rstrip() for line in value[:LONGEST].splitlines()]
    return "\n".join([line for line in lines if line][:LINES])
