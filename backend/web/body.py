"""Reads what a page sent: every field has a type and a longest length, and nothing else may be there."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from backend.core.errors import InvalidInput

LARGEST_BODY = 64 * 1024
LONGEST_TEXT = 256


def read_object() -> dict[str, Any]:
    """The body's JSON object; an empty body is an empty one. Error: InvalidInput `invalid_body`."""
    content = request.get_data(cache=False)
    if not content:
        return {}
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise InvalidInput("invalid_body") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput("invalid_body")
    return value


def read_texts(*names: str, optional: tuple[str, ...] = ()) -> list[str]:
    """These texts, the optional ones "" when absent. Error: InvalidInput `invalid_body` with `field`."""
    body = _only(read_object(), (*names, *optional))
    texts = []
    for name in (*names, *optional):
        value = body.get(name, "" if name in optional else None)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise InvalidInput("invalid_body", field=name)
        texts.append(value)
    return texts


def read_flag(name: str, default: bool | None = None) -> bool:
    """A true or false; without a default it must be there. Error: InvalidInput `invalid_body` with `field`."""
    value = _only(read_object(), (name,)).get(name, default)
    if not isinstance(value, bool):
        raise InvalidInput("invalid_body", field=name)
    return value


def read_nothing() -> None:
    """A command without fields. Error: InvalidInput `invalid_body`."""
    _only(read_object(), ())


def query_text(name: str, default: str = "") -> str:
    """A text of the query. Error: InvalidInput `invalid_body` with `field`."""
    value = request.args.get(name, default)
    if len(value) > LONGEST_TEXT:
        raise InvalidInput("invalid_body", field=name)
    return value


def query_number(name: str, default: int, digits: int = 9) -> int:
    """A whole number of the query, not negative, with no more than these digits. Error: InvalidInput `invalid_body`
    with `field`."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or len(text) > digits:
        raise InvalidInput("invalid_body", field=name)
    return int(text)


def _only(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    if set(body) - set(names):
        raise InvalidInput("invalid_body")
    return body
