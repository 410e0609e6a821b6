"""The provisioning API as a client meets it: look-up, code, login, profile, log out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.switchboard.api_room import LANJING, MOBILE, QINGHE, YUNFAN, ApiRoom, open_api, other_than


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ApiRoom]:
    async with open_api() as opened:
        yield opened


async def test_a_mobile_number_brings_all_its_enterprises(api: ApiRoom) -> None:
    answer = await api.post("/v1/lookup", mobile="138 0000 8057")
    assert answer.status == 200
    assert [one["id"] for one in answer.body["enterprises"]] == [YUNFAN, QINGHE, LANJING]
    assert answer.body["enterprises"][0]["main_number"] == "+862557990000"


async def test_one_enterprise_is_a_list_of_one(api: ApiRoom) -> None:
    answer = await api.post("/v1/lookup", mobile="+8613800138000")
    assert [one["id"] for one in answer.body["enterprises"]] == [YUNFAN]


@pytest.mark.parametrize("mobile", ["+8613900001234", "+14155550100", "+8613800008040"])
async def test_a_mobile_nobody_registered_or_without_extension_is_unknown(api: ApiRoom, mobile: str) -> None:
    answer = await api.post("/v1/lookup", mobile=mobile)
    assert (answer.status, answer.code) == (404, "unknown_mobile")


@pytest.mark.parametrize("mobile", ["8014", "025-5799 5555", "not a number", "+86138000080571"])
async def test_what_can_be_no_mobile_is_invalid(api: ApiRoom, mobile: str) -> None:
    answer = await api.post("/v1/lookup", mobile=mobile)
    assert (answer.status, answer.code) == (400, "invalid_mobile")


async def test_the_verification_call_comes_from_the_main_number_with_the_times_of_the_settings(api: ApiRoom) -> None:
    answer = await api.post("/v1/verifications", mobile=MOBILE, enterprise_id=LANJING)
    call = await api.calls.number(1)
    assert (call.mobile, call.main_number) == (MOBILE, "+8651266068800")
    told = {name: answer.body[name] for name in ("main_number", "lifetime_s", "resend_after_s", "tries")}
    assert told == {"main_number": "+8651266068800", "lifetime_s": 300, "resend_after_s": 180, "tries": 5}


async def test_shorter_times_of_the_world_are_told_and_kept() -> None:
    async with open_api(code_lifetime_s=2.5, code_resend_s=1.5, code_tries=2) as api:
        answer = await api.post("/v1/verifications", mobile=MOBILE, enterprise_id=YUNFAN)
        assert (answer.body["lifetime_s"], answer.body["resend_after_s"], answer.body["tries"]) == (2.5, 1.5, 2)
        code = (await api.calls.number(1)).code
        api.clock.now += 2.5
        late = await api.post("/v1/login", verification_id=answer.body["verification_id"], code=code)
        assert (late.status, late.code) == (410, "code_expired")


async def test_an_enterprise_the_number_does_not_belong_to_is_unknown(api: ApiRoom) -> None:
    answer = await api.post("/v1/verifications", mobile="+8613800138000", enterprise_id=QINGHE)
    assert (answer.status, answer.code) == (404, "unknown_enterprise")
    assert api.calls.rung == []


async def test_a_second_code_within_180_seconds_is_too_soon_and_says_how_long(api: ApiRoom) -> None:
    await api.code_for()
    api.clock.now += 60
    answer = await api.post("/v1/verifications", mobile=MOBILE, enterprise_id=YUNFAN)
    assert (answer.status, answer.code) == (429, "code_too_soon")
    assert answer.detail["retry_after_s"] == pytest.approx(120)
    assert answer.headers["Retry-After"] == "120"


async def test_a_new_code_ends_the_call_of_the_old_one_and_voids_it(api: ApiRoom) -> None:
    old, old_code = await api.code_for()
    api.clock.now += 180
    new, new_code = await api.code_for()
    assert [call.given_up for call in api.calls.rung] == [True, False]
    refused = await api.post("/v1/login", verification_id=old, code=old_code)
    assert (refused.status, refused.code, refused.detail) == (403, "code_void", {"cause": "replaced"})
    assert (await api.post("/v1/login", verification_id=new, code=new_code)).status == 200


async def test_wrong_codes_count_down_and_the_fifth_ends_the_code(api: ApiRoom) -> None:
    verification, code = await api.code_for()
    answers = [await api.post("/v1/login", verification_id=verification, code=wrong) for wrong in other_than(code, 5)]
    assert [(one.status, one.code) for one in answers] == [(403, "code_wrong")] * 4 + [(403, "code_void")]
    assert [one.detail.get("tries_left") for one in answers] == [4, 3, 2, 1, None]
    assert (await api.post("/v1/login", verification_id=verification, code=code)).code == "code_void"


async def test_twenty_guesses_at_the_same_moment_are_five_tries(api: ApiRoom) -> None:
    verification, code = await api.code_for()
    guesses = [api.post("/v1/login", verification_id=verification, code=wrong) for wrong in other_than(code, 20)]
    answers = await asyncio.gather(*guesses)
    assert sorted(one.code for one in answers) == ["code_void"] * 16 + ["code_wrong"] * 4


async def test_too_many_wrong_codes_lock_the_number() -> None:
    async with open_api(wrong_codes_per_mobile_per_hour=3) as api:
        verification, code = await api.code_for()
        for wrong in other_than(code, 3):
            assert (await api.post("/v1/login", verification_id=verification, code=wrong)).status == 403
        locked = await api.post("/v1/login", verification_id=verification, code=code)
        assert (locked.status, locked.code) == (429, "too_many_requests")


async def test_an_address_that_asks_without_end_is_told_to_wait() -> None:
    async with open_api(requests_per_address_per_minute=3) as api:
        answers = [await api.post("/v1/lookup", mobile=MOBILE) for _ in range(4)]
        assert [one.status for one in answers] == [200, 200, 200, 429]
        api.clock.now += 60
        assert (await api.post("/v1/lookup", mobile=MOBILE)).status == 200


async def test_a_login_brings_token_sip_account_and_profile(api: ApiRoom) -> None:
    body = await api.login()
    assert body["profile"]["name"] == "何雨桐"
    told = ("extension", "permission", "mode", "policy", "area_code", "echo_extension")
    assert {name: body["profile"][name] for name in told} == {
        "extension": "8057",
        "permission": "national",
        "mode": "network",
        "policy": "exclusive",
        "area_code": "025",
        "echo_extension": "8015",
    }
    sip = body["sip"]
    assert (sip["domain"], sip["username"]) == ("yunfan.switchboard.example", "8057")
    assert (sip["proxy"], sip["transports"], sip["expires_s"]) == ("127.0.0.1:5060", ["udp", "tcp"], 300)
    found = api.accounts.find(sip["domain"], sip["auth_username"])
    assert found is not None
    assert found.person.id == body["profile"]["user_id"]


async def test_the_profile_has_the_sip_account_but_no_password(api: ApiRoom) -> None:
    body = await api.login()
    profile = await api.ask("GET", "/v1/profile", token=body["token"])
    assert profile.status == 200
    assert profile.body == body["profile"]
    assert "password" not in profile.body["sip"]


async def test_a_login_lasts_over_a_restart(tmp_path: Path) -> None:
    path = str(tmp_path / "switchboard.db")
    async with open_api(path) as before:
        token = (await before.login())["token"]
    async with open_api(path) as after:
        assert (await after.ask("GET", "/v1/profile", token=token)).status == 200


async def test_a_replaced_login_is_told_so(api: ApiRoom) -> None:
    older = await api.login()
    newer = await api.login()
    answer = await api.ask("GET", "/v1/profile", token=older["token"])
    assert (answer.status, answer.code, answer.detail) == (401, "login_revoked", {"reason": "replaced"})
    assert api.accounts.find(older["sip"]["domain"], older["sip"]["auth_username"]) is None
    assert (await api.ask("GET", "/v1/profile", token=newer["token"])).status == 200


async def test_a_refused_second_login_leaves_the_first_and_its_code_good_until_that_is_out(api: ApiRoom) -> None:
    first = await api.login(QINGHE)
    verification, code = await api.code_for(QINGHE)
    refused = await api.post("/v1/login", verification_id=verification, code=code)
    assert (refused.status, refused.code) == (403, "refused_by_policy")
    assert (await api.ask("GET", "/v1/profile", token=first["token"])).status == 200
    assert (await api.ask("POST", "/v1/logout", token=first["token"])).status == 204
    assert (await api.post("/v1/login", verification_id=verification, code=code)).status == 200


async def test_pc_and_mobile_client_are_logged_in_together_where_that_is_shared(api: ApiRoom) -> None:
    pc, mobile = await api.login(LANJING), await api.login(LANJING, client="mobile")
    for body in (pc, mobile):
        assert (await api.ask("GET", "/v1/profile", token=body["token"])).status == 200


@pytest.mark.parametrize(("kind", "other_kind"), [("pc", "mobile"), ("mobile", "pc")])
async def test_m12_shared_a_newer_client_replaces_the_older_one_of_its_kind_only(
    api: ApiRoom, kind: str, other_kind: str
) -> None:
    older, other = await api.login(LANJING, client=kind), await api.login(LANJING, client=other_kind)
    newer = await api.login(LANJING, client=kind)
    refused = await api.ask("GET", "/v1/profile", token=older["token"])
    assert (refused.status, refused.detail) == (401, {"reason": "replaced"})
    for body in (newer, other):
        assert (await api.ask("GET", "/v1/profile", token=body["token"])).status == 200


async def test_logging_out_revokes_the_login_and_may_be_repeated(api: ApiRoom) -> None:
    voided: list[str] = []
    api.accounts.on_void(voided.append)
    body = await api.login()
    for _ in range(2):
        assert (await api.ask("POST", "/v1/logout", token=body["token"])).status == 204
    answer = await api.ask("GET", "/v1/profile", token=body["token"])
    assert (answer.status, answer.detail) == (401, {"reason": "logged_out"})
    assert len(voided) == 1


@pytest.mark.parametrize("path", ["/v1/profile", "/v1/directory", "/v1/pictures/yf8014"])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer " + "x" * 5000])
async def test_without_a_good_token_nothing_is_told(api: ApiRoom, path: str, header: str) -> None:
    answer = await api.ask("GET", path, headers={"Authorization": header})
    assert (answer.status, answer.code) == (401, "login_revoked")


async def test_a_call_that_fails_is_no_error_of_the_client(api: ApiRoom) -> None:
    api.calls.failure = RuntimeError("no line")
    answer = await api.post("/v1/verifications", mobile=MOBILE, enterprise_id=YUNFAN)
    assert answer.status == 201
