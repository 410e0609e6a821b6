"""Calls of the platform that ring nobody: a test sees which code would have been read to whom, and plays callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from backend.switchboard.callbacks import State
from backend.switchboard.world import Enterprise, Person


@dataclass
class Rung:
    """One call: it lasts until `hang_up` is set, or until it is given up."""

    mobile: str
    main_number: str
    code: str
    hang_up: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: bool = False


@dataclass
class FakeCallback:
    """One callback; a test tells how it goes on. Ended by its client it is over at once."""

    person_id: str
    number: str
    tell: Callable[[State, int, str], None]
    ended: bool = False

    def end(self) -> None:
        """As the client or the platform ends it."""
        self.ended = True
        self.tell("ended", 487, "cancelled")


class FakeVerificationCalls:
    """Keeps every call; `failure`, when set, is what the next one dies of."""

    def __init__(self) -> None:
        self.called_back: list[FakeCallback] = []
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

    def call_back(
        self, person: Person, enterprise: Enterprise, number: str, on_state: Callable[[State, int, str], None]
    ) -> FakeCallback:
        """A callback as the exchange places it."""
        if self.failure:
            raise self.failure
        self.called_back.append(FakeCallback(person.id, number, on_state))
        return self.called_back[-1]

    async def number(self, count: int) -> Rung:
        """The `count`-th call, waited for."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: len(self.rung) >= count), 5)
        return self.rung[count - 1]
