"""The local switchboard keeps the provisioning contract, reply by reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from openapi_spec_validator import validate

from backend.switchboard.api import PLATFORM
from tests.contract.openapi import Contract
from tests.switchboard.api_room import LANJING, MOBILE, QINGHE, YUNFAN, ApiRoom, Listener, open_api, other_than

CONTRACT = Contract()
NAMED = {"/v1/pictures/": "/v1/pictures/{person_id}", "/v1/callbacks/": "/v1/callbacks/{callback_id}"}


@dataclass
class Checked:
    """Sends requests and checks every reply against the contract."""

    api: ApiRoom

    async def ask(self, method: str, path: str, token: str = "", **more: Any) -> tuple[int, Any]:
        named = next((to for of, to in NAMED.items() if path.startswith(of)), path)
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        response = await self.api.client.request(method, path, headers=headers, **more)
        raw = await response.read()
        body = await response.json() if response.content_type == "application/json" and raw else raw
        CONTRACT.check(method, named, response.status, response.content_type, body)
        return response.status, body

    async def login(self, enterprise: str = YUNFAN, client: str = "pc") -> str:
        """A token."""
        before = len(self.api.calls.rung)
        status, asked = await self.ask(
            "POST", "/v1/verifications", json={"mobile": MOBILE, "enterprise_id": enterprise}
        )
        assert status == 201
        code = (await self.api.calls.number(before + 1)).code
        given = {"verification_id": asked["verification_id"], "code": code, "device_name": "测试", "client": client}
        status, body = await self.ask("POST", "/v1/login", json=given)
        assert status == 200
        token: str = body["token"]
        return token


@pytest_asyncio.fixture
async def checked() -> AsyncIterator[Checked]:
    async with open_api() as api:
        yield Checked(api)


def test_the_contract_is_valid_openapi() -> None:
    validate(CONTRACT.document)


async def test_the_switchboard_serves_exactly_the_operations_of_the_contract(checked: Checked) -> None:
    routes = checked.api.client.app.router.routes()
    served = {(route.method, route.resource.canonical) for route in routes if route.method != "HEAD"}
    assert served == CONTRACT.operations()
    assert checked.api.client.app[PLATFORM].accounts is checked.api.accounts


def test_a_reply_that_is_not_described_does_not_pass() -> None:
    with pytest.raises(AssertionError):
        CONTRACT.check("POST", "/v1/lookup", 418, "application/json", {})
    with pytest.raises(AssertionError):
        CONTRACT.check("POST", "/v1/lookup", 200, "application/json", {"enterprises": []})
    with pytest.raises(AssertionError):
        CONTRACT.check("POST", "/v1/lookup", 404, "application/json", {"code": "unknown_mobile"})


async def test_the_whole_story_is_as_described(checked: Checked) -> None:
    assert (await checked.ask("POST", "/v1/lookup", json={"mobile": MOBILE}))[0] == 200
    token = await checked.login()
    assert (await checked.ask("GET", "/v1/profile", token))[0] == 200
    status, directory = await checked.ask("GET", "/v1/directory", token)
    assert status == 200
    etag = f'W/"{directory["revision"]}"'
    assert (await checked.ask("GET", "/v1/directory", token, headers={"If-None-Match": etag}))[0] == 304
    assert (await checked.ask("GET", "/v1/pictures/yf8014", token))[0] == 200
    assert (await checked.ask("POST", "/v1/logout", token))[0] == 204


async def test_every_refusal_of_look_up_and_verification_is_as_described(checked: Checked) -> None:
    wrong = [{"mobile": "+8613900001234"}, {"mobile": "8014"}, {"mobile": 1}, {}]
    assert [(await checked.ask("POST", "/v1/lookup", json=body))[0] for body in wrong] == [404, 400, 400, 400]
    ask = {"mobile": MOBILE, "enterprise_id": YUNFAN}
    statuses = [(await checked.ask("POST", "/v1/verifications", json=body))[0] for body in (ask, ask, {**ask, "x": 1})]
    assert statuses == [201, 429, 400]
    assert (await checked.ask("POST", "/v1/verifications", json={**ask, "enterprise_id": "none"}))[0] == 404
    assert (await checked.ask("POST", "/v1/verifications", json={**ask, "mobile": "1"}))[0] == 400
    for data, kind, status in ((b"x" * 20_000, "application/json", 413), (b"{}", "text/plain", 415)):
        answer = await checked.ask("POST", "/v1/lookup", data=data, headers={"Content-Type": kind})
        assert answer[0] == status


async def test_every_refusal_of_a_login_is_as_described(checked: Checked) -> None:
    _, asked = await checked.ask("POST", "/v1/verifications", json={"mobile": MOBILE, "enterprise_id": YUNFAN})
    code = (await checked.api.calls.number(1)).code
    given = {"verification_id": asked["verification_id"], "code": code}
    for wrong in other_than(code, 1):
        status, body = await checked.ask("POST", "/v1/login", json={**given, "code": wrong})
        assert (status, body["error"]["detail"]) == (403, {"tries_left": 4})
    checked.api.clock.now += 300
    assert (await checked.ask("POST", "/v1/login", json=given))[0] == 410
    assert (await checked.ask("POST", "/v1/login", json={**given, "verification_id": "x"}))[0] == 403
    assert (await checked.ask("POST", "/v1/login", json={**given, "client": "tv"}))[0] == 400
    await checked.login(QINGHE)
    with pytest.raises(AssertionError, match="assert 403 == 200"):
        await checked.login(QINGHE)


async def test_every_event_is_as_described(checked: Checked) -> None:
    mobile = await checked.login(LANJING, "mobile")
    async with Listener(checked.api, await checked.login(LANJING)) as events:
        schemas = {
            "profile": "Profile",
            "directory": "DirectoryChange",
            "callback": "Callback",
            "revoked": "LoginEnded",
        }
        assert (await checked.ask("POST", "/v1/mode", mobile, json={"mode": "callback"}))[0] == 204
        assert (await checked.ask("POST", "/v1/callbacks", events.token, json={"number": "201"}))[0] == 201
        checked.api.calls.called_back[0].tell("ended", 486, "mobile_busy")
        assert (await checked.ask("POST", "/v1/logout", events.token))[0] == 204
        async for name, value in events:
            CONTRACT.schema(f"/components/schemas/{schemas[name]}", value)
    assert {name for name, _ in events.heard} == set(schemas)


async def test_every_refusal_of_a_callback_and_a_mode_is_as_described(checked: Checked) -> None:
    pc, mobile = await checked.login(LANJING), await checked.login(LANJING, "mobile")
    ask = {"number": "202"}
    status, body = await checked.ask("POST", "/v1/callbacks", pc, json=ask)
    assert (status, body["error"]) == (409, {"code": "wrong_mode", "detail": {"mode": "network"}})
    assert (await checked.ask("POST", "/v1/mode", pc, json={"mode": "callback"}))[0] == 403
    assert (await checked.ask("POST", "/v1/mode", mobile, json={"mode": "fast"}))[0] == 400
    assert (await checked.ask("POST", "/v1/mode", mobile, json={"mode": "callback"}))[0] == 204
    numbers = {"no number": 404, "999": 404, "0013105550100": 403, "257": 409, "": 400}
    for number, wanted in numbers.items():
        assert (await checked.ask("POST", "/v1/callbacks", pc, json={"number": number}))[0] == wanted, number
    status, made = await checked.ask("POST", "/v1/callbacks", pc, json=ask)
    assert status == 201
    assert (await checked.ask("POST", "/v1/callbacks", pc, json=ask))[1]["error"]["code"] == "callback_under_way"
    for _ in range(2):
        assert (await checked.ask("DELETE", f"/v1/callbacks/{made['id']}", pc))[0] == 204


async def test_every_refusal_without_a_login_is_as_described(checked: Checked) -> None:
    for method, path in [
        ("GET", "/v1/profile"),
        ("GET", "/v1/directory"),
        ("GET", "/v1/pictures/yf8014"),
        ("POST", "/v1/logout"),
        ("GET", "/v1/events"),
        ("POST", "/v1/callbacks"),
        ("DELETE", "/v1/callbacks/none"),
        ("POST", "/v1/mode"),
    ]:
        assert (await checked.ask(method, path))[0] == 401
    token = await checked.login()
    assert (await checked.ask("GET", "/v1/pictures/yf8002", token))[0] == 404
