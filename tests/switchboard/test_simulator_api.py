"""What the simulator's page can see and do over HTTP, and who is kept out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from backend.switchboard.admin.administration import Administration
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.mobile_clients import MobileClients
from backend.switchboard.simulator import Simulator
from backend.switchboard.simulator_api import create_simulator_page
from tests.fakes.sip_dialog import call, invite
from tests.switchboard.joining import outcome
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOUR_MOBILE, Room, becomes, enters, open_room

TOKEN = "the-token-of-the-page-0123456789abcdef"
MOBILE_PATH = f"/api/handsets/{YOUR_MOBILE}"


@dataclass
class Page:
    """The page's API with its token."""

    room: Room
    client: Any

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON."""
        given = {"Authorization": f"Bearer {TOKEN}", **headers}
        response = await self.client.request(method, path, json=body, headers=given)
        raw = await response.read()
        return response.status, json.loads(raw) if response.content_type == "application/json" and raw else raw

    async def handset(self, number: str) -> Any:
        """A telephone as the page sees it."""
        _, state = await self.ask("GET", "/api/state")
        return next(one for one in state["handsets"] if one["number"] == number)

    async def events(self) -> AsyncIterator[tuple[str, Any]]:
        """The stream of changes."""
        async with self.client.get("/api/events", params={"token": TOKEN}) as response:
            name = ""
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                if line.startswith("data: "):
                    yield name, json.loads(line[6:])


@contextlib.asynccontextmanager
async def folder() -> AsyncIterator[Path]:
    """A data folder."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@contextlib.asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    async with open_room() as room, folder() as kept:
        handsets, colleagues = room.exchange.handsets, room.exchange.colleagues
        clients = MobileClients(room.world, handsets, lambda: "http://127.0.0.1:9", MediaPlace("127.0.0.1"))
        simulator = Simulator(room.world, room.behaviours, handsets, colleagues, clients)
        app = create_simulator_page(simulator, room.exchange, TOKEN, Administration(room.world, kept))
        async with TestClient(TestServer(app)) as client:
            yield Page(room, client)


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    async with open_page() as opened:
        yield opened


async def news(page: Page, wanted: Any) -> Any:
    """The first event that is wanted."""
    async with contextlib.aclosing(page.events()) as events:  # type: ignore[type-var]
        async for name, value in events:
            if wanted(name, value):
                return value
    raise AssertionError("the stream ended")


async def test_the_state_has_both_telephones_and_every_colleague(page: Page) -> None:
    _, state = await page.ask("GET", "/api/state")
    assert [one["number"] for one in state["handsets"] if one["shown"]] == [YOUR_MOBILE, LANDLINE]
    assert {one["state"] for one in state["handsets"]} == {"idle"}
    people = {(one["enterprise_id"], one["extension"]): one for one in state["people"]}
    assert people[("yunfan", "8014")]["behaviour"] == "talks"
    assert ("lanjing", "257") in people


