"""Slows the guessing of codes and the asking for numbers, for each mobile number and each network address."""

from __future__ import annotations

import time
from collections.abc import Callable

from backend.switchboard.limits import Limit
from backend.switchboard.verification import HOUR_S
from backend.switchboard.world import Settings


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
