"""The provisioning API for a test, with a clock that a test sets and calls that ring nobody."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from backend.switchboard.api import PLATFORM, create_api
from backend.switchboard.guessing import Guessing
from backend.switchboard.logins import Accounts
from backend.switchboard.verification import Verifications
from backend.switchboard.world import World
from backend.switchboard.world_file import load_world
from tests.fakes.verification_calls import FakeVerificationCalls

WORLD = load_world()
MOBILE = "+8613800008057"
YUNFAN, QINGHE, LANJING = "yunfan", "qinghe", "lanjing"  # exclusive, refuse, shared


@dataclass
class Clock:
    """Seconds that pass only when a test lets them."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    """Status, headers and JSON of a reply."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The code of an error."""
        code: str = self.body["error"]["code"]
        return code

    @property
    def detail(self) -> dict[str, Any]:
        """What an error says beside its code."""
        detail: dict[str, Any] = self.body["error"]["detail"]
        return detail


@dataclass
class ApiRoom:
    """What a test works with."""

    client: Any
    world: World
    accounts: Accounts
    calls: FakeVerificationCalls
    clock: Clock
    replies: list[str] = field(default_factory=list)

    async def ask(self, method: str, path: str, token: str = "", **more: Any) -> Answer:
        """Send a request."""
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        response: ClientResponse = await self.client.request(method, path, headers=headers, **more)
        text = await response.text()
        self.replies.append(text)
        told = await response.json() if response.content_type == "application/json" and text else None
        return Answer(response.status, response.headers, told)

    async def post(self, path: str, **body: Any) -> Answer:
        """Send a JSON object."""
        return await self.ask("POST", path, json=body)

    async def code_for(self, enterprise: str = YUNFAN, mobile: str = MOBILE) -> tuple[str, str]:
        """Ask for a code: the verification's id, and the code that is read in the call."""
        before = len(self.calls.rung)
        answer = await self.post("/v1/verifications", mobile=mobile, enterprise_id=enterprise)
        assert answer.status == 201, answer.body
        return answer.body["verification_id"], (await self.calls.number(before + 1)).code

    async def login(self, enterprise: str = YUNFAN, mobile: str = MOBILE, client: str = "pc") -> Any:
        """Log in as a user does; the body of the reply."""
        verification, code = await self.code_for(enterprise, mobile)
        answer = await self.post("/v1/login", verification_id=verification, code=code, client=client)
        assert answer.status == 200, answer.body
        return answer.body


class Listener:
    """One event stream. Iterating ends where the stream ends; `next` waits for one event."""

    def __init__(self, api: ApiRoom, token: str) -> None:
        self.token = token
        self.heard: list[tuple[str, Any]] = []
        self._api = api

    async def __aenter__(self) -> Listener:
        headers = {"Authorization": f"Bearer {self.token}"}
        self.response: ClientResponse = await self._api.client.get("/v1/events", headers=headers)
        assert self.response.status == 200
        assert self.response.content_type == "text/event-stream"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.response.close()

    async def __aiter__(self) -> AsyncIterator[tuple[str, Any]]:
        while event := await self.next():
            yield event

    async def next(self, name: str = "") -> tuple[str, Any] | None:
        """The next event, or the next of this name; None when the stream has ended."""
        while True:
            kind = await self._line()
            if not kind:
                return None
            if kind.startswith(":"):
                assert await self._line() == "\n"
                continue
            data = await self._line()
            assert (kind[:7], data[:6], await self._line()) == ("event: ", "data: ", "\n")
            self.heard.append((kind[7:].strip(), json.loads(data[6:])))
            if name in ("", self.heard[-1][0]):
                return self.heard[-1]

    async def value(self, name: str) -> Any:
        """What the next event of this name says."""
        event = await self.next(name)
        assert event is not None
        return event[1]

    async def _line(self) -> str:
        return (await asyncio.wait_for(self.response.content.readline(), 5)).decode()


@contextlib.asynccontextmanager
async def open_api(accounts_path: str = ":memory:", **settings: Any) -> AsyncIterator[ApiRoom]:
    """An API whose world has these settings; wrong codes are answered at once unless told otherwise."""
    world = replace(WORLD, settings=replace(WORLD.settings, **{"guess_pause_s": 0.0, **settings}))
    clock, calls, accounts = Clock(), FakeVerificationCalls(), Accounts(world, accounts_path)
    app = create_api(world, accounts, calls, lambda: "127.0.0.1:5060")
    app[PLATFORM].verifications = Verifications(world.settings, clock)
    app[PLATFORM].guessing = Guessing(world.settings, clock)
    async with TestClient(TestServer(app)) as client:
        yield ApiRoom(client, world, accounts, calls, clock)
    accounts.close()


def other_than(code: str, how_many: int = 1) -> list[str]:
    """Codes that are not this one."""
    return [f"{(int(code) + step) % 10_000:04d}" for step in range(1, how_many + 1)]