async def test_a_ringing_telephone_shows_who_calls_and_is_answered(page: Page) -> None:
    call = asyncio.create_task(page.room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"))
    await enters(page.room.exchange.handsets.get(YOUR_MOBILE), "ringing")
    shown = await page.handset(YOUR_MOBILE)
    assert (shown["direction"], shown["peer"], shown["peer_name"]) == ("in", MAIN_NUMBER, "江苏云帆科技有限公司")
    assert (await page.ask("POST", f"{MOBILE_PATH}/answer"))[0] == 204
    heard = await asyncio.wait_for(news(page, lambda name, value: name == "handset" and "4071" in digits(value)), 30)
    assert heard["state"] == "talking"
    assert (await page.ask("GET", f"{MOBILE_PATH}/heard.wav"))[1].startswith(b"RIFF")
    assert (await page.ask("POST", f"{MOBILE_PATH}/hang_up"))[0] == 204
    await call
    after = await page.handset(YOUR_MOBILE)
    assert (after["state"], after["peer"], digits(after)) == ("idle", MAIN_NUMBER, ["4071"])


def digits(handset: Any) -> list[str]:
    return [line["digits"] for line in handset["lines"] if line["digits"]]


async def test_a_fresh_start_hangs_up_forgets_the_last_call_and_resets_behaviours(page: Page) -> None:
    page.room.behave("8014", "busy")
    assert (await page.ask("POST", f"/api/handsets/{LANDLINE}/dial", {"number": "8007"}))[0] == 204
    await enters(page.room.exchange.handsets.get(LANDLINE), "calling")
    assert (await page.ask("POST", "/api/restart"))[0] == 204
    shown = await page.handset(LANDLINE)
    assert (shown["state"], shown["direction"], shown["lines"]) == ("idle", "", [])
    assert (await page.ask("GET", "/api/people/8014/behaviour"))[1]["behaviour"] == "talks"


async def test_a_fresh_start_ends_the_calls_of_colleagues_too(page: Page) -> None:
    talking, _ = await call(await page.room.registered(), "8014")
    page.room.behave("8015", "silent")
    ringing = await invite(caller := await page.room.registered("8004"), "8015")
    await caller.status(180)
    assert (await page.ask("POST", "/api/restart"))[0] == 204
    assert (await talking.client.request_of("BYE")).get("call-id") == talking.call_id
    assert (await caller.final(ringing)).status == 480
    await becomes(lambda: page.room.exchange.calls == 0)


async def test_after_a_fresh_start_nobody_calls_back(page: Page) -> None:
    first, second = await page.room.registered(), await page.room.registered("8004")
    page.room.behave("8014", "calls_back")
    assert (await outcome(first, "8014")).status == 486
    assert (await page.ask("POST", "/api/restart"))[0] == 204
    page.room.behave("8014", "calls_back")
    assert (await outcome(second, "8014")).status == 486
    assert (await second.request_of("INVITE")).get("p-asserted-identity")
    assert [message.start for message in first.inbox if message.start.startswith("INVITE")] == []


async def test_the_landline_dials_talks_and_presses_keys(page: Page) -> None:
    assert (await page.ask("POST", f"/api/handsets/{LANDLINE}/dial", {"number": "80 14"}))[0] == 204
    await enters(page.room.exchange.handsets.get(LANDLINE), "talking")
    for digit in "80":
        assert (await page.ask("POST", f"/api/handsets/{LANDLINE}/dtmf", {"digit": digit}))[0] == 204
    shown = await page.handset(LANDLINE)
    assert (shown["direction"], shown["peer"], shown["peer_name"]) == ("out", "8014", "张珊")
    assert [one["digits"] for one in shown["pressed"]] == ["8", "0"]
    assert (await page.ask("POST", f"/api/handsets/{LANDLINE}/speak", {"on": True}))[0] == 204
    assert (await page.handset(LANDLINE))["speaks"] is True


async def test_a_refused_call_leaves_its_status(page: Page) -> None:
    page.room.behave("8014", "busy")
    await page.ask("POST", f"/api/handsets/{LANDLINE}/dial", {"number": "8014"})
    await becomes(lambda: page.room.exchange.handsets.get(LANDLINE).last_status != 0)
    busy = await page.handset(LANDLINE)
    assert (busy["state"], busy["direction"], busy["status"]) == ("idle", "out", 486)


@pytest.mark.parametrize("command", ["answer", "decline", "hang_up"])
async def test_what_does_not_apply_now_is_told_so(page: Page, command: str) -> None:
    status, body = await page.ask("POST", f"{MOBILE_PATH}/{command}")
    assert (status, body["error"]["code"]) == (409, "not_now")


@pytest.mark.parametrize("number", ["", "abc", "8014; rm", "+", "1" * 40, 8014, None])
async def test_nonsense_is_not_dialled(page: Page, number: Any) -> None:
    status, body = await page.ask("POST", f"/api/handsets/{LANDLINE}/dial", {"number": number})
    assert status == 400
    assert body["error"]["code"] in ("invalid_number", "invalid_body")


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/api/handsets/+8613900009999/answer", "no_such_handset"),
        ("POST", f"{MOBILE_PATH}/explode", "not_found"),
        ("GET", f"{MOBILE_PATH}/heard.wav", "no_sound"),
        ("GET", "/api/people/8014/heard.wav", "no_sound"),
        ("GET", "/api/people/9999/behaviour", "no_such_person"),
        ("GET", "/api/people/8014/behaviour?enterprise=lanjing", "no_such_person"),
        ("GET", "/simulator/../../pyproject.toml", "not_found"),
        ("GET", "/styles/%2e%2e/index.html", "not_found"),
        ("GET", "/main.js", "not_found"),
    ],
)
async def test_what_does_not_exist_is_not_found(page: Page, method: str, path: str, code: str) -> None:
    status, body = await page.ask(method, path)
    assert (status, body["error"]["code"]) == (404, code)


async def test_a_switched_behaviour_is_in_force_and_told(page: Page) -> None:
    waiting = asyncio.create_task(news(page, lambda name, value: name == "person" and value["extension"] == "8014"))
    await asyncio.wait_for(news(page, lambda name, _: name == "state"), 5)
    assert (await page.ask("PUT", "/api/people/8014/behaviour", {"behaviour": "echo"}))[0] == 204
    assert (await asyncio.wait_for(waiting, 5))["behaviour"] == "echo"
    assert (await page.ask("PUT", "/api/people/8014/behaviour", {"behaviour": "sings"}))[0] == 400


