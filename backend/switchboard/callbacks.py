"""Calls in callback mode: the platform rings the user's own mobile, then the number, and joins them (PRODUCT M12)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from backend.switchboard.limits import Limit
from backend.switchboard.logins import Login
from backend.switchboard.routing import Caller, ToOutside, ToPerson, needed_permission, route
from backend.switchboard.sip.leg import Failure
from backend.switchboard.world import Enterprise, Mode, Permission, Person, World

log = logging.getLogger(__name__)
State = Literal["calling_mobile", "calling_party", "established", "ended"]
CANCELLED = 487


class CallbackCall(Protocol):
    """The two legs of one call."""

    def end(self) -> None:
        """Give up, or hang up; nothing happens when it is over."""


class CallbackCalls(Protocol):
    """Who places the calls; `on_state(state, status, reason)` is told of every phase, `ended` last and once.

    Raises LookupError when the number leads nowhere after all.
    """

    def call_back(
        self, person: Person, enterprise: Enterprise, number: str, on_state: Callable[[State, int, str], None]
    ) -> CallbackCall: ...


class CallbackRefused(Exception):
    """No callback is made; `code` says why, and `needed`, `mode` more about it where there is more."""

    def __init__(self, code: str, needed: Permission | None = None, mode: Mode | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.needed = needed
        self.mode = mode


class CallbackTooSoon(Exception):
    """This person has asked for too many of late; once more in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("too many callbacks")
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Callback:
    """One callback as its client sees it; `status` and `reason` are given when it has ended."""

    id: str
    number: str
    state: State = "calling_mobile"
    status: int = 0
    reason: str = ""


@dataclass
class _Live:
    login_id: str
    now: Callback
    call: CallbackCall | None = None
    unwanted: bool = False


class Callbacks:
    """The callbacks under way, one for each person at the most."""

    def __init__(self, world: World, calls: CallbackCalls) -> None:
        self._world = world
        self._calls = calls
        self._live: dict[str, _Live] = {}
        self._asked = Limit(world.settings.callbacks_per_person_per_minute, 60)
        self.on_change: Callable[[str, Callback], None] = lambda _login, _callback: None

    def of(self, login_id: str) -> list[Callback]:
        """The callbacks of a login that are not over."""
        return [live.now for live in self._live.values() if live.login_id == login_id]

    def start(self, login: Login, number: str) -> Callback:
        """Ring the user's mobile, then the number; raises CallbackRefused or CallbackTooSoon."""
        self._may(login, number)
        live = _Live(login.id, Callback(secrets.token_urlsafe(12), number))
        self._live[login.person.id] = live
        self._asked.count(login.person.id)
        log.info("callback for %s", login.person.id)
        self.on_change(login.id, live.now)

        def on_state(state: State, status: int, reason: str) -> None:
            self._enter(login.person.id, live, state, status, reason)

        try:
            live.call = self._calls.call_back(login.person, login.enterprise, number, on_state)
        except LookupError as error:
            self._enter(login.person.id, live, "ended", 404, "party_unknown")
            raise CallbackRefused("number_unknown") from error
        except Exception:
            self._enter(login.person.id, live, "ended", 500, "failed")
            raise
        return live.now

    def end(self, login_id: str, callback_id: str) -> None:
        """End a callback of this login; one that is over, or never was, is no error."""
        for live in tuple(self._live.values()):
            if live.login_id == login_id and live.now.id == callback_id:
                self._end(live)

    def login_ended(self, login_id: str) -> None:
        """A login is void: what it was still dialling is nobody's; a conversation goes on."""
        for live in tuple(self._live.values()):
            if live.login_id == login_id and live.now.state != "established":
                self._end(live)

    def _may(self, login: Login, number: str) -> None:
        person, enterprise = login.person, login.enterprise
        wait_s = self._asked.wait_s(person.id)
        if wait_s > 0:
            raise CallbackTooSoon(wait_s)
        if person.mode != "callback":
            raise CallbackRefused("wrong_mode", mode=person.mode)
        if not person.mobile:
            raise CallbackRefused("no_mobile")
        if person.id in self._live:
            raise CallbackRefused("callback_under_way")
        goal = route(self._world, Caller(person.extension or "", enterprise, person), number)
        if isinstance(goal, Failure):
            raise self._refusal(login, number, goal)
        own = isinstance(goal, ToPerson) and goal.person.id == person.id
        if own or (isinstance(goal, ToOutside) and goal.number == person.mobile):
            raise CallbackRefused("own_number")

    def _refusal(self, login: Login, number: str, failure: Failure) -> CallbackRefused:
        if failure.status != 403:
            return CallbackRefused("number_unknown")
        allowed = replace(login.person, permission="international")
        goal = route(self._world, Caller(allowed.extension or "", login.enterprise, allowed), number)
        area_code = login.enterprise.area_code
        needed = needed_permission(goal.number, area_code) if isinstance(goal, ToOutside) else None
        return CallbackRefused("not_permitted", needed=needed)

    def _end(self, live: _Live) -> None:
        live.unwanted = True
        if live.call is not None:
            live.call.end()

    def _enter(self, person_id: str, live: _Live, state: State, status: int, reason: str) -> None:
        if live.now.state == "ended":
            return
        was_established = live.now.state == "established"
        if state != "ended":
            live.now = replace(live.now, state=state)
        elif was_established:
            live.now = replace(live.now, state=state, status=200, reason="hung_up")
        elif live.unwanted:
            live.now = replace(live.now, state=state, status=CANCELLED, reason="cancelled")
        else:
            live.now = replace(live.now, state=state, status=status, reason=reason or "failed")
        if state == "ended" and self._live.get(person_id) is live:
            del self._live[person_id]
        self.on_change(live.login_id, live.now)
