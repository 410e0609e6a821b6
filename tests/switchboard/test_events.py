"""The event stream of the provisioning API: first the whole state, then what changes, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from backend.switchboard import api_events
from backend.switchboard.api import PLATFORM
from backend.switchboard.event_streams import MOST_PER_LOGIN
from backend.switchboard.world import Enterprise
from tests.switchboard.api_room import LANJING, YUNFAN, ApiRoom, Listener, open_api
from tests.switchboard.room import becomes


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ApiRoom]:
    async with open_api() as opened:
        yield opened


async def whole_state(events: Listener) -> dict[str, object]:
    """The two events every stream begins with."""
    return dict([await events.next() or ("", None), await events.next() or ("", None)])


def enterprise(api: ApiRoom, enterprise_id: str = YUNFAN) -> Enterprise:
    found = api.world.administered(enterprise_id)
    assert found is not None
    return found


def open_streams(api: ApiRoom) -> int:
    return len(api.client.app[PLATFORM].streams)


async def test_a_stream_begins_with_profile_and_directory(api: ApiRoom) -> None:
    token = (await api.login())["token"]
    profile = (await api.ask("GET", "/v1/profile", token)).body
    directory = (await api.ask("GET", "/v1/directory", token)).body
    async with Listener(api, token) as events:
        assert await whole_state(events) == {"profile": profile, "directory": {"revision": directory["revision"]}}


async def test_a_changed_person_changes_profile_and_directory_of_those_it_concerns(api: ApiRoom) -> None:
    token, other = (await api.login())["token"], (await api.login(LANJING))["token"]
    async with Listener(api, token) as events, Listener(api, other) as elsewhere:
        before = await whole_state(events)
        await whole_state(elsewhere)
        people = [
            replace(one, permission="local") if one.extension == "8057" else one for one in enterprise(api).people
        ]
        api.world.replace_enterprise(replace(enterprise(api), people=tuple(people)))
        assert (await events.value("profile"))["permission"] == "local"
        assert await events.value("directory") != before["directory"]
        assert (await api.ask("POST", "/v1/logout", other)).status == 204
        assert await elsewhere.next() == ("revoked", {"reason": "logged_out"})


async def test_what_is_as_it_was_told_is_not_told_again(api: ApiRoom) -> None:
    token = (await api.login())["token"]
    async with Listener(api, token) as events:
        await whole_state(events)
        api.world.replace_enterprise(enterprise(api))
        api.world.replace_enterprise(replace(enterprise(api), name="改名公司"))
        assert (await events.next() or ("", {}))[0] == "profile"
        assert (await api.ask("POST", "/v1/logout", token)).status == 204
        assert (await events.next() or ("", {}))[0] == "revoked"


async def test_m12_a_replaced_client_is_told_at_once_and_its_stream_ends(api: ApiRoom) -> None:
    async with Listener(api, (await api.login())["token"]) as events:
        await whole_state(events)
        api.clock.now += 180
        await api.login()
        assert [event async for event in events] == [("revoked", {"reason": "replaced"})]
    await becomes(lambda: open_streams(api) == 0)


async def test_without_a_login_there_is_no_stream(api: ApiRoom) -> None:
    answer = await api.ask("GET", "/v1/events", "nobody's")
    assert (answer.status, answer.code, answer.detail) == (401, "login_revoked", {"reason": "unknown"})


async def test_asking_for_the_head_of_a_stream_opens_none(api: ApiRoom) -> None:
    token = (await api.login())["token"]
    response = await api.client.head("/v1/events", headers={"Authorization": f"Bearer {token}"})
    assert response.status == 405
    assert open_streams(api) == 0


async def test_a_quiet_stream_has_a_heartbeat(api: ApiRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_events, "HEARTBEAT_S", 0.01)
    async with Listener(api, (await api.login())["token"]) as events:
        await whole_state(events)
        assert await events._line() == ":\n"


async def test_a_stream_too_many_closes_the_oldest_of_its_login(api: ApiRoom) -> None:
    token = (await api.login())["token"]
    streams = [Listener(api, token) for _ in range(MOST_PER_LOGIN + 1)]
    for stream in streams:
        await stream.__aenter__()
        await whole_state(stream)
    assert await streams[0].next() is None
    assert open_streams(api) == MOST_PER_LOGIN
    for stream in streams:
        await stream.__aexit__()
    await becomes(lambda: open_streams(api) == 0)


async def test_more_streams_than_the_platform_bears_are_refused() -> None:
    async with open_api(event_streams_at_most=1) as api:
        async with Listener(api, (await api.login())["token"]):
            other = (await api.login(LANJING))["token"]
            answer = await api.ask("GET", "/v1/events", other)
            assert (answer.status, answer.code) == (429, "too_many_requests")
            assert answer.headers["Retry-After"] == "30"
        await becomes(lambda: open_streams(api) == 0)
        async with Listener(api, other) as events:
            await whole_state(events)


async def test_a_client_that_does_not_read_is_cut_off(api: ApiRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_events, "SLOWEST_WRITE_S", 0.2)
    token = (await api.login())["token"]
    host, port = api.client.server.host, api.client.server.port
    reader, writer = await asyncio.open_connection(host, port, limit=1024)
    writer.write(f"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    await becomes(lambda: open_streams(api) == 1)
    for number in range(20_000):
        if not open_streams(api):
            break
        api.world.replace_enterprise(replace(enterprise(api), name=f"{number}" * 2000))
        await asyncio.sleep(0)
    await becomes(lambda: open_streams(api) == 0)
    writer.close()
    assert not reader.at_eof()


async def test_a_client_that_goes_away_leaves_no_stream_behind(api: ApiRoom) -> None:
    async with Listener(api, (await api.login())["token"]) as events:
        await whole_state(events)
        assert open_streams(api) == 1
    await becomes(lambda: open_streams(api) == 0)


async def test_at_shutdown_every_stream_ends(api: ApiRoom) -> None:
    async with Listener(api, (await api.login())["token"]) as events:
        await whole_state(events)
        await api.client.app.shutdown()
        assert await events.next() is None