async def test_the_colleague_to_whom_the_main_number_put_a_telephone_through_is_told(page: Page) -> None:
    def talks(name: str, value: Any) -> bool:
        return name == "person" and value["call"]["state"] == "talking"

    waiting = asyncio.create_task(news(page, talks))
    await asyncio.wait_for(news(page, lambda name, _: name == "state"), 5)
    landline = page.room.exchange.handsets.get(LANDLINE)
    assert landline.dial(MAIN_NUMBER)
    await enters(landline, "talking")
    assert landline.dtmf("0")
    told = await asyncio.wait_for(waiting, 10)
    assert (told["extension"], told["call"]) == ("8006", {"state": "talking", "peer": LANDLINE})
    landline.hang_up()
    await becomes(lambda: not page.room.exchange.colleagues.in_call(told["id"]))


@pytest.mark.parametrize("path", ["/api/state", "/api/events", "/api/people/8014/heard.wav"])
async def test_without_the_token_nothing_is_told(page: Page, path: str) -> None:
    for token in ("", "?token=", "?token=wrong", f"?token={TOKEN}x"):
        response = await page.client.get(path + token)
        assert (response.status, (await response.json())["error"]["code"]) == (403, "wrong_token")


def button(language: str) -> str:
    """What the client's button that opens the page is called."""
    words = (Path(__file__).parents[2] / "frontend" / "i18n" / f"{language}.js").read_text(encoding="utf-8")
    found = re.search(r'"simulator\.open": "([^"]+)"', words)
    assert found is not None
    return found[1]


async def test_the_page_itself_needs_the_token_too_and_says_where_to_get_it(page: Page) -> None:
    refused = await page.client.get("/")
    assert refused.status == 403
    text = await refused.text()
    assert f"“{button('zh-CN')}”" in text
    assert f"“{button('en')}”" in text
    allowed = await page.client.get("/", params={"token": TOKEN})
    assert allowed.status == 200
    assert "default-src 'none'" in allowed.headers["Content-Security-Policy"]
    assert allowed.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Host", "evil.example", "wrong_host"),
        ("Host", "127.0.0.1:1", "wrong_host"),
        ("Origin", "http://evil.example", "wrong_origin"),
        ("Origin", "http://127.0.0.1:1", "wrong_origin"),
        ("Origin", "null", "wrong_origin"),
    ],
)
async def test_another_host_or_origin_is_kept_out_even_with_the_token(
    page: Page, header: str, value: str, code: str
) -> None:
    status, body = await page.ask("POST", "/api/restart", **{header: value})
    assert (status, body["error"]["code"]) == (403, code)


async def test_permission_mode_and_policy_are_switched_as_the_administration_does(page: Page) -> None:
    _, before = await page.ask("GET", "/api/state")
    assert before["enterprises"][0]["policy"] == "exclusive"
    rules = {"permission": "internal", "mode": "callback"}
    assert (await page.ask("PUT", "/api/people/8014/rules", rules))[0] == 204
    assert (await page.ask("PUT", "/api/people/602/rules?enterprise=qinghe", {"mode": "callback"}))[0] == 204
    assert (await page.ask("PUT", "/api/enterprises/yunfan/policy", {"policy": "shared"}))[0] == 204
    state = await asyncio.wait_for(news(page, lambda name, value: name == "state"), 5)
    assert state["enterprises"][0]["policy"] == "shared"
    people = {one["extension"]: one for one in state["people"] if one["enterprise_id"] != "lanjing"}
    assert {name: people["8014"][name] for name in rules} == rules
    assert (people["602"]["mode"], people["602"]["mode_reason"]) == ("callback", "administration")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/people/7999/rules", {"mode": "callback"}, 404),
        ("/api/people/8014/rules?enterprise=nowhere", {"mode": "callback"}, 404),
        ("/api/people/8014/rules", {"mode": "fast"}, 400),
        ("/api/people/8014/rules", {"name": "x"}, 400),
        ("/api/enterprises/nowhere/policy", {"policy": "shared"}, 404),
        ("/api/enterprises/yunfan/policy", {"policy": "free"}, 400),
        ("/api/enterprises/yunfan/policy", {}, 400),
    ],
)
async def test_rules_that_there_are_not_are_refused(page: Page, path: str, body: dict[str, str], status: int) -> None:
    assert (await page.ask("PUT", path, body))[0] == status
