"""Turns whatever a request ends in into one JSON error, and into a log line without a secret."""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from backend.switchboard.callbacks import CallbackRefused, CallbackTooSoon
from backend.switchboard.guessing import TooManyRequests
from backend.switchboard.logins import LoginRevoked, RefusedByPolicy
from backend.switchboard.verification import CodeExpired, CodeTooSoon, CodeVoid, CodeWrong

log = logging.getLogger(__name__)
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAFE_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


class ApiError(Exception):
    """An error a client is told: HTTP status, code, and details that are safe to show."""

    def __init__(self, status: int, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


def error_response(error: ApiError) -> web.Response:
    """The JSON body `{"error": {"code", "detail"}}`, with Retry-After where there is something to wait for."""
    body = {"error": {"code": error.code, "detail": error.detail}}
    response = web.json_response(body, status=error.status)
    if "retry_after_s" in error.detail:
        response.headers["Retry-After"] = str(math.ceil(error.detail["retry_after_s"]))
    return response


@web.middleware
async def errors_as_json(request: web.Request, handler: Answering) -> web.StreamResponse:
    """Answer every request, with JSON when it fails, and never with a traceback."""
    response: web.StreamResponse
    try:
        response = await handler(request)
    except Exception as error:  # noqa: BLE001 - the last line of defence: nothing of the inside reaches a client
        known = _known(error)
        if known.status >= 500:
            log.error("%s %s failed: %s", request.method, _path(request), _place(error))
        response = error_response(known)
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = error.headers["Allow"]
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)
    quiet = request.method == "GET" and response.status < 400  # pages ask often, and change nothing by it
    level = logging.DEBUG if quiet else logging.INFO
    log.log(level, "%s %s %s -> %d", request.remote, request.method, _path(request), response.status)
    return response


def _known(error: Exception) -> ApiError:
    match error:
        case ApiError():
            return error
        case web.HTTPException():
            return ApiError(error.status, _HTTP_CODES.get(error.status, "bad_request"))
        case CodeTooSoon():
            return ApiError(429, "code_too_soon", retry_after_s=round(error.retry_after_s, 1))
        case TooManyRequests() | CallbackTooSoon():
            return ApiError(429, "too_many_requests", retry_after_s=round(error.retry_after_s, 1))
        case CodeWrong():
            return ApiError(403, "code_wrong", tries_left=error.tries_left)
        case CodeVoid():
            return ApiError(403, "code_void", cause=error.cause)
        case CodeExpired():
            return ApiError(410, "code_expired")
        case RefusedByPolicy():
            return ApiError(403, "refused_by_policy", policy="refuse")
        case LoginRevoked():
            return ApiError(401, "login_revoked", reason=error.reason)
        case CallbackRefused():
            return _callback_refused(error)
        case sqlite3.Error():
            return ApiError(503, "unavailable")
        case TimeoutError() | asyncio.TimeoutError():
            return ApiError(408, "timeout")
    return ApiError(500, "internal")


def _callback_refused(error: CallbackRefused) -> ApiError:
    status = {"not_permitted": 403, "number_unknown": 404}.get(error.code, 409)
    detail = {"needed": error.needed, "mode": error.mode}
    return ApiError(status, error.code, **{name: value for name, value in detail.items() if value})


def _path(request: web.Request) -> str:
    """The path as the route has it, so that nothing a client made up is written down."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "(no such path)"


def _place(error: Exception) -> str:
    """The error's type and place without its text, which could quote a secret."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
