"""The platform's rules on the simulator's page: permission and mode of a colleague, policy of an enterprise."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.admin.administration import Administration
from backend.switchboard.admin.objections import Refused
from backend.switchboard.api_errors import ApiError
from backend.switchboard.world import Mode, Permission, Policy

ADMINISTRATION: web.AppKey[Administration] = web.AppKey("administration", Administration)
CHOICES = {"permission": get_args(Permission), "mode": get_args(Mode)}


async def switch_rules(request: web.Request) -> web.Response:
    """Let another permission, mode or both apply to a colleague, as the administration does."""
    body = await bodies.read_object(request, (), tuple(CHOICES))
    fields = {name: bodies.one_of(body, name, CHOICES[name], "") for name in body}
    administration = request.app[ADMINISTRATION]
    enterprise_id = request.query.get("enterprise") or administration.world.enterprises[0].id
    try:
        await administration.change_person(enterprise_id, request.match_info["extension"], fields)
    except Refused as refused:
        raise ApiError(404, "no_such_person") from refused
    return web.Response(status=204)


async def switch_policy(request: web.Request) -> web.Response:
    """Let another client policy apply to an enterprise."""
    body = await bodies.read_object(request, ("policy",))
    policy = bodies.one_of(body, "policy", get_args(Policy), "")
    try:
        await request.app[ADMINISTRATION].set_policy(request.match_info["id"], policy)
    except Refused as refused:
        raise ApiError(404, "no_such_enterprise") from refused
    return web.Response(status=204)
