"""Server-sent events of the provisioning API: first the whole state of a login, then what changes in it."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

from aiohttp import web

from backend.switchboard.api_platform import PLATFORM, Platform, login_of, profile_of
from backend.switchboard.callbacks import Callback
from backend.switchboard.event_streams import EventStream

HEARTBEAT_S = 15
SLOWEST_WRITE_S = 10
"""A client that has not taken what was sent for so long is cut off."""
BUFFER = 16 * 1024
"""Bytes that wait for a slow client here, and as many again in the system."""
CALLBACK = "callback:"


async def events(request: web.Request) -> web.StreamResponse:
    """The stream of the login that asks; it ends after `revoked`, at shutdown, and when the client goes away."""
    platform = request.app[PLATFORM]
    login = login_of(request)
    stream = platform.streams.open(login)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    response.force_close()  # its small buffers are for nothing else
    try:
        _limit_buffers(request)
        await response.prepare(request)
        _note_everything(platform, stream)
        await _send(platform, stream, response)
    except (ConnectionError, asyncio.TimeoutError):
        if request.transport:
            request.transport.abort()
    finally:
        platform.streams.close(stream)
    return response


def connect_events(platform: Platform) -> None:
    """Let the streams hear of every change there is."""
    streams = platform.streams
    platform.world.on_change(lambda _before, now: streams.tell_enterprise(now.id))
    platform.accounts.on_void(lambda login_id: streams.tell_login(login_id, "revoked"))
    platform.accounts.on_void(platform.callbacks.login_ended)
    platform.callbacks.on_change = lambda login_id, one: streams.tell_login(login_id, CALLBACK + one.id, _callback(one))


async def end_streams(app: web.Application) -> None:
    """Close every stream, so that nobody waits for its next heartbeat."""
    app[PLATFORM].streams.close_all()


def _note_everything(platform: Platform, stream: EventStream) -> None:
    for key in ("profile", "directory"):
        stream.note(key)
    for callback in platform.callbacks.of(stream.login_id):
        stream.note(CALLBACK + callback.id, _callback(callback))


async def _send(platform: Platform, stream: EventStream, response: web.StreamResponse) -> None:
    sent: dict[str, str] = {}
    while True:
        news = await stream.take(HEARTBEAT_S)
        if stream.closed:
            return
        text, last = await _news(platform, stream, news, sent)
        if text or not news:
            await asyncio.wait_for(response.write((text or ":\n\n").encode()), SLOWEST_WRITE_S)
        if last:
            return


async def _news(
    platform: Platform, stream: EventStream, news: dict[str, str], sent: dict[str, str]
) -> tuple[str, bool]:
    """The events of these changes, and whether they are the last; what is as it was told before is left out."""
    login = platform.accounts.by_id(stream.login_id)
    over = "".join(_event("callback", value) for key, value in news.items() if key.startswith(CALLBACK))
    if login is None:
        reason = platform.accounts.why_void(stream.login_id)
        return over + _event("revoked", json.dumps({"reason": reason})), True
    states: dict[str, Any] = {}
    if "profile" in news:
        states["profile"] = profile_of(platform, login)
    if "directory" in news:
        states["directory"] = {"revision": (await platform.directories.directory(login.enterprise)).revision}
    text = ""
    for name, state in states.items():
        value = json.dumps(state)
        if sent.get(name) != value:
            sent[name] = value
            text += _event(name, value)
    return text + over, False


def _event(name: str, value: str) -> str:
    return f"event: {name}\ndata: {value}\n\n"


def _callback(callback: Callback) -> str:
    body: dict[str, Any] = {"id": callback.id, "number": callback.number, "state": callback.state}
    if callback.state == "ended":
        body |= {"status": callback.status, "reason": callback.reason}
    return json.dumps(body)


def _limit_buffers(request: web.Request) -> None:
    transport = request.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.set_write_buffer_limits(high=BUFFER)
    if transport and (connection := transport.get_extra_info("socket")):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
