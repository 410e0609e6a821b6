"""The mobile client on the simulator's page: logging in and out, its mode, its calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard import simulator_bodies
from backend.switchboard.api_errors import ApiError
from backend.switchboard.handsets import Handset
from backend.switchboard.mobile_agent import MobileAgent
from backend.switchboard.mobile_client import MobileClient, PlatformRefused
from backend.switchboard.mobile_clients import MobileClients
from backend.switchboard.world import Mode

CLIENTS: web.AppKey[MobileClients] = web.AppKey("clients", MobileClients)
CALL_COMMANDS: dict[str, Callable[[MobileAgent], bool]] = {
    "answer": MobileAgent.answer,
    "decline": MobileAgent.decline,
    "hang_up": MobileAgent.hang_up,
}
FindHandset = Callable[[web.Request], Handset]


class ClientCommands:
    """What the page asks of mobile clients; `find` finds the handset of a request."""

    def __init__(self, find: FindHandset) -> None:
        self._find = find

    async def command(self, request: web.Request) -> web.Response:
        """Log in or out, set the mode, answer, decline, hang up, dial; 409 `not_now` when it does not apply."""
        client, name = self.client(request), request.match_info["command"]
        if name == "log_in":
            done = await self._log_in(request, client)
        elif name == "log_out":
            done = client.log_out()
        elif name == "mode":
            mode = bodies.one_of(await bodies.read_object(request, ("mode",)), "mode", get_args(Mode), "")
            done = await _set_mode(client, mode)
        elif name == "dial":
            number = simulator_bodies.number(await bodies.read_object(request, ("number",)))
            done = client.agent is not None and client.agent.dial(number)
        elif name in CALL_COMMANDS:
            done = client.agent is not None and CALL_COMMANDS[name](client.agent)
        else:
            raise ApiError(404, "not_found")
        if not done:
            raise ApiError(409, "not_now", state=client.state)
        return web.Response(status=204)

    def client(self, request: web.Request) -> MobileClient:
        """The client on the handset of a request; raises ApiError."""
        client = request.app[CLIENTS].of(self._find(request))
        if client is None:
            raise ApiError(404, "no_client")
        return client

    async def _log_in(self, request: web.Request, client: MobileClient) -> bool:
        body = await bodies.read_object(request, ("enterprise_id",))
        enterprise_id = bodies.text(body, "enterprise_id", 64)
        known = {one["id"] for one in request.app[CLIENTS].enterprises(client.handset.number)}
        if enterprise_id not in known:
            raise ApiError(404, "unknown_enterprise")
        return client.log_in(enterprise_id)


async def _set_mode(client: MobileClient, mode: str) -> bool:
    try:
        return await client.set_mode(mode)
    except PlatformRefused as refused:
        raise ApiError(409, "not_now", state=client.state, reason=refused.reason) from refused
