"""What each field of Settings may be: one table for what a page sends, what a file holds and what a policy fixes."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from backend.core.state import Settings

LONGEST_DEVICE_NAME = 256
_CHOICES: dict[str, tuple[str | int, ...]] = {
    "language": ("", "zh-CN", "en"),
    "theme": ("system", "light", "dark"),
    "text_size": ("normal", "large"),
    "incoming_corner": ("bottom_right", "bottom_left", "top_right", "top_left"),
    "history_days": (0, 30, 90, 180, 365),
    "microphone_boost_db": tuple(range(25)),
    "listening_boost_db": tuple(range(13)),
}
# Two modifiers at least: with one alone a key is wanted by too many programs.
_CHORD = re.compile(r"(?=(?:\w+\+){2})(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?[A-Z0-9]", re.ASCII)
_TYPES = {field.name: type(field.default) for field in fields(Settings)}


def is_allowed(name: str, value: Any) -> bool:
    """May this setting be this?"""
    if type(value) is not _TYPES.get(name):
        return False
    if name in _CHOICES:
        return value in _CHOICES[name]
    if not isinstance(value, str):
        return True
    if name.startswith("key_"):
        return not value or _CHORD.fullmatch(value) is not None
    return len(value) <= LONGEST_DEVICE_NAME and value.isprintable()
