"""Directory and pictures over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.switchboard.api_room import LANJING, ApiRoom, open_api


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ApiRoom]:
    async with open_api() as opened:
        yield opened


@pytest_asyncio.fixture
async def token(api: ApiRoom) -> str:
    told: str = (await api.login())["token"]
    return told


async def test_the_directory_has_every_person_with_their_fields(api: ApiRoom, token: str) -> None:
    answer = await api.ask("GET", "/v1/directory", token=token)
    people = {person["id"]: person for person in answer.body["people"]}
    assert len(people) == len(api.world.enterprises[0].people)
    assert answer.headers["X-People-Count"] == str(len(people))
    zhang_shan = people["yf8014"]
    assert (zhang_shan["name"], zhang_shan["extension"], zhang_shan["mobile"]) == ("张珊", "8014", "+8613800138000")
    assert (zhang_shan["email"], zhang_shan["permission"]) == ("zhangshan@yunfan.example", "national")
    assert "extension" not in people["yf8040"]
    assert "mobile" not in people["yf8023"]


async def test_people_stand_in_departments_that_hang_together(api: ApiRoom, token: str) -> None:
    body = (await api.ask("GET", "/v1/directory", token=token)).body
    ids = {one["id"] for one in body["departments"]}
    assert all(one["parent_id"] in ids or one["parent_id"] is None for one in body["departments"])
    assert all(person["department_id"] in ids for person in body["people"])


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("br", False), ("identity", False)],
)
async def test_it_is_compressed_for_who_takes_that(api: ApiRoom, token: str, accepted: str, packed: bool) -> None:
    answer = await api.ask("GET", "/v1/directory", token=token, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert len(answer.body["people"]) == 41
    assert "Accept-Encoding" in answer.headers["Vary"]


async def test_compression_makes_it_a_quarter(api: ApiRoom, token: str) -> None:
    plain = await api.ask("GET", "/v1/directory", token=token, headers={"Accept-Encoding": "identity"})
    packed = await api.ask("GET", "/v1/directory", token=token)
    assert int(packed.headers["Content-Length"]) * 4 < int(plain.headers["Content-Length"])


async def test_a_client_that_has_it_already_is_sent_nothing(api: ApiRoom, token: str) -> None:
    first = await api.ask("GET", "/v1/directory", token=token)
    etag = first.headers["ETag"]
    again = await api.ask("GET", "/v1/directory", token=token, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status, again.body) == (304, None)
    assert again.headers["ETag"] == etag
    other = await api.ask("GET", "/v1/directory", token=token, headers={"If-None-Match": '"other"'})
    assert other.status == 200


async def test_the_directory_is_that_of_ones_own_enterprise(api: ApiRoom) -> None:
    token = (await api.login(LANJING))["token"]
    body = (await api.ask("GET", "/v1/directory", token=token)).body
    assert {person["extension"] for person in body["people"]} == {"201", "202", "203", "257"}


async def test_a_picture_comes_with_the_etag_of_the_directory(api: ApiRoom, token: str) -> None:
    directory = (await api.ask("GET", "/v1/directory", token=token)).body
    announced = {one["id"]: one["picture_etag"] for one in directory["people"] if "picture_etag" in one}
    assert "yf8014" in announced
    response = await api.client.get("/v1/pictures/yf8014", headers={"Authorization": f"Bearer {token}"})
    assert (await response.read()).startswith(b"\x89PNG")
    assert (response.content_type, response.headers["ETag"]) == ("image/png", announced["yf8014"])
    again = await api.ask(
        "GET", "/v1/pictures/yf8014", token=token, headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status == 304


@pytest.mark.parametrize("person", ["yf8002", "qh601", "nobody", "..%2f..%2fworld.toml", "%00"])
async def test_who_has_no_picture_or_is_no_colleague_has_none(api: ApiRoom, token: str, person: str) -> None:
    answer = await api.ask("GET", f"/v1/pictures/{person}", token=token)
    assert (answer.status, answer.code) == (404, "no_picture")
