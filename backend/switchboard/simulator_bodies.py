"""What the simulator's page sends: a number as people write it, and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backend.switchboard import api_bodies as bodies
from backend.switchboard.api_errors import ApiError

_MARKS = str.maketrans("", "", " -()")
_NUMBER = re.compile(r"[+]?[0-9*#]{1,32}")
_KEYS = re.compile(r"[0-9*#A-D]{1,32}")


def number(body: Mapping[str, Any]) -> str:
    """The number to dial; raises ApiError `invalid_number`."""
    return _matching(body, "number", _NUMBER)


def keys(body: Mapping[str, Any]) -> str:
    """The keys that were pressed; raises ApiError `invalid_digit`."""
    return _matching(body, "digit", _KEYS)


def _matching(body: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = bodies.text(body, name, 64).translate(_MARKS)
    if not pattern.fullmatch(value):
        raise ApiError(400, f"invalid_{name}")
    return value
