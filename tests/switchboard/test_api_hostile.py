"""Whatever is sent to the provisioning API: a clear JSON error, no traceback, and it goes on serving."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.switchboard.api import create_api
from backend.switchboard.http_server import runner
from tests.switchboard.api_room import MOBILE, YUNFAN, ApiRoom, open_api

POSTS = ("/v1/lookup", "/v1/verifications", "/v1/login")
JSON_TYPE = {"Content-Type": "application/json"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["mobile", "enterprise_id", "verification_id", "code", "client", "device_name"])
BODIES = st.dictionaries(NAMES | st.text(max_size=8), VALUES | st.just(MOBILE) | st.just(YUNFAN), max_size=6)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ApiRoom]:
    async with open_api(requests_per_address_per_minute=100_000, wrong_codes_per_address_per_hour=100_000) as opened:
        yield opened


async def healthy(api: ApiRoom) -> bool:
    return (await api.post("/v1/lookup", mobile=MOBILE)).status == 200


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b'{"mobile": NaN}',
        b'{"mobile": 1e999}',
        b'{"mobile": "a", "mobile": "b"}',
        b'{"mobile": "\\ud800"}',
        b'{"mobile": "\\u0000"}',
        b'{"mobile": ' + b"9" * 9000 + b"}",
        b"[" * 15_000,
        b'{"a":' * 3000,
    ],
)
async def test_a_body_that_is_no_proper_json_is_invalid(api: ApiRoom, path: str, raw: bytes) -> None:
    answer = await api.ask("POST", path, data=raw, headers=JSON_TYPE)
    assert (answer.status, answer.code) == (400, "invalid_body")
    assert await healthy(api)


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/v1/lookup", {}, ["mobile"]),
        ("/v1/lookup", {"mobile": 13800008057}, ["mobile"]),
        ("/v1/lookup", {"mobile": ""}, ["mobile"]),
        ("/v1/lookup", {"mobile": "1" * 33}, ["mobile"]),
        ("/v1/lookup", {"mobile": MOBILE, "surprise": 1}, []),
        ("/v1/verifications", {"mobile": MOBILE}, ["enterprise_id"]),
        ("/v1/verifications", {"mobile": MOBILE, "enterprise_id": None}, ["enterprise_id"]),
        ("/v1/login", {"verification_id": "x", "code": "123"}, ["code"]),
        ("/v1/login", {"verification_id": "x", "code": "12345"}, ["code"]),
        ("/v1/login", {"verification_id": "x", "code": "１２３４"}, ["code"]),
        ("/v1/login", {"verification_id": "x", "code": 1234}, ["code"]),
        ("/v1/login", {"verification_id": "x", "code": "1234", "client": "toaster"}, ["client"]),
        ("/v1/login", {"verification_id": "x", "code": "1234", "device_name": "x" * 129}, ["device_name"]),
        ("/v1/login", {"verification_id": "x" * 65, "code": "1234"}, ["verification_id"]),
    ],
)
async def test_a_field_that_does_not_fit_is_named(
    api: ApiRoom, path: str, body: dict[str, Any], fields: list[str]
) -> None:
    answer = await api.ask("POST", path, json=body)
    assert (answer.status, answer.code, answer.detail["fields"]) == (400, "invalid_body", fields)


async def test_a_code_that_does_not_fit_costs_no_try(api: ApiRoom) -> None:
    verification, code = await api.code_for()
    for _ in range(6):
        await api.post("/v1/login", verification_id=verification, code=f"{code}0")
    assert (await api.post("/v1/login", verification_id=verification, code=code)).status == 200


@pytest.mark.parametrize("path", POSTS)
async def test_a_body_over_16_kilobytes_is_too_large(api: ApiRoom, path: str) -> None:
    answer = await api.ask("POST", path, data=b'{"mobile": "' + b"1" * 17_000 + b'"}', headers=JSON_TYPE)
    assert (answer.status, answer.code) == (413, "body_too_large")
    assert await healthy(api)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_foreign_page_could_send_without_asking_is_refused(api: ApiRoom, kind: str) -> None:
    data = json.dumps({"mobile": MOBILE, "enterprise_id": YUNFAN})
    answer = await api.ask("POST", "/v1/verifications", data=data, headers={"Content-Type": kind})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    assert api.calls.rung == []


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/lookup/", "/v2/lookup", "/v1/pictures/", "/%00", "//", "/v1/../v1"])
async def test_an_unknown_path_is_not_found(api: ApiRoom, path: str) -> None:
    answer = await api.ask("GET", path)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/lookup"), ("DELETE", "/v1/profile"), ("PUT", "/v1/login")])
async def test_a_wrong_method_is_told_the_right_one(api: ApiRoom, method: str, path: str) -> None:
    answer = await api.ask(method, path)
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTS), body=BODIES | VALUES | st.binary(max_size=60))
def test_any_body_is_answered_with_json_and_no_failure_of_the_inside(path: str, body: Any) -> None:
    async def send() -> tuple[int, Any]:
        async with open_api() as api:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            answer = await api.ask("POST", path, data=raw, headers=JSON_TYPE)
            assert "Traceback" not in api.replies[-1]
            return answer.status, answer.body

    status, told = asyncio.run(send())
    assert status in (200, 201, 400, 403, 404)
    assert status < 400 or told["error"]["code"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n",
        b"POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /v1/profile HTTP/1.1\r\nHost: x\r\nAuthorization Bearer secret-token\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_and_not_written_down(
    api: ApiRoom, raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    served = runner(create_api(api.world, api.accounts, api.calls, lambda: ""))
    await served.setup()
    site = web.TCPSite(served, "127.0.0.1", 0)
    await site.start()
    reader, writer = await asyncio.open_connection(*served.addresses[0])
    writer.write(raw)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await served.cleanup()
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert b"Traceback" not in answer
    assert "secret-token" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_failing_database_is_unavailable_and_says_nothing_of_the_inside(api: ApiRoom) -> None:
    verification, code = await api.code_for()
    api.accounts._db.execute("PRAGMA query_only = ON")
    answer = await api.post("/v1/login", verification_id=verification, code=code)
    assert (answer.status, answer.code, answer.detail) == (503, "unavailable", {})
    api.accounts._db.execute("PRAGMA query_only = OFF")
    assert (await api.post("/v1/login", verification_id=verification, code=code)).status == 200


async def test_a_mistake_of_the_inside_is_told_by_its_code_only(
    api: ApiRoom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> None:
        raise KeyError("token-of-somebody")

    monkeypatch.setattr(api.accounts, "by_token", fail)
    answer = await api.ask("GET", "/v1/profile", token="abc")
    assert (answer.status, answer.code, answer.detail) == (500, "internal", {})
    assert "KeyError" in caplog.text
    assert "token-of-somebody" not in caplog.text + api.replies[-1]
