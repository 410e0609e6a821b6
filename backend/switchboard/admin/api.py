"""What the administration's command line asks of a running switchboard, over loopback HTTP with a token of its own."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.admin import people
from backend.switchboard.admin.administration import Administration
from backend.switchboard.admin.departments import DepartmentNames
from backend.switchboard.admin.imports import File, Import
from backend.switchboard.admin.objections import Refused
from backend.switchboard.api_errors import Answering, ApiError, errors_as_json
from backend.switchboard.logins import Accounts
from backend.switchboard.simulator_guard import TOKEN, guard
from backend.switchboard.world import Enterprise, Person

LARGEST_BODY = 128 * 1024 * 1024  # three files, in base64
FILES = ("departments", "people", "policies")
ADMINISTRATION: web.AppKey[Administration] = web.AppKey("administration", Administration)
ACCOUNTS: web.AppKey[Accounts] = web.AppKey("accounts", Accounts)


def create_administration(administration: Administration, accounts: Accounts, token: str) -> web.Application:
    """The application behind its own token."""
    app = web.Application(middlewares=[errors_as_json, guard, _refusals], client_max_size=LARGEST_BODY)
    app[ADMINISTRATION], app[ACCOUNTS], app[TOKEN] = administration, accounts, token
    app.router.add_get("/api/enterprises", enterprises)
    app.router.add_get("/api/enterprises/{id}", enterprise)
    app.router.add_post("/api/import", import_files)
    app.router.add_put("/api/enterprises/{id}/policy", policy)
    app.router.add_post("/api/enterprises/{id}/reset", reset)
    app.router.add_patch("/api/enterprises/{id}/people/{key}", change)
    app.router.add_delete("/api/enterprises/{id}/people/{key}", remove)
    app.router.add_post("/api/enterprises/{id}/people/{key}/log_out", log_out)
    return app


async def enterprises(request: web.Request) -> web.Response:
    """Every enterprise, briefly."""
    found = request.app[ADMINISTRATION].enterprises().values()
    return web.json_response({"enterprises": [_brief(one) for one in found]})


async def enterprise(request: web.Request) -> web.Response:
    """One enterprise with its departments and people."""
    found = request.app[ADMINISTRATION].enterprise(request.match_info["id"])
    logins, names = request.app[ACCOUNTS].kinds(), DepartmentNames(found.departments).names
    listed = [{**_person(one, names), "clients": logins.get(one.id, [])} for one in found.people]
    departments = [asdict(one) for one in found.departments]
    return web.json_response({**_brief(found), "departments": departments, "people": listed})


async def import_files(request: web.Request) -> web.Response:
    """Take files, or only check them (`only_check`); all of them or, with what is wrong, none."""
    body = await bodies.read_object(request, (), (*FILES, "enterprise_id", "update", "only_check"))
    departments, people_file, policies = (_file(body, name) for name in FILES)
    enterprise_id, update = bodies.text(body, "enterprise_id", 64, ""), bodies.switch(body, "update", False)
    given = Import(enterprise_id, departments, people_file, policies, update)
    before = request.app[ADMINISTRATION].enterprises()
    changed = await request.app[ADMINISTRATION].take(given, bodies.switch(body, "only_check", False))
    return web.json_response({"enterprises": [{**_brief(one), **_moved(before[one.id], one)} for one in changed]})


async def policy(request: web.Request) -> web.Response:
    """Set the client policy."""
    wanted = bodies.text(await bodies.read_object(request, ("policy",)), "policy", 64)
    await request.app[ADMINISTRATION].set_policy(request.match_info["id"], wanted)
    return web.Response(status=204)


async def reset(request: web.Request) -> web.Response:
    """Let an enterprise be as the world file has it."""
    await request.app[ADMINISTRATION].reset(request.match_info["id"])
    return web.Response(status=204)


async def change(request: web.Request) -> web.Response:
    """Change one person, by the columns of a file of people."""
    columns = [name for name in dict.fromkeys(people.COLUMNS.values()) if name != "id"]
    body = await bodies.read_object(request, (), tuple(columns))
    if not all(isinstance(value, str) for value in body.values()):
        raise ApiError(400, "invalid_body", fields=list(body))
    await request.app[ADMINISTRATION].change_person(request.match_info["id"], request.match_info["key"], body)
    return web.Response(status=204)


async def remove(request: web.Request) -> web.Response:
    """Remove a person."""
    await request.app[ADMINISTRATION].remove_person(request.match_info["id"], request.match_info["key"])
    return web.Response(status=204)


async def log_out(request: web.Request) -> web.Response:
    """Log a person out everywhere."""
    person = request.app[ADMINISTRATION].person(request.match_info["id"], request.match_info["key"])
    return web.json_response({"logged_out": request.app[ACCOUNTS].log_out_person(person.id)})


@web.middleware
async def _refusals(request: web.Request, handler: Answering) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        raise ApiError(422, "refused", objections=[one.told() for one in refused.objections]) from refused
    except OSError as error:
        raise ApiError(507, "cannot_be_kept", text=error.strerror or "") from error


def _brief(enterprise: Enterprise) -> dict[str, Any]:
    brief = {name: getattr(enterprise, name) for name in ("id", "name", "main_number", "policy", "operator")}
    return {**brief, "people_count": len(enterprise.people), "department_count": len(enterprise.departments)}


def _moved(before: Enterprise, now: Enterprise) -> dict[str, int]:
    """How many people came, changed and went."""
    old, new = ({one.id: replace(one, order=0) for one in enterprise.people} for enterprise in (before, now))
    changed = sum(new[one] != old[one] for one in new.keys() & old.keys())
    return {"added": len(new.keys() - old.keys()), "changed": changed, "removed": len(old.keys() - new.keys())}


def _person(person: Person, departments: Mapping[str, str]) -> dict[str, Any]:
    names = ("id", "name", "extension", "mobile", "position", "email", "permission", "mode")
    return {**{name: getattr(person, name) for name in names}, "department": departments[person.department_id]}


def _file(body: Mapping[str, Any], name: str) -> File | None:
    given = body.get(name)
    if given is None:
        return None
    try:
        return File(str(given["name"])[:255], base64.b64decode(given["content"], validate=True))
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ApiError(400, "invalid_body", fields=[name]) from error
