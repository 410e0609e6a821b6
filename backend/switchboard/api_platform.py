"""What the provisioning API answers from, and what several of its answers share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from backend.switchboard.api_directory import Directories
from backend.switchboard.callbacks import CallbackCalls, Callbacks
from backend.switchboard.event_streams import EventStreams
from backend.switchboard.guessing import Guessing
from backend.switchboard.logins import Accounts, Login, LoginRevoked
from backend.switchboard.verification import Verifications
from backend.switchboard.world import Enterprise, World

TOKEN_LIMIT = 256


class VerificationCalls(Protocol):
    """Who places a verification call; returns when it has ended, answered or not."""

    async def call_with_code(self, mobile: str, main_number: str, code: str) -> None: ...


class PlatformCalls(VerificationCalls, CallbackCalls, Protocol):
    """Who places every call that the platform itself makes."""


@dataclass
class Platform:
    """What the API answers from; `sip_proxy` is `host:port` of the SIP side."""

    world: World
    accounts: Accounts
    calls: VerificationCalls
    sip_proxy: Callable[[], str]
    verifications: Verifications
    guessing: Guessing
    callbacks: Callbacks
    streams: EventStreams
    directories: Directories = field(default_factory=Directories)
    calling: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """The verification call that is under way, by mobile number."""


PLATFORM: web.AppKey[Platform] = web.AppKey("platform", Platform)


def address(request: web.Request) -> str:
    """The network address a request comes from."""
    return request.remote or "?"


def token_of(request: web.Request) -> str:
    """The bearer token of a request; raises LoginRevoked."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LIMIT:
        raise LoginRevoked("unknown")
    return token.strip()


def login_of(request: web.Request) -> Login:
    """The login a request comes from; raises LoginRevoked."""
    return request.app[PLATFORM].accounts.by_token(token_of(request))


def enterprise_of(enterprise: Enterprise) -> dict[str, Any]:
    """An enterprise as a client sees it."""
    return {"id": enterprise.id, "name": enterprise.name, "main_number": enterprise.main_number}


def profile_of(platform: Platform, login: Login) -> dict[str, Any]:
    """The user of a login as the platform sees them now."""
    person, enterprise = login.person, login.enterprise
    return {
        "enterprise": enterprise_of(enterprise),
        "user_id": person.id,
        "name": person.name,
        "extension": person.extension,
        "mobile": person.mobile,
        "permission": person.permission,
        "mode": person.mode,
        "mode_reason": person.mode_reason,
        "policy": enterprise.policy,
        "area_code": enterprise.area_code,
        "echo_extension": enterprise.echo,
        "sip": sip_of(platform, login),
    }


def sip_of(platform: Platform, login: Login) -> dict[str, Any]:
    """The SIP account of a login, without its password."""
    return {
        "domain": login.enterprise.domain,
        "username": login.person.extension,
        "auth_username": login.auth_username,
        "proxy": platform.sip_proxy(),
        "transports": ["udp", "tcp"],
        "expires_s": platform.world.settings.sip_expires_s,
    }
