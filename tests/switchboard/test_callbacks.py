"""Calls in callback mode as a client asks for them: who may, what is told, and how they end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from backend.switchboard.api import PLATFORM, create_api
from tests.fakes.verification_calls import FakeCallback
from tests.switchboard.api_room import LANJING, YUNFAN, ApiRoom, Clock, Listener, open_api
from tests.switchboard.room import enters, open_room

CALLED_BACK = "+8613800008038"  # extension 8038, whose mode is callback


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ApiRoom]:
    async with open_api() as opened:
        yield opened


async def log_in(api: ApiRoom) -> str:
    token: str = (await api.login(YUNFAN, CALLED_BACK))["token"]
    return token


async def ask(api: ApiRoom, token: str, number: str = "8014") -> tuple[str, FakeCallback]:
    """A callback that is made: its id, and the call."""
    answer = await api.ask("POST", "/v1/callbacks", token, json={"number": number})
    assert answer.status == 201, answer.body
    return answer.body["id"], api.calls.called_back[-1]


async def test_m12_a_callback_is_told_phase_by_phase(api: ApiRoom) -> None:
    token = await log_in(api)
    async with Listener(api, token) as events:
        callback_id, call = await ask(api, token)
        assert (call.person_id, call.number) == ("yf8038", "8014")
        first = {"id": callback_id, "number": "8014", "state": "calling_mobile"}
        assert await events.value("callback") == first
        call.tell("calling_party", 0, "")
        assert await events.value("callback") == {**first, "state": "calling_party"}
        call.tell("established", 0, "")
        assert await events.value("callback") == {**first, "state": "established"}
        call.tell("ended", 200, "hung_up")
        assert await events.value("callback") == {**first, "state": "ended", "status": 200, "reason": "hung_up"}


@pytest.mark.parametrize(
    ("status", "reason"),
    [(486, "mobile_busy"), (408, "mobile_no_answer"), (603, "party_declined"), (480, "party_unavailable")],
)
async def test_why_a_callback_failed_is_told(api: ApiRoom, status: int, reason: str) -> None:
    token = await log_in(api)
    async with Listener(api, token) as events:
        _, call = await ask(api, token)
        await events.value("callback")
        call.tell("ended", status, reason)
        ended = await events.value("callback")
        assert (ended["state"], ended["status"], ended["reason"]) == ("ended", status, reason)
    await ask(api, token)  # and the next one may be made


async def test_a_callback_is_cancelled_by_its_client_in_any_phase(api: ApiRoom) -> None:
    token = await log_in(api)
    async with Listener(api, token) as events:
        for phase, told in (
            ("calling_mobile", (487, "cancelled")),
            ("calling_party", (487, "cancelled")),
            ("established", (200, "hung_up")),
        ):
            callback_id, call = await ask(api, token)
            call.tell(phase, 0, "")  # type: ignore[arg-type]
            assert (await api.ask("DELETE", f"/v1/callbacks/{callback_id}", token)).status == 204
            assert call.ended
            while (value := await events.value("callback"))["state"] != "ended":
                pass
            assert (value["status"], value["reason"]) == told
            assert (await api.ask("DELETE", f"/v1/callbacks/{callback_id}", token)).status == 204


async def test_a_stream_opened_later_begins_with_the_callback_under_way(api: ApiRoom) -> None:
    token = await log_in(api)
    callback_id, call = await ask(api, token)
    call.tell("calling_party", 0, "")
    async with Listener(api, token) as events:
        names = [(await events.next() or ("", {}))[0] for _ in range(3)]
        assert set(names) == {"profile", "directory", "callback"}
        assert next(value for name, value in events.heard if name == "callback")["id"] == callback_id


async def test_another_client_neither_hears_of_a_callback_nor_ends_it(api: ApiRoom) -> None:
    token, other = await log_in(api), (await api.login())["token"]
    callback_id, call = await ask(api, token)
    assert (await api.ask("DELETE", f"/v1/callbacks/{callback_id}", other)).status == 204
    assert not call.ended
    assert api.client.app[PLATFORM].callbacks.of("nobody's") == []


async def test_a_client_that_logs_out_gives_up_what_it_was_calling_but_ends_no_conversation(api: ApiRoom) -> None:
    token = await log_in(api)
    _, call = await ask(api, token)
    await api.ask("POST", "/v1/logout", token)
    assert call.ended
    api.clock.now += 180
    token = await log_in(api)
    _, call = await ask(api, token)
    call.tell("established", 0, "")
    await api.ask("POST", "/v1/logout", token)
    assert not call.ended


async def test_m12_in_network_mode_there_is_no_callback(api: ApiRoom) -> None:
    token = (await api.login())["token"]
    answer = await api.ask("POST", "/v1/callbacks", token, json={"number": "8014"})
    assert (answer.status, answer.code, answer.detail) == (409, "wrong_mode", {"mode": "network"})


@pytest.mark.parametrize(
    ("number", "status", "code", "detail"),
    [
        ("0013105550100", 403, "not_permitted", {"needed": "international"}),
        ("7999", 404, "number_unknown", {}),
        ("8038", 409, "own_number", {}),
        ("138 0000 8038", 409, "own_number", {}),
    ],
)
async def test_what_may_not_be_called_is_refused_before_the_mobile_rings(
    api: ApiRoom, number: str, status: int, code: str, detail: dict[str, str]
) -> None:
    answer = await api.ask("POST", "/v1/callbacks", await log_in(api), json={"number": number})
    assert (answer.status, answer.code, answer.detail) == (status, code, detail)
    assert api.calls.called_back == []


async def test_m12_emergency_numbers_are_always_called(api: ApiRoom) -> None:
    assert (await ask(api, await log_in(api), "120"))[1].number == "120"


async def test_m12_the_mode_is_set_on_a_mobile_client_and_never_on_the_pc(api: ApiRoom) -> None:
    pc, mobile = await api.login(LANJING), await api.login(LANJING, client="mobile")
    answer = await api.ask("POST", "/v1/mode", pc["token"], json={"mode": "callback"})
    assert (answer.status, answer.code) == (403, "not_a_mobile_client")
    assert (await api.ask("POST", "/v1/mode", mobile["token"], json={"mode": "callback"})).status == 204
    profile = (await api.ask("GET", "/v1/profile", pc["token"])).body
    assert (profile["mode"], profile["mode_reason"]) == ("callback", "mobile_client")


@pytest.mark.parametrize("path", ["/v1/callbacks", "/v1/mode"])
@pytest.mark.parametrize("body", ["8014", [], {}, {"number": 8014, "mode": 1}, {"number": "", "mode": ""}, {"x": "y"}])
async def test_a_body_that_is_not_as_described_is_refused(api: ApiRoom, path: str, body: object) -> None:
    token = (await api.login(YUNFAN, CALLED_BACK, "mobile"))["token"]
    answer = await api.ask("POST", path, token, json=body)
    assert (answer.status, answer.code) == (400, "invalid_body")
    assert api.calls.called_back == []


async def test_an_exchange_that_fails_leaves_no_callback_behind(api: ApiRoom) -> None:
    token = await log_in(api)
    for failure, status in ((LookupError("nothing to call"), 404), (RuntimeError("broken"), 500)):
        api.calls.failure = failure
        assert (await api.ask("POST", "/v1/callbacks", token, json={"number": "8014"})).status == status
    api.calls.failure = None
    await ask(api, token)


async def test_too_many_callbacks_in_a_minute_are_refused() -> None:
    async with open_api(callbacks_per_person_per_minute=2) as api:
        token = await log_in(api)
        for _ in range(2):
            (await ask(api, token))[1].tell("ended", 486, "mobile_busy")
        answer = await api.ask("POST", "/v1/callbacks", token, json={"number": "8014"})
        assert (answer.status, answer.code) == (429, "too_many_requests")


async def test_m12_the_platform_rings_the_mobile_then_the_party_and_joins_them() -> None:
    async with open_room() as room:
        app = create_api(room.world, room.accounts, room.exchange, lambda: f"127.0.0.1:{room.exchange.port}")
        async with TestClient(TestServer(app)) as client:
            found = room.world.person("yf8038")
            assert found is not None
            token = room.accounts.log_in(*found, "pc").token
            api = ApiRoom(client, room.world, room.accounts, _nobody(), Clock())
            async with Listener(api, token) as events:
                answer = await api.ask("POST", "/v1/callbacks", token, json={"number": "8015"})
                assert answer.status == 201
                mobile = room.exchange.handsets.get(CALLED_BACK)
                await enters(mobile, "ringing")
                assert mobile.answer()
                while (value := await events.value("callback"))["state"] != "established":
                    assert value["state"] in ("calling_mobile", "calling_party")
                mobile.hang_up()
                ended = await events.value("callback")
                assert (ended["state"], ended["status"], ended["reason"]) == ("ended", 200, "hung_up")


def _nobody() -> Any:
    return None
