"""The provisioning API over HTTP, as `tests/contract/provisioning.yaml` has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import get_args

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard.api_callbacks import callback_delete, callbacks_post, mode_post
from backend.switchboard.api_directory import content_response
from backend.switchboard.api_errors import ApiError, errors_as_json
from backend.switchboard.api_events import connect_events, end_streams, events
from backend.switchboard.api_platform import (
    PLATFORM,
    Platform,
    PlatformCalls,
    address,
    enterprise_of,
    login_of,
    profile_of,
    sip_of,
    token_of,
)
from backend.switchboard.callbacks import Callbacks
from backend.switchboard.event_streams import EventStreams
from backend.switchboard.guessing import Guessing
from backend.switchboard.logins import Accounts, ClientKind
from backend.switchboard.numbering import masked
from backend.switchboard.verification import CodeVoid, CodeWrong, Verification, Verifications
from backend.switchboard.world import Enterprise, Person, World

__all__ = ["PLATFORM", "create_api"]
log = logging.getLogger(__name__)


def create_api(world: World, accounts: Accounts, calls: PlatformCalls, sip_proxy: Callable[[], str]) -> web.Application:
    """The application; it places its calls by `calls` and ends verification calls under way when it is shut down."""
    app = web.Application(middlewares=[errors_as_json], client_max_size=bodies.BODY_LIMIT)
    verifications, guessing = Verifications(world.settings), Guessing(world.settings)
    callbacks, streams = Callbacks(world, calls), EventStreams(world.settings.event_streams_at_most)
    platform = Platform(world, accounts, calls, sip_proxy, verifications, guessing, callbacks, streams)
    app[PLATFORM] = platform
    connect_events(platform)
    app.router.add_post("/v1/lookup", lookup)
    app.router.add_post("/v1/verifications", verifications_post)
    app.router.add_post("/v1/login", login)
    app.router.add_get("/v1/profile", profile)
    app.router.add_get("/v1/directory", directory)
    app.router.add_get("/v1/pictures/{person_id}", picture)
    app.router.add_post("/v1/logout", logout)
    app.router.add_get("/v1/events", events, allow_head=False)
    app.router.add_post("/v1/callbacks", callbacks_post)
    app.router.add_delete("/v1/callbacks/{callback_id}", callback_delete)
    app.router.add_post("/v1/mode", mode_post)
    app.on_shutdown.append(end_streams)
    app.on_shutdown.append(_end_calls)
    return app


async def lookup(request: web.Request) -> web.Response:
    """The enterprises a mobile number belongs to."""
    platform = request.app[PLATFORM]
    platform.guessing.asked(address(request))
    mobile = bodies.mobile(await bodies.read_object(request, ("mobile",)))
    log.info("look-up of %s", masked(mobile))
    return web.json_response({"enterprises": [enterprise_of(one) for one, _ in _memberships(platform, mobile)]})


async def verifications_post(request: web.Request) -> web.Response:
    """Place the verification call; the code goes to that call and nowhere else."""
    platform = request.app[PLATFORM]
    platform.guessing.asked(address(request))
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
    platform.guessing.asked(address(request))
    body = await bodies.read_object(request, ("verification_id", "code"), ("client", "device_name"))
    verification_id, code = bodies.text(body, "verification_id", 64), bodies.code(body)
    kind: ClientKind = bodies.one_of(body, "client", get_args(ClientKind), "pc")
    device_name = bodies.text(body, "device_name", 128, "")
    verification = await _checked(platform, address(request), verification_id, code)
    found = platform.world.person(verification.person.id)
    if found is None or not found[1].extension or found[1].mobile != verification.mobile:
        raise CodeVoid("unknown")  # the administration changed that meanwhile
    made = platform.accounts.log_in(*found, kind, device_name)
    platform.verifications.use(verification)
    platform.guessing.right(verification.mobile)
    log.info("%s logged in as %s (%s)", masked(verification.mobile), verification.person.id, kind)
    sip = {**sip_of(platform, made.login), "password": made.sip_password}
    return web.json_response({"token": made.token, "sip": sip, "profile": profile_of(platform, made.login)})


async def profile(request: web.Request) -> web.Response:
    """The user as the platform sees them now."""
    return web.json_response(profile_of(request.app[PLATFORM], login_of(request)))


async def directory(request: web.Request) -> web.Response:
    """The directory of the user's enterprise."""
    enterprise = login_of(request).enterprise
    return content_response(request, await request.app[PLATFORM].directories.directory(enterprise))


async def picture(request: web.Request) -> web.Response:
    """A colleague's picture."""
    enterprise = login_of(request).enterprise
    found = request.app[PLATFORM].world.person(request.match_info["person_id"])
    content = request.app[PLATFORM].directories.picture(found[1]) if found and found[0].id == enterprise.id else None
    if content is None:
        raise ApiError(404, "no_picture")
    return content_response(request, content)


async def logout(request: web.Request) -> web.Response:
    """End this login; one that has ended already is no error."""
    request.app[PLATFORM].accounts.log_out(token_of(request))
    return web.Response(status=204)


async def _checked(platform: Platform, address: str, verification_id: str, code: str) -> Verification:
    mobile = platform.verifications.mobile_of(verification_id) or f"nobody at {address}"
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
