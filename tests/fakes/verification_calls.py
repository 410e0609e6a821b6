"""Verification calls that ring nobody: a test sees which code would have been read, and to whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass
class Rung:
    """One call: it lasts until `hang_up` is set, or until it is given up."""

    mobile: str
    main_number: str
    code: str
    hang_up: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: bool = False


class FakeVerificationCalls:
    """Keeps every call; `failure`, when set, is what the next one dies of."""

    def __init__(self) -> None:
        self.rung: list[Rung] = []
        self.failure: Exception | None = None
        self._news = asyncio.Condition()

    async def call_with_code(self, mobile: str, main_number: str, code: str) -> None:
        """A call as the exchange places it."""
        call = Rung(mobile, main_number, code)
        self.rung.append(call)
        async with self._news:
            self._news.notify_all()
        if self.failure:
            raise self.failure
        try:
            await call.hang_up.wait()
        except asyncio.CancelledError:
            call.given_up = True
            raise

    async def number(self, count: int) -> Rung:
        """The `count`-th call, waited for."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: len(self.rung) >= count), 5)
        return self.rung[count - 1]
