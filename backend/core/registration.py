"""Keeps the account registered at the platform: retries with growing pauses, stops when it is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from backend.core.bus import Bus
from backend.core.events import RegistrationChanged
from backend.core.loop import Loop, Timer
from backend.core.ports import Phone, SipCredentials
from backend.core.state import Registration

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 5.0  # who is called soon after the platform has returned must not be missed
JITTER = 0.25
RENEW_S = 30.0
REFUSALS = (401, 403, 407)


def pause_s(attempt: int, chance: float) -> float:
    """How long to wait after the `attempt`-th failure in a row (from 0); `chance` in 0..1 spreads many clients out."""
    pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(attempt, 10))
    return pause * (1 - JITTER + 2 * JITTER * chance)


def reason_of(status: int) -> str:
    """The code of a failed REGISTER: refused for good, or the platform cannot serve us at the moment."""
    if status in REFUSALS:
        return "credentials_refused"
    if status in (0, 408) or status >= 500:
        return "platform_unreachable"
    return "registration_refused"


class Registrant:
    """Belongs to the core thread."""

    def __init__(
        self,
        loop: Loop,
        bus: Bus,
        phone: Phone,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._loop, self._bus, self._phone, self._chance = loop, bus, phone, chance
        self.state = Registration()
        self._wanted: tuple[SipCredentials, str] | None = None
        self._failures = 0
        self._timer: Timer | None = None

    def registered(self) -> bool:
        """Can calls be made now?"""
        return self.state.state == "registered"

    def register(self, sip: SipCredentials, display_name: str) -> None:
        """Register this account from now on, for as long as it takes."""
        self._wanted = (sip, display_name)
        self._failures = 0
        self.try_now()

    def unregister(self, erase: bool = False) -> None:
        """Remove the binding and stay away; `erase`: with it goes what the phone has logged."""
        self._wanted = None
        self._stop_waiting()
        self._phone.unregister()
        if erase:
            self._phone.empty_log()
        self._become(Registration())

    def replaced(self, reason: str) -> None:
        """The platform has given the place to another client (login_revoked), or the user is gone (login_removed)."""
        self._wanted = None
        self._stop_waiting()
        self._phone.unregister()
        self._become(Registration("replaced", reason))

    def try_now(self) -> None:
        """Register at once instead of at the next attempt: a doubt about the line, a wake, a new network."""
        self._stop_waiting()
        if self._wanted is not None:
            self._become(Registration("registering", self.state.reason, self.state.status))
            self._phone.register(*self._wanted)

    def on_registered(self) -> None:
        """The registrar answered 200. It is asked again every RENEW_S, long before the binding ends: a platform that
        went away, or came back without its bindings, is noticed before somebody calls in vain."""
        if self._wanted is not None:
            self._failures = 0
            self._stop_waiting()
            self._timer = self._loop.after(RENEW_S, self._renew)
            self._become(Registration("registered"))

    def on_failed(self, status: int) -> None:
        """The registrar refused or did not answer (408, 502, 503 made by the phone). Refused credentials are not tried
        again by themselves: somebody asks the platform and then calls register(), retry_later() or replaced()."""
        if self._wanted is None:
            return
        self._stop_waiting()
        failed = Registration("failed", reason_of(status), status)
        if failed.reason == "credentials_refused":
            self._become(failed)
        else:
            self._schedule(failed)

    def retry_later(self) -> None:
        """Try again after a pause, although the credentials were refused."""
        if self._wanted is not None and self._timer is None and self.state.state == "failed":
            self._schedule(self.state)

    def on_platform(self) -> None:
        """The platform's stream broke, or is back: bindings may be gone. A line that works is asked whether it still
        does, one that is down tries at once; refused credentials stay refused."""
        if self.state.state == "registered":
            self._renew()
        elif self.state.state == "failed" and self.state.reason != "credentials_refused":
            self.try_now()

    def on_phone_silent(self) -> None:
        """Whoever calls now reaches nobody. The phone process registers when it answers again, or is started again."""
        if self.registered():
            self.try_now()

    def on_phone_died(self) -> None:
        """The binding's sockets are gone; the phone process comes back and registers by itself."""
        self._stop_waiting()
        if self._wanted is not None:
            self._become(Registration("registering", "phone_process_died"))

    def _renew(self) -> None:
        self._stop_waiting()
        if self._wanted is not None:
            self._phone.register(*self._wanted)

    def _schedule(self, failed: Registration) -> None:
        pause = pause_s(self._failures, self._chance())
        self._failures += 1
        self._timer = self._loop.after(pause, self.try_now)
        self._become(replace(failed, retry_at=self._loop.now().utc_ms + round(pause * 1000)))

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _become(self, state: Registration) -> None:
        if state != self.state:
            self.state = state
            self._bus.publish(RegistrationChanged(state))
