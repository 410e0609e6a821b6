"""The calls that the platform itself makes, placed by the exchange."""

from __future__ import annotations

from collections.abc import Callable

from backend.switchboard.callbacks import CallbackCall, CallbackRefused, State
from backend.switchboard.exchange import Exchange
from backend.switchboard.world import Enterprise, Person


class PlatformCallsBySip:
    """Verification calls and callbacks over SIP."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def call_with_code(self, mobile: str, main_number: str, code: str) -> None:
        """Ring a mobile and read the code to whoever answers."""
        await self._exchange.call_with_code(mobile, main_number, code)

    def call_back(
        self, person: Person, enterprise: Enterprise, number: str, on_state: Callable[[State, int, str], None]
    ) -> CallbackCall:
        """Ring the person's mobile, then the number."""
        raise CallbackRefused("unavailable")
