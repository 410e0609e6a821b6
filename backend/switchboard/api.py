"""The provisioning API over HTTP, as `tests/contract/provisioning.yaml` has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, get_args

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.api_directory import Directories, content_response
from backend.switchboard.api_errors import ApiError, errors_as_json
from backend.switchboard.guessing import Guessing
from backend.switchboard.logins import Accounts, ClientKind, Login, LoginRevoked
from backend.switchboard.numbering import masked
from backend.switchboard.verification import CodeVoid, CodeWrong, Verification, Verifications
from backend.switchboard.world import Enterprise, Person, World

log = logging.getLogger(__name__)
TOKEN_LIMIT = 256


class VerificationCalls(Protocol):
    """Who places a verification call; returns when it has ended, answered or not."""

    async def call_with_code(self, mobile: str, main_number: str, code: str) -> None: ...


@dataclass
class Platform:
    """What the API answers from; `sip_proxy` is `host:port` of the SIP side."""

    world: World
    accounts: Accounts
    calls: VerificationCalls
    sip_proxy: Callable[[], str]
    verifications: Verifications
    guessing: Guessing
    directories: Directories = field(default_factory=Directories)
    calling: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """The verification call that is under way, by mobile number."""


PLATFORM: web.AppKey[Platform] = web.AppKey("platform", Platform)


def create_api(
    world: World, accounts: Accounts, calls: VerificationCalls, sip_proxy: Callable[[], str]
) -> web.Application:
    """The application; it places verification calls by `calls` and ends those under way when it is shut down."""
    app = web.Application(middlewares=[errors_as_json], client_max_size=bodies.BODY_LIMIT)
    verifications, guessing = Verifications(world.settings), Guessing(world.settings)
    app[PLATFORM] = Platform(world, accounts, calls, sip_proxy, verifications, guessing)
    app.router.add_post("/v1/lookup", lookup)
    app.router.add_post("/v1/verifications", verifications_post)
    app.router.add_post("/v1/login", login)
    app.router.add_get("/v1/profile", profile)
    app.router.add_get("/v1/directory", directory)
    app.router.add_get("/v1/pictures/{person_id}", picture)
    app.router.add_post("/v1/logout", logout)
    app.on_shutdown.append(_end_calls)
    return app


async def lookup(request: web.Request) -> web.Response:
    """The enterprises a mobile number belongs to."""
    platform = request.app[PLATFORM]
    platform.guessing.asked(_address(request))
    mobile = bodies.mobile(await bodies.read_object(request, ("mobile",)))
    log.info("look-up of %s", masked(mobile))
    return web.json_response({"enterprises": [_enterprise(one) for one, _ in _memberships(platform, mobile)]})


async def verifications_post(request: web.Request) -> web.Response:
    """Place the verification call; the code goes to that call and nowhere else."""
    platform = request.app[PLATFORM]
    platform.guessing.asked(_address(request))
    body = await bodies.read_object(request, ("mobile", "enterprise_id"))
    mobile, enterprise_id = bodies.mobile(body), bodies.text(body, "enterprise_id", 64)
    found = {one.id: (one, person) for one, person in _memberships(platform, mobile)}
    if enterprise_id not in found:
        raise ApiError(404, "unknown_enterprise")
    enterprise, person = found[enterprise_id]
    verification, code = platform.verifications.ask(mobile, enterprise, person)
    _place_call(platform, mobile, enterprise.main_number, code)
    log.info("verification call to %s from %s", masked(mobile), enterprise.main_number)
    settings = platform.world.settings
    answer = {
        "verification_id": verification.id,
        "main_number": enterprise.main_number,
        "lifetime_s": settings.code_lifetime_s,
        "resend_after_s": settings.code_resend_s,
        "tries": settings.code_tries,
    }
    return web.json_response(answer, status=201)


async def login(request: web.Request) -> web.Response:
    """Log in with the code; token and SIP password are told here and never again."""
    platform = request.app[PLATFORM]
    platform.guessing.asked(_address(request))
    body = await bodies.read_object(request, ("verification_id", "code"), ("client", "device_name"))
    verification_id, code = bodies.text(body, "verification_id", 64), bodies.code(body)
    kind: ClientKind = bodies.one_of(body, "client", get_args(ClientKind), "pc")
    device_name = bodies.text(body, "device_name", 128, "")
    verification = await _checked(platform, _address(request), verification_id, code)
    made = platform.accounts.log_in(verification.enterprise, verification.person, kind, device_name)
    platform.verifications.use(verification)
    platform.guessing.right(verification.mobile)
    log.info("%s logged in as %s (%s)", masked(verification.mobile), verification.person.id, kind)
    sip = {**_sip(platform, made.login), "password": made.sip_password}
    return web.json_response({"token": made.token, "sip": sip, "profile": _profile(platform, made.login)})


async def profile(request: web.Request) -> web.Response:
    """The user as the platform sees them now."""
    return web.json_response(_profile(request.app[PLATFORM], _login_of(request)))


async def directory(request: web.Request) -> web.Response:
    """The directory of the user's enterprise."""
    enterprise = _login_of(request).enterprise
    return content_response(request, request.app[PLATFORM].directories.directory(enterprise))


