"""The operator's mobile app, played on a simulated mobile: it logs in through the ordinary API as `client: mobile`.

Its code comes by the verification call to the same handset; it is taken from what was heard there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp

from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.handsets import Handset
from backend.switchboard.mobile_agent import AgentCall, MobileAgent, SipAccount

log = logging.getLogger(__name__)
CODE_LENGTH = 4
CODE_PATIENCE_S = 120
RETRY_S = 1.0
ANSWER_S = 15


class PlatformRefused(Exception):
    """The platform said no: a code, and how long to wait where it says that."""

    def __init__(self, code: str, detail: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.reason: str = detail.get("reason", code) if code == "login_revoked" else code
        self.retry_after_s: float = detail.get("retry_after_s", 0)


@dataclass
class Kept:
    """What a mobile keeps of its login across a restart."""

    enterprise_id: str
    token: str = field(repr=False)
    sip: dict[str, Any] = field(repr=False)


class MobileClient:
    """One mobile's client; `on_change` is called after every change, `on_kept` when there is something else to keep."""

    def __init__(self, handset: Handset, api: Callable[[], str], place: MediaPlace) -> None:
        self.handset = handset
        self.state = "out"
        self.enterprise_id = ""
        self.reason = ""
        self.retry_after_s: float = 0
        self.profile: dict[str, Any] = {}
        self.agent: MobileAgent | None = None
        self.kept: Kept | None = None
        self.on_change: Callable[[], None] = lambda: None
        self.on_kept: Callable[[], None] = lambda: None
        self._api = api
        self._place = place
        self._task: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._rung = False
        self._leftovers: set[asyncio.Task[None]] = set()

    def log_in(self, enterprise_id: str) -> bool:
        """Ask for a code and log in with it once it was heard; false when it cannot be begun now."""
        if self.state != "out" or self.handset.state != "idle":
            return False
        self._rung = False
        self._enter("verifying", enterprise_id)
        self._start(self._log_in(enterprise_id))
        return True

    def restore(self, kept: Kept) -> None:
        """Go on with the login of the last run."""
        self.kept = kept
        self._enter("in", kept.enterprise_id)
        self._start(self._stay())

    def log_out(self) -> bool:
        """Log out, or give up a login under way; false when it is out."""
        if self.state == "out":
            return False
        if self.kept is not None:
            self._aside(self._tell_logged_out(self.kept.token))
        self._out("logged_out")
        return True

    async def set_mode(self, mode: str) -> bool:
        """Set the outgoing mode; false unless logged in. Raises PlatformRefused."""
        if self.state != "in":
            return False
        await self._ask("POST", "/v1/mode", {"mode": mode})
        return True

    def handset_changed(self) -> None:
        """The handset, on which the code is read, has changed."""
        self._rung = self._rung or self.handset.state != "idle"
        self._moved.set()

    def describe(self) -> dict[str, Any]:
        """As the simulator's page sees it, without where it could log in and as whom."""
        agent = self.agent
        return {
            "state": self.state,
            "enterprise_id": self.enterprise_id,
            "mode": self.profile.get("mode", ""),
            "registered": agent is not None and agent.registered,
            "reason": self.reason,
            "retry_after_s": self.retry_after_s,
            "call": asdict(agent.call if agent else AgentCall()),
        }

    async def close(self) -> None:
        """Stop, still logged in."""
        await _end(self._task, self.agent)
        await asyncio.gather(*self._leftovers, return_exceptions=True)

    # Logging in.

    async def _log_in(self, enterprise_id: str) -> None:
        try:
            asked = await self._ask(
                "POST", "/v1/verifications", {"mobile": self.handset.number, "enterprise_id": enterprise_id}
            )
            code = await asyncio.wait_for(self._heard_code(), CODE_PATIENCE_S)
            body = {"verification_id": asked["verification_id"], "code": code, "client": "mobile"}
            made = await self._ask("POST", "/v1/login", {**body, "device_name": "模拟手机"})
        except PlatformRefused as refused:
            self._out(refused.reason, refused.retry_after_s)
            return
        except asyncio.TimeoutError:
            self._out("code_missed")
            return
        except (aiohttp.ClientError, OSError):
            self._out("unreachable")
            return
        self.kept = Kept(enterprise_id, made["token"], made["sip"])
        self.on_kept()
        self.profile = made["profile"]
        self._enter("in", enterprise_id)
        await self._stay()

    async def _heard_code(self) -> str:
        """The code, once the handset was answered and heard it; raises TimeoutError when its call ended without."""
        while True:
            self._moved.clear()
            if self._rung:
                digits = [line.digits for line in self.handset.lines if len(line.digits) == CODE_LENGTH]
                if digits:
                    return digits[0]
                if self.handset.state == "idle":
                    raise asyncio.TimeoutError
            await self._moved.wait()

    # Being logged in.

    async def _stay(self) -> None:
        """Follow what the platform tells until the login ends."""
        while True:
            try:
                if reason := await self._listen():
                    self._out(reason)
                    return
            except PlatformRefused as refused:
                if refused.code == "login_revoked":
                    self._out(refused.reason)
                    return
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError, ValueError):
                pass  # as a client of a platform that is away: again, a little later
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> str:
        """Follow one stream; returns why the login ended, "" when only the stream did."""
        async with contextlib.aclosing(self._events()) as events:
            async for name, value in events:
                if name == "revoked":
                    return str(value["reason"])
                if name == "profile":
                    self._follow(value)
        return ""

    async def _events(self) -> AsyncGenerator[tuple[str, Any], None]:
        timeout = aiohttp.ClientTimeout(total=None, sock_read=45)
        url, headers = f"{self._api()}/v1/events", self._headers()
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as response:
            if response.status != 200:
                raise _refused(await response.json())
            name = ""
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    yield name, json.loads(line[6:])

    def _follow(self, profile: dict[str, Any]) -> None:
        """Be reachable over IP in network mode only: in callback mode it is the handset that rings (PRODUCT M8)."""
        self.profile = profile
        if self.kept is None:
            return
        account = _account({**self.kept.sip, **profile["sip"]})
        if self.agent is None:
            self.agent = MobileAgent(account, self._place, lambda: self.on_change())
        moved, self.agent.account = self.agent.account != account, account
        if profile["mode"] == "callback":
            self.agent.unregister()
        elif moved or not self.agent.registered:
            self.agent.register()
        self.on_change()

    # The rest.

    def _out(self, reason: str, retry_after_s: float = 0) -> None:
        """Not logged in any more, and why."""
        if self.kept is not None:
            self.kept = None
            self.on_kept()
        self.reason, self.retry_after_s, self.profile = reason, retry_after_s, {}
        task, agent, self._task, self.agent = self._task, self.agent, None, None
        self._aside(_end(task, agent))
        self.state, self.enterprise_id = "out", ""
        self.on_change()

    def _enter(self, state: str, enterprise_id: str) -> None:
        self.state, self.enterprise_id = state, enterprise_id
        self.reason, self.retry_after_s = "", 0
        self.on_change()

    def _start(self, job: Any) -> None:
        self._task = asyncio.get_running_loop().create_task(job)

    def _aside(self, job: Any) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._leftovers.add(task)
        task.add_done_callback(self._leftovers.discard)

    async def _tell_logged_out(self, token: str) -> None:
        try:
            await self._ask("POST", "/v1/logout", None, token)
        except (PlatformRefused, aiohttp.ClientError, OSError, asyncio.TimeoutError):
            log.info("a mobile client could not log out")

    def _headers(self, token: str = "") -> dict[str, str]:
        token = token or (self.kept.token if self.kept else "")
        return {"Authorization": f"Bearer {token}"} if token else {}

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None, token: str = "") -> Any:
        timeout = aiohttp.ClientTimeout(total=ANSWER_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            url, headers = f"{self._api()}{path}", self._headers(token)
            async with session.request(method, url, json=body, headers=headers) as response:
                told = await response.json() if response.content_type == "application/json" else {}
                if response.status >= 400:
                    raise _refused(told)
                return told


async def _end(task: asyncio.Task[None] | None, agent: MobileAgent | None) -> None:
    if task is not None:
        task.cancel()
    if agent is not None:
        await agent.close()
    if task is not None:
        await asyncio.gather(task, return_exceptions=True)


def _refused(body: Any) -> PlatformRefused:
    error = body.get("error", {}) if isinstance(body, dict) else {}
    return PlatformRefused(error.get("code", "internal"), error.get("detail", {}))


def _account(sip: dict[str, Any]) -> SipAccount:
    host, _, port = sip["proxy"].rpartition(":")
    return SipAccount(sip["domain"], sip["username"], sip["auth_username"], sip["password"], (host, int(port)))
