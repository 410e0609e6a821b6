"""Reads what clients send: a small JSON object with the fields of the contract, or 400 `invalid_body`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from backend.switchboard.api_errors import ApiError
from backend.switchboard.numbering import canonical, is_mobile

BODY_LIMIT = 16 * 1024
BODY_TIMEOUT_S = 10
CODE = re.compile("[0-9]{4}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


async def read_object(
    request: web.Request, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """The JSON object of a request with exactly these fields; raises ApiError."""
    if request.content_type != "application/json":
        raise ApiError(415, "unsupported_media_type")  # also keeps out pages of other origins, which need a preflight
    try:
        raw = await asyncio.wait_for(request.read(), BODY_TIMEOUT_S)
    except asyncio.TimeoutError as error:
        raise ApiError(408, "timeout") from error
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "invalid_body") from error
    if not isinstance(value, dict):
        raise ApiError(400, "invalid_body")
    wrong = (set(required) - set(value)) | (set(value) - set(required) - set(optional))
    if wrong:
        raise ApiError(400, "invalid_body", fields=sorted(wrong & {*required, *optional}))
    return value


def text(body: Mapping[str, Any], name: str, longest: int, default: str | None = None) -> str:
    """A field that is text of 1 to `longest` characters; raises ApiError."""
    value = body.get(name, default)
    if default is not None and value == default:
        return default
    if not isinstance(value, str) or not 0 < len(value) <= longest or not _is_text(value):
        raise ApiError(400, "invalid_body", fields=[name])
    return value


def mobile(body: Mapping[str, Any]) -> str:
    """The mobile number of a body, canonical; raises ApiError `invalid_mobile` for what can be none."""
    number = canonical(text(body, "mobile", 32))
    if number is None or (number.startswith("+86") and not is_mobile(number)):
        raise ApiError(400, "invalid_mobile")
    return number


def code(body: Mapping[str, Any]) -> str:
    """The four digits of a code; raises ApiError."""
    value = text(body, "code", 4)
    if not CODE.fullmatch(value):
        raise ApiError(400, "invalid_body", fields=["code"])
    return value


def one_of(body: Mapping[str, Any], name: str, choices: tuple[Any, ...], default: str) -> Any:
    """A field that is one of `choices`; raises ApiError."""
    value = text(body, name, 64, default)
    if value not in choices:
        raise ApiError(400, "invalid_body", fields=[name])
    return value


def switch(body: Mapping[str, Any], name: str, default: bool | None = None) -> bool:
    """A field that is true or false; raises ApiError."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise ApiError(400, "invalid_body", fields=[name])
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return not _CONTROLS.search(value)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a field stands there twice")
    return table
