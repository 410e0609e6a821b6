"""The client's side of the provisioning contract: what it asks is in the API, and what the API says it understands."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from backend.core.directory import Department, Person, Picture
from backend.core.errors import PlatformRefused
from backend.core.ports import (
    CallbackNews,
    DirectoryNews,
    PlatformNews,
    Profile,
    ProfileNews,
    RevokedNews,
    SipCredentials,
    Verification,
)
from backend.core.state import Account, EnterpriseChoice
from backend.provisioning.client import PlatformClient
from tests.fakes.platform_server import PNG, PROFILE, SIP, Events, PlatformServer, Sent, event

ACCOUNT = Account(
    "yunfan", "江苏云帆科技有限公司", "+862557990000", "p8057", "何雨桐", "8057", "+8613800008057", "national",
    "network", area_code="025", echo="8015",
)  # fmt: skip


@pytest.fixture
def platform() -> Iterator[PlatformServer]:
    """Whatever was asked and answered in a test was in the API."""
    with PlatformServer().running() as server:
        yield server
    assert server.objections == []
    assert server.requests


@pytest.fixture
def client(platform: PlatformServer) -> Iterator[PlatformClient]:
    client = PlatformClient(platform.url, "test machine")
    yield client
    client.close()


def nothing(done: int, total: int) -> None:
    """Nobody counts."""


def test_a_mobile_number_is_looked_up(client: PlatformClient) -> None:
    assert client.look_up("+8613800008057") == (EnterpriseChoice("yunfan", "江苏云帆科技有限公司", "+862557990000"),)


def test_a_verification_call_is_asked_for(client: PlatformClient) -> None:
    assert client.ask_code("+8613800008057", "yunfan") == Verification("v1", "+862557990000", 300, 180, 5)


def test_the_code_logs_in(client: PlatformClient, platform: PlatformServer) -> None:
    login = client.log_in("v1", "4711")
    assert login.token == "T0ken-1"
    assert login.sip == SipCredentials(
        "yunfan.switchboard.example", "8057", "8057-pc", "S1p-Pa55", "127.0.0.1:5060", "udp", 300
    )
    assert login.account == ACCOUNT


def test_the_profile_says_who_one_is_and_where_the_sip_side_is(
    client: PlatformClient, platform: PlatformServer
) -> None:
    assert client.profile("t") == Profile(ACCOUNT)
    platform.answers["/v1/profile"] = Sent.json({**PROFILE, "sip": {"proxy": "10.0.0.9:5080", "transports": ["tcp"]}})
    assert client.profile("t") == Profile(ACCOUNT, "10.0.0.9:5080", "tcp")


def test_the_directory_comes_whole_and_only_when_it_changed(client: PlatformClient) -> None:
    content = client.directory("t", "", nothing)
    assert content is not None
    assert (content.revision, content.etag) == ("r1", '"tag-1"')
    assert content.departments == (Department("d1", "技术部", "", 1),)
    assert content.people == (
        Person("p8014", "林知夏", "d1", "工程师", "8014", "+8613912345678", "lin@example.com", "local", "e1", 3),
        Person("p8015", "陈默", "d1"),
    )
    assert client.directory("t", content.etag, nothing) is None


def test_a_picture_comes_as_it_is(client: PlatformClient) -> None:
    assert client.picture("t", "p8014") == Picture("image/png", PNG)
    assert client.picture("t", "nobody") is None


def test_logging_out_is_told(client: PlatformClient, platform: PlatformServer) -> None:
    client.log_out("t")
    assert platform.requests[-1][:2] == ("POST", "/v1/logout")


def test_the_token_goes_into_the_header_and_nowhere_else(client: PlatformClient, platform: PlatformServer) -> None:
    client.profile("t0ken")
    _, path, headers, body = platform.requests[-1]
    assert headers["Authorization"] == "Bearer t0ken"
    assert "t0ken" not in path + body.decode() + "".join(v for k, v in headers.items() if k != "Authorization")


@pytest.mark.parametrize(
    ("code", "status", "detail"),
    [
        ("invalid_mobile", 400, {}), ("unknown_mobile", 404, {}), ("too_many_requests", 429, {"retry_after_s": 60}),
    ],
)  # fmt: skip
def test_a_refusal_keeps_its_code_and_detail(
    client: PlatformClient, platform: PlatformServer, code: str, status: int, detail: dict[str, int]
) -> None:
    platform.answers["/v1/lookup"] = Sent.error(code, status, **detail)
    with pytest.raises(PlatformRefused) as refused:
        client.look_up("+8613800008057")
    assert (refused.value.code, refused.value.detail) == (code, detail)


@pytest.mark.parametrize(
    ("code", "status", "detail"),
    [("code_wrong", 403, {"tries_left": 3}), ("code_void", 403, {}), ("code_expired", 410, {}),
     ("refused_by_policy", 403, {})],
)  # fmt: skip
def test_a_refused_code_says_why(
    client: PlatformClient, platform: PlatformServer, code: str, status: int, detail: dict[str, int]
) -> None:
    platform.answers["/v1/login"] = Sent.error(code, status, **detail)
    with pytest.raises(PlatformRefused) as refused:
        client.log_in("v1", "0000")
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_a_revoked_login_is_known_by_its_code(client: PlatformClient, platform: PlatformServer) -> None:
    for path in ("/v1/profile", "/v1/directory"):
        platform.answers[path] = Sent.error("login_revoked", 401)
    with pytest.raises(PlatformRefused, match="login_revoked"):
        client.profile("t")
    with pytest.raises(PlatformRefused, match="login_revoked"):
        client.directory("t", "", nothing)


def test_the_password_of_a_login_is_not_in_its_representation(client: PlatformClient) -> None:
    login = client.log_in("v1", "4711")
    assert SIP["password"] not in repr(login)
    assert login.token not in repr(login)


def test_a_callback_is_asked_for_and_ended(client: PlatformClient) -> None:
    assert client.call_back("T0ken-1", "8014") == "cb1"
    client.end_call_back("T0ken-1", "cb1")


@pytest.mark.parametrize(
    ("code", "status"),
    [("not_permitted", 403), ("number_unknown", 404), ("wrong_mode", 409), ("callback_under_way", 409),
     ("own_number", 409), ("no_mobile", 409), ("too_many_requests", 429)],
)  # fmt: skip
def test_a_refused_callback_keeps_its_code(
    client: PlatformClient, platform: PlatformServer, code: str, status: int
) -> None:
    platform.answers["/v1/callbacks"] = Sent.error(code, status)
    with pytest.raises(PlatformRefused) as refused:
        client.call_back("T0ken-1", "8014")
    assert refused.value.code == code


def test_the_stream_tells_what_the_api_has(client: PlatformClient, platform: PlatformServer) -> None:
    platform.answers["/v1/events"] = events = Events()
    heard: queue.Queue[PlatformNews] = queue.Queue()
    stream = client.follow("T0ken-1", heard.put)
    pieces = events.stream()
    pieces.put(event("profile", PROFILE) + event("directory", {"revision": "r1"}))
    ended = {"id": "cb1", "number": "8014", "state": "ended", "status": 200, "reason": "hung_up"}
    pieces.put(event("callback", ended) + event("revoked", {"reason": "removed"}))
    news = [heard.get(timeout=20) for _ in range(5)]
    assert news[1:] == [
        ProfileNews(Profile(ACCOUNT)), DirectoryNews("r1"), CallbackNews("cb1", "8014", "ended", 200, "hung_up"),
        RevokedNews("removed"),
    ]  # fmt: skip
    pieces.put(None)
    stream.stop()
