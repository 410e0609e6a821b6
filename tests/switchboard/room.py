"""A running exchange for a test, with raw clients of its people."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from backend.switchboard.behaviours import Behaviours
from backend.switchboard.exchange import Exchange
from backend.switchboard.handsets import Handset
from backend.switchboard.logins import Accounts
from backend.switchboard.sip.timers import Timers
from backend.switchboard.world import Enterprise, World
from backend.switchboard.world_file import load_world
from tests.fakes.sip_client import SipClient

YOU = "8057"
YOUR_MOBILE = "+8613800008057"
LANDLINE = "+862557995555"
MAIN_NUMBER = "+862557990000"
QUICK = Timers(t1=0.1, t2=0.8, t4=1.0)


@dataclass
class Room:
    """What a test works with."""

    exchange: Exchange
    world: World
    accounts: Accounts
    behaviours: Behaviours
    clients: list[SipClient] = field(default_factory=list)

    @property
    def enterprise(self) -> Enterprise:
        """The first enterprise, the one of 8057."""
        return self.world.enterprises[0]

    async def client(self, extension: str = YOU, transport: str = "udp", port: int = 0) -> SipClient:
        """A raw client with a login of its own; `port` of a relay, or the exchange itself."""
        person = self.enterprise.by_extension(extension)
        assert person is not None
        made = self.accounts.log_in(self.enterprise, person, "pc")
        secret = (made.login.auth_username, made.sip_password)
        client = SipClient(port or self.exchange.port, extension, secret, self.enterprise.domain, transport)
        self.clients.append(client)
        return await client.open()

    async def registered(self, extension: str = YOU, transport: str = "udp", port: int = 0) -> SipClient:
        """A raw client that has registered."""
        client = await self.client(extension, transport, port)
        answer = await client.register()
        assert answer.status == 200, answer.start
        return client

    def behave(self, extension: str, behaviour: str) -> None:
        """Let a colleague behave so from now on."""
        person = self.enterprise.by_extension(extension)
        assert person is not None
        self.behaviours.switch(person.id, behaviour)

    def person_id(self, extension: str) -> str:
        """The id of a person."""
        person = self.enterprise.by_extension(extension)
        assert person is not None
        return person.id


@contextlib.asynccontextmanager
async def open_room(timers: Timers = QUICK, policy: str = "exclusive", **settings: Any) -> AsyncIterator[Room]:
    """A room whose world has these settings; colleagues answer after 50 ms unless told otherwise."""
    world = load_world()
    times = {"answer_after_s": 0.05, "call_back_after_s": 0.1, "ring_timeout_s": 5.0, **settings}
    first = replace(world.enterprises[0], policy=policy)  # type: ignore[arg-type]
    world = replace(world, settings=replace(world.settings, **times), enterprises=(first, *world.enterprises[1:]))
    accounts, behaviours = Accounts(world, ":memory:"), Behaviours(world)
    exchange = Exchange(world, behaviours, accounts, timers=timers)
    accounts.on_void(exchange.drop_binding)
    await exchange.start()
    room = Room(exchange, world, accounts, behaviours)
    try:
        yield room
    finally:
        await exchange.stop(patience_s=0.1)
        for client in room.clients:
            client.close()
        accounts.close()


async def becomes(wanted: Callable[[], bool], timeout_s: float = 5.0, every_s: float = 0.005) -> None:
    """Look again from time to time until it is so; TimeoutError when it never is."""
    deadline = time.monotonic() + timeout_s
    while not wanted():
        if time.monotonic() > deadline:
            raise TimeoutError("it never was so")
        await asyncio.sleep(every_s)


async def enters(handset: Handset, state: str, timeout_s: float = 5.0) -> None:
    """Wait until a handset is in this state."""
    await becomes(lambda: handset.state == state, timeout_s)
