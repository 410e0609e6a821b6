"""What goes back to a page."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.web.values import as_json


def reply(value: Any, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(as_json(value), status, mimetype="application/json")


def taken() -> Response:
    """The command was taken; what comes of it arrives as an event."""
    return reply({}, 202)


def refusal(code: str, status: int, detail: dict[str, Any] | None = None) -> Response:
    """An error, in the one form every page knows."""
    return reply({"error": {"code": code, "detail": detail or {}}}, status)
