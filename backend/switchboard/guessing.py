"""Slows the guessing of codes and passwords and the asking for numbers, by number, account and network address."""

from __future__ import annotations

import time
from collections.abc import Callable

from backend.switchboard.limits import Limit
from backend.switchboard.verification import HOUR_S
from backend.switchboard.world import Settings

WRONG_PASSWORDS_FOR_ACCOUNT = 10
"""In a minute, from one address."""
WRONG_PASSWORDS_FROM_ADDRESS = 200


class TooManyRequests(Exception):
    """Answered again in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("too many requests")
        self.retry_after_s = retry_after_s


class Guessing:
    """What an address and a mobile number have asked and guessed of late."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._requests = Limit(settings.requests_per_address_per_minute, 60, clock)
        self._by_mobile = Limit(settings.wrong_codes_per_mobile_per_hour, HOUR_S, clock)
        self._by_address = Limit(settings.wrong_codes_per_address_per_hour, HOUR_S, clock)
        self._in_a_row = Limit(32, HOUR_S, clock)

    def asked(self, address: str) -> None:
        """Count a request of this address; raises TooManyRequests."""
        self._refuse(self._requests.wait_s(address))
        self._requests.count(address)

    def may_guess(self, address: str, mobile: str) -> None:
        """Raises TooManyRequests when this address or number has had too many wrong codes."""
        self._refuse(max(self._by_mobile.wait_s(mobile), self._by_address.wait_s(address)))

    def wrong(self, address: str, mobile: str) -> float:
        """Count a wrong code; returns how long to hold the answer back, in seconds."""
        for limit, key in ((self._by_mobile, mobile), (self._by_address, address), (self._in_a_row, mobile)):
            limit.count(key)
        doubled: float = self._settings.guess_pause_s * 2.0 ** (self._in_a_row.counted(mobile) - 1)
        return min(doubled, self._settings.guess_pause_longest_s)

    def right(self, mobile: str) -> None:
        """The owner of the number was there: it starts anew."""
        self._by_mobile.forget(mobile)
        self._in_a_row.forget(mobile)

    @staticmethod
    def _refuse(wait_s: float) -> None:
        if wait_s > 0:
            raise TooManyRequests(wait_s)


class PasswordGuessing:
    """Wrong SIP passwords of late: beyond the limits nothing from there is even looked at.

    One account is counted for each address, so that nobody who guesses from elsewhere keeps its owner out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._by_account = Limit(WRONG_PASSWORDS_FOR_ACCOUNT, 60, clock)
        self._by_address = Limit(WRONG_PASSWORDS_FROM_ADDRESS, 60, clock)

    def wait_s(self, address: str, username: str) -> float:
        """Seconds until credentials of this user from this address are looked at again; 0 when they are now."""
        return max(self._by_account.wait_s(f"{address} {username}"), self._by_address.wait_s(address))

    def wrong(self, address: str, username: str) -> None:
        """Count wrong credentials."""
        self._by_account.count(f"{address} {username}")
        self._by_address.count(address)
