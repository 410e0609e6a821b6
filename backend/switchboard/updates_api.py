"""The update server over HTTP for clients, below /updates/, and its controls for the simulator's page."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.api_errors import ApiError
from backend.switchboard.updates import ATTACKS, NotNow, Updates
from backend.switchboard.updates_packing import STAND_INS

UPDATES: web.AppKey[Updates] = web.AppKey("updates", Updates)
PATH = "/updates/"
PIECE = 64 * 1024
SLOW_S = 0.25  # between two pieces, and before a file of the list
SLOW_PIECES = 40  # at least so many to an archive
_RANGE = re.compile(r"bytes=([0-9]{1,15})-")
_NAME = r"{name:[A-Za-z0-9._+-]{1,100}}"


def serve_updates(app: web.Application, updates: Updates) -> None:
    """Add the server to the platform's application."""
    app[UPDATES] = updates
    app.router.add_get(f"{PATH}metadata/{_NAME}", list_file, allow_head=False)
    app.router.add_get(f"{PATH}targets/{_NAME}", archive, allow_head=False)


def control_updates(app: web.Application, updates: Updates) -> None:
    """Add its controls to the simulator's application."""
    app[UPDATES] = updates
    app.router.add_post("/api/updates/publish", publish)
    app.router.add_post("/api/updates/withdraw", withdraw)
    app.router.add_put("/api/updates/attack", attack)


async def list_file(request: web.Request) -> web.Response:
    """A file of the signed list."""
    updates = request.app[UPDATES]
    await _be_reachable(request)
    content = await updates.list_file(request.match_info["name"])
    if content is None:
        raise ApiError(404, "not_found")
    return web.Response(body=content, content_type="application/json")


async def archive(request: web.Request) -> web.StreamResponse:
    """An archive, from the byte on that was asked for."""
    await _be_reachable(request)
    path = await request.app[UPDATES].archive(request.match_info["name"])
    if path is None:
        raise ApiError(404, "not_found")
    return await _send(request, path, path.stat().st_size)


async def publish(request: web.Request) -> web.Response:
    """Pack and offer the next version; 409 `not_now` while one is being packed."""
    kind = bodies.one_of(await bodies.read_object(request, ("kind",)), "kind", tuple(STAND_INS), "")
    try:
        request.app[UPDATES].publish(kind)
    except NotNow as error:
        raise ApiError(409, "not_now") from error
    return web.Response(status=204)


async def withdraw(request: web.Request) -> web.Response:
    """Offer nothing new any more; 409 `not_now` when there is nothing, or one is being packed."""
    await bodies.read_object(request, ())
    try:
        await request.app[UPDATES].withdraw()
    except NotNow as error:
        raise ApiError(409, "not_now") from error
    return web.Response(status=204)


async def attack(request: web.Request) -> web.Response:
    """Do this to everybody who asks from now on."""
    body = await bodies.read_object(request, ("attack",))
    await request.app[UPDATES].choose(bodies.one_of(body, "attack", ATTACKS, ""))
    return web.Response(status=204)


async def _be_reachable(request: web.Request) -> None:
    mode = request.app[UPDATES].attack
    if mode == "unreachable":
        if request.transport is not None:
            request.transport.abort()
        raise ApiError(503, "unreachable")
    if mode == "slow":
        await asyncio.sleep(SLOW_S)


async def _send(request: web.Request, path: Path, size: int) -> web.StreamResponse:
    """In pieces: one of them may be changed, or come late."""
    mode = request.app[UPDATES].attack
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    at = int(asked[1]) if asked else 0
    if at and at >= size:
        raise ApiError(416, "no_such_range")
    headers = {"Content-Type": "application/gzip", "Content-Length": str(size - at), "Accept-Ranges": "bytes"}
    if asked:
        headers["Content-Range"] = f"bytes {at}-{size - 1}/{size}"
    response = web.StreamResponse(status=206 if asked else 200, headers=headers)
    await response.prepare(request)
    length = min(PIECE, max(size // SLOW_PIECES, 1)) if mode == "slow" else PIECE
    with open(path, "rb") as file:
        file.seek(at)
        while piece := file.read(length):
            await response.write(_altered(piece, at, size // 2) if mode == "archive" else piece)
            at += len(piece)
            if mode == "slow":
                await asyncio.sleep(SLOW_S)
    return response


def _altered(piece: bytes, at: int, victim: int) -> bytes:
    """One bit of the archive is another."""
    if not at <= victim < at + len(piece):
        return piece
    changed = bytearray(piece)
    changed[victim - at] ^= 1
    return bytes(changed)
