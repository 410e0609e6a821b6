"""Verification codes: asked for, tried, replaced, expired. A code lives in memory only, and only as a keyed digest."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from backend.switchboard.limits import Limit
from backend.switchboard.world import Enterprise, Person, Settings

VoidCause = Literal["tries", "replaced", "used", "unknown"]
HOUR_S = 3600


class CodeTooSoon(Exception):
    """A new code may be asked for in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("too soon")
        self.retry_after_s = retry_after_s


class CodeWrong(Exception):
    """The code is not the right one; `tries_left` is how often it may still be tried."""

    def __init__(self, tries_left: int) -> None:
        super().__init__("wrong code")
        self.tries_left = tries_left


class CodeVoid(Exception):
    """This code opens nothing any more, right or wrong."""

    def __init__(self, cause: VoidCause) -> None:
        super().__init__(cause)
        self.cause: VoidCause = cause


class CodeExpired(Exception):
    """The code is older than its lifetime."""


@dataclass
class Verification:
    """One code that was asked for, for one mobile number in one enterprise."""

    id: str
    mobile: str
    enterprise: Enterprise
    person: Person
    asked_at: float
    digest: bytes = field(repr=False)
    tries: int = 0
    void: VoidCause | None = None


class Verifications:
    """The codes of the last minutes. Times follow the settings; the clock counts seconds and never goes back."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._known: dict[str, Verification] = {}
        self._asked = Limit(settings.codes_per_hour, HOUR_S, clock)

    def ask(self, mobile: str, enterprise: Enterprise, person: Person) -> tuple[Verification, str]:
        """A new verification and its code, for the call only; voids every older one of this mobile number.

        Raises CodeTooSoon.
        """
        self._forget_old()
        now = self._clock()
        older = [known for known in self._known.values() if known.mobile == mobile and known.void != "used"]
        waits = [
            known.asked_at + self._settings.code_resend_s - now for known in older if known.enterprise == enterprise
        ]
        wait_s = max(self._asked.wait_s(mobile), *waits, 0)
        if wait_s > 0:
            raise CodeTooSoon(wait_s)
        for known in older:
            known.void = known.void or "replaced"
        self._asked.count(mobile)
        code = f"{secrets.randbelow(10_000):04d}"
        made = Verification(secrets.token_urlsafe(18), mobile, enterprise, person, now, self._digest(code))
        self._known[made.id] = made
        return made, code

    def check(self, verification_id: str, code: str) -> Verification:
        """The verification this code opens; it stays open until `use`.

        Raises CodeWrong, CodeVoid or CodeExpired. A try counts even when many come at the same moment.
        """
        known = self._known.get(verification_id)
        if known is None:
            raise CodeVoid("unknown")
        if known.void:
            raise CodeVoid(known.void)
        if self._clock() - known.asked_at >= self._settings.code_lifetime_s:
            raise CodeExpired
        if hmac.compare_digest(known.digest, self._digest(code)):
            return known
        known.tries += 1
        left = self._settings.code_tries - known.tries
        if left <= 0:
            known.void = "tries"
            raise CodeVoid("tries")
        raise CodeWrong(left)

    def use(self, verification: Verification) -> None:
        """End a code that has logged somebody in; a new one may be asked for at once."""
        verification.void = "used"
        self._asked.forget(verification.mobile)

    def mobile_of(self, verification_id: str) -> str | None:
        """The mobile number a verification was asked for."""
        known = self._known.get(verification_id)
        return known.mobile if known else None

    def _digest(self, code: str) -> bytes:
        return hmac.digest(self._key, code.encode(), "sha256")

    def _forget_old(self) -> None:
        keep_s = max(HOUR_S, 2 * self._settings.code_lifetime_s, 2 * self._settings.code_resend_s)
        now = self._clock()
        self._known = {key: known for key, known in self._known.items() if now - known.asked_at < keep_s}