async def picture(request: web.Request) -> web.Response:
    """A colleague's picture."""
    enterprise = _login_of(request).enterprise
    found = request.app[PLATFORM].world.person(request.match_info["person_id"])
    content = request.app[PLATFORM].directories.picture(found[1]) if found and found[0] == enterprise else None
    if content is None:
        raise ApiError(404, "no_picture")
    return content_response(request, content)


async def logout(request: web.Request) -> web.Response:
    """End this login; one that has ended already is no error."""
    request.app[PLATFORM].accounts.log_out(_token(request))
    return web.Response(status=204)


async def _checked(platform: Platform, address: str, verification_id: str, code: str) -> Verification:
    mobile = platform.verifications.mobile_of(verification_id) or "nobody"
    platform.guessing.may_guess(address, mobile)
    try:
        return platform.verifications.check(verification_id, code)
    except (CodeWrong, CodeVoid) as error:
        log.info("wrong code for %s", masked(mobile))
        pause_s = platform.guessing.wrong(address, mobile)
        await asyncio.sleep(pause_s)
        raise error


def _place_call(platform: Platform, mobile: str, main_number: str, code: str) -> None:
    """Start the call; one that is still under way for the same mobile ends: its code is void."""
    if older := platform.calling.pop(mobile, None):
        older.cancel()
    task = asyncio.create_task(platform.calls.call_with_code(mobile, main_number, code))
    platform.calling[mobile] = task
    task.add_done_callback(lambda ended: _call_ended(platform, mobile, ended))


def _call_ended(platform: Platform, mobile: str, ended: asyncio.Task[None]) -> None:
    if platform.calling.get(mobile) is ended:
        del platform.calling[mobile]
    if not ended.cancelled() and (error := ended.exception()):
        log.error("verification call to %s failed: %s", masked(mobile), type(error).__name__)


async def _end_calls(app: web.Application) -> None:
    tasks = list(app[PLATFORM].calling.values())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _memberships(platform: Platform, mobile: str) -> list[tuple[Enterprise, Person]]:
    """Where this number may log in; a person without extension has no telephone to log in with."""
    found = [(one, person) for one, person in platform.world.memberships(mobile) if person.extension]
    if not found:
        raise ApiError(404, "unknown_mobile")
    return found


def _address(request: web.Request) -> str:
    return request.remote or "?"


def _token(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LIMIT:
        raise LoginRevoked("unknown")
    return token.strip()


def _login_of(request: web.Request) -> Login:
    return request.app[PLATFORM].accounts.by_token(_token(request))


def _enterprise(enterprise: Enterprise) -> dict[str, Any]:
    return {"id": enterprise.id, "name": enterprise.name, "main_number": enterprise.main_number}


def _profile(platform: Platform, login: Login) -> dict[str, Any]:
    person, enterprise = login.person, login.enterprise
    return {
        "enterprise": _enterprise(enterprise),
        "user_id": person.id,
        "name": person.name,
        "extension": person.extension,
        "mobile": person.mobile,
        "permission": person.permission,
        "mode": person.mode,
        "mode_reason": person.mode_reason,
        "policy": enterprise.policy,
        "area_code": enterprise.area_code,
        "sip": _sip(platform, login),
    }


def _sip(platform: Platform, login: Login) -> dict[str, Any]:
    return {
        "domain": login.enterprise.domain,
        "username": login.person.extension,
        "auth_username": login.auth_username,
        "proxy": platform.sip_proxy(),
        "transports": ["udp", "tcp"],
        "expires_s": platform.world.settings.sip_expires_s,
    }
