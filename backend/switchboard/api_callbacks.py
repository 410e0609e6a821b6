"""Calls in callback mode, and the mode that a mobile client sets, over HTTP."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.api_errors import ApiError
from backend.switchboard.api_platform import PLATFORM, login_of
from backend.switchboard.world import Mode


async def callbacks_post(request: web.Request) -> web.Response:
    """Ring the user's mobile, then the number; progress comes by the events."""
    login_of(request)  # who is not logged in is not asked for more
    body = await bodies.read_object(request, ("number",))
    made = request.app[PLATFORM].callbacks.start(login_of(request), bodies.text(body, "number", 64))
    return web.json_response({"id": made.id}, status=201)


async def callback_delete(request: web.Request) -> web.Response:
    """End a callback; one that is over is no error."""
    request.app[PLATFORM].callbacks.end(login_of(request).id, request.match_info["callback_id"])
    return web.Response(status=204)


async def mode_post(request: web.Request) -> web.Response:
    """Set the outgoing mode on a mobile client; raises ApiError for any other."""
    if login_of(request).kind != "mobile":
        raise ApiError(403, "not_a_mobile_client")
    body = await bodies.read_object(request, ("mode",))
    mode: Mode = bodies.one_of(body, "mode", get_args(Mode), "")
    request.app[PLATFORM].accounts.set_mode(login_of(request), mode)
    return web.Response(status=204)
