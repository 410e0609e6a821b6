"""Values as the page gets them: dataclasses become objects, enums their value, pairs an object, all of it ASCII."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

# Fields of pairs, which cross as an object.
_PAIRS = frozenset({"detail", "error_detail", "notes"})


def plain(value: Any) -> Any:
    """The value as JSON knows it."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _field(name, getattr(value, name)) for name in _names(type(value))}
    raise TypeError(type(value).__name__)


def as_json(value: Any) -> str:
    """The value as ASCII JSON: one window system cuts other text off."""
    return json.dumps(plain(value), ensure_ascii=True, separators=(",", ":"))


def _field(name: str, value: Any) -> Any:
    return dict(value) if name in _PAIRS and isinstance(value, tuple) else plain(value)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
