"""A platform that is slow, broken or hostile: a clear error in time, and nothing of it goes further."""

from __future__ import annotations

import gzip
import logging
import socket
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.core.errors import PlatformRefused, PlatformUnreachable
from backend.provisioning import http
from backend.provisioning.client import PlatformClient
from tests.fakes.platform_server import (
    DIRECTORY,
    ENTERPRISE,
    LOGGED_IN,
    PNG,
    PROFILE,
    SIP,
    VERIFICATION,
    PlatformServer,
    Sent,
)

NOTHING: Callable[[int, int], None] = lambda done, total: None  # noqa: E731


def raw(content: bytes) -> Callable[[socket.socket], None]:
    """A fault that sends this and closes."""
    return lambda connection: connection.sendall(content)


def look_up(client: PlatformClient) -> str:
    """The code of what comes of a look-up."""
    with pytest.raises(PlatformUnreachable) as failure:
        client.look_up("+8613800008057")
    return failure.value.code


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits a test can wait for."""
    monkeypatch.setattr(http, "CONNECT_S", 0.3)
    request = http.Request
    monkeypatch.setattr(
        "backend.provisioning.client.Request",
        lambda *args, **fields: request(*args, **{**fields, "read_s": 0.3, "total_s": 0.5}),
    )


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Sent(200, b"<html>welcome to the hotel</html>"), "platform_nonsense"),
        (Sent(200, b""), "platform_nonsense"),
        (Sent(200, b"\xff\xfe"), "platform_nonsense"),
        (Sent(200, b"[" * 100_000), "platform_nonsense"),
        (Sent(200, b"null"), "platform_nonsense"),
        (Sent(200, b'{"enterprises": []}'), "platform_nonsense"),
        (Sent(200, b"[" + b"1" * 5000 + b"]"), "platform_nonsense"),
        (Sent.json({"enterprises": [{**ENTERPRISE, "id": ""}]}), "platform_nonsense"),
        (Sent.json({"enterprises": [{**ENTERPRISE, "id": 7}]}), "platform_nonsense"),
        (Sent.json({"enterprises": [{**ENTERPRISE, "name": "x" * 300}]}), "platform_nonsense"),
        (Sent.json({"enterprises": [ENTERPRISE] * 2000}), "platform_nonsense"),
        (Sent.json({"enterprises": {"0": ENTERPRISE}}), "platform_nonsense"),
        (Sent(201, b"{}"), "platform_nonsense"),
        (Sent(204), "platform_nonsense"),
        (Sent(404, b"not here"), "platform_nonsense"),
        (Sent(404, b'{"error": "unknown_mobile"}'), "platform_nonsense"),
        (Sent(301, headers={"Location": "https://elsewhere.example/v1/lookup"}), "platform_nonsense"),
        (Sent(307, headers={"Location": "/v1/profile"}), "platform_nonsense"),
        (Sent(500, b'{"error": {"code": "internal"}}'), "platform_unreachable"),
        (Sent(502, b"<html>bad gateway</html>"), "platform_unreachable"),
        (Sent(200, b"x" * 500_000), "platform_nonsense"),
        (Sent(200, b"{}", {"Content-Encoding": "br"}), "platform_nonsense"),
        (Sent(200, b"no gzip", {"Content-Encoding": "gzip"}), "platform_nonsense"),
        (Sent(200, gzip.compress(b'{"enterprises": []}')[:-6], {"Content-Encoding": "gzip"}), "platform_nonsense"),
        (Sent(200, gzip.compress(b" " * 50_000_000), {"Content-Encoding": "gzip"}), "platform_nonsense"),
        (raw(b""), "platform_nonsense"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "platform_nonsense"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"), "platform_nonsense"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "platform_nonsense"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000), "platform_nonsense"),
    ],
)  # fmt: skip
def test_a_broken_answer_is_an_error_with_a_code(
    client: PlatformClient, platform: PlatformServer, fault: Any, code: str
) -> None:
    platform.answers["/v1/lookup"] = fault
    assert look_up(client) == code
    assert len(platform.requests) == 1


def test_the_client_goes_on_after_a_broken_answer(client: PlatformClient, platform: PlatformServer) -> None:
    platform.answers["/v1/lookup"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")
    look_up(client)
    del platform.answers["/v1/lookup"]
    assert client.look_up("+8613800008057")[0].id == "yunfan"


def test_nobody_listens(unused_port: int) -> None:
    assert look_up(PlatformClient(f"http://127.0.0.1:{unused_port}")) == "platform_unreachable"


def test_no_address_at_all_is_said_as_such() -> None:
    assert look_up(PlatformClient("")) == "platform_not_configured"


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://127.0.0.1", "http://127.0.0.1:99999", "http://[::1"])
def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    assert look_up(PlatformClient(url)) == "platform_unreachable"


def test_a_platform_that_says_nothing_is_given_up(
    client: PlatformClient, platform: PlatformServer, impatient: None
) -> None:
    platform.answers["/v1/lookup"] = platform.stall
    assert look_up(client) == "platform_timeout"


def test_a_platform_that_drips_is_given_up(client: PlatformClient, platform: PlatformServer, impatient: None) -> None:
    platform.answers["/v1/lookup"] = platform.drip
    assert look_up(client) == "platform_timeout"


def test_a_certificate_that_nobody_signed_is_refused(secure_url: str) -> None:
    assert look_up(PlatformClient(secure_url)) == "platform_unreachable"


WRONG_SIP: list[dict[str, Any]] = [
    {"domain": "a b"}, {"domain": "evil>;tag=1"}, {"domain": ""}, {"domain": ["x"]}, {"username": "8057\r\nX: y"},
    {"username": "a@b"}, {"username": ""}, {"password": "pass\r\nword"}, {"password": ""}, {"proxy": "no port"},
    {"proxy": "h:0"}, {"proxy": "h:65536"}, {"proxy": "h:5060;lr"}, {"transports": []}, {"transports": ["pigeon"]},
    {"transports": "udp"}, {"expires_s": True}, {"expires_s": 1.5}, {"expires_s": "300"}, {"expires_s": -1},
    {"expires_s": 10**400},
]  # fmt: skip
WRONG_PROFILES: list[dict[str, Any]] = [
    {"permission": "all"}, {"mode": "pigeon"}, {"policy": 1}, {"user_id": ""}, {"name": {}}, {"enterprise": "yunfan"},
    {"enterprise": {**ENTERPRISE, "id": None}},
]  # fmt: skip
WRONG_LOGINS: list[dict[str, Any]] = [
    {"token": ""}, {"token": "with space"}, {"token": "new\nline"}, {"token": "x" * 2000}, {"token": None},
    {"sip": None}, {"profile": None}, {"profile": []}, *({"sip": {**SIP, **wrong}} for wrong in WRONG_SIP),
    *({"profile": {**PROFILE, **wrong}} for wrong in WRONG_PROFILES),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_LOGINS, ids=lambda wrong: str(wrong)[:60])
def test_a_login_that_is_not_as_it_should_be_is_none(
    client: PlatformClient, platform: PlatformServer, wrong: dict[str, Any]
) -> None:
    platform.answers["/v1/login"] = Sent.json({**LOGGED_IN, **wrong})
    with pytest.raises(PlatformUnreachable, match="platform_nonsense"):
        client.log_in("v1", "4711")


@pytest.mark.parametrize(
    "wrong",
    [{"lifetime_s": float("nan")}, {"lifetime_s": float("inf")}, {"lifetime_s": -1}, {"resend_after_s": True},
     {"tries": 0}, {"tries": 2.5}, {"tries": "5"}, {"verification_id": 5}, {"resend_after_s": 1e300}],
    ids=str,
)  # fmt: skip
def test_a_verification_that_is_not_as_it_should_be_is_none(
    client: PlatformClient, platform: PlatformServer, wrong: dict[str, Any]
) -> None:
    platform.answers["/v1/verifications"] = Sent.json({**VERIFICATION, **wrong}, 201)
    with pytest.raises(PlatformUnreachable, match="platform_nonsense"):
        client.ask_code("+8613800008057", "yunfan")


@pytest.mark.parametrize(
    "wrong",
    [{"people": {}}, {"people": [[]]}, {"people": [{"id": "p"}]},
     {"people": [{**DIRECTORY["people"][1], "order": "1"}]},
     {"people": [{**DIRECTORY["people"][1], "permission": "all"}]}, {"departments": None}, {"revision": 1},
     {"departments": [{"id": "d", "name": 5, "parent_id": None, "order": 1}]}],
    ids=lambda wrong: str(wrong)[:60],
)  # fmt: skip
def test_a_directory_that_is_not_as_it_should_be_is_none(
    client: PlatformClient, platform: PlatformServer, wrong: dict[str, Any]
) -> None:
    platform.answers["/v1/directory"] = Sent.json({**DIRECTORY, **wrong})
    with pytest.raises(PlatformUnreachable, match="platform_nonsense"):
        client.directory("t", "", NOTHING)


def test_control_characters_in_names_vanish(client: PlatformClient, platform: PlatformServer) -> None:
    people = [{"id": "p", "name": " 林\u202e知\r\n夏\x00 ", "department_id": "d1"}]
    platform.answers["/v1/directory"] = Sent.json({**DIRECTORY, "people": people})
    content = client.directory("t", "", NOTHING)
    assert content is not None
    assert content.people[0].name == "林知夏"


def test_people_are_counted_while_they_come(client: PlatformClient, platform: PlatformServer) -> None:
    people = [{"id": f"p{n}", "name": f"名字{n * 7919}", "department_id": "d1"} for n in range(20_000)]
    body = Sent.json({**DIRECTORY, "people": people}, headers={"X-People-Count": "20000"})
    platform.answers["/v1/directory"] = body.packed()
    counts: list[tuple[int, int]] = []
    content = client.directory("t", "", lambda done, total: counts.append((done, total)))
    assert content is not None
    assert len(content.people) == 20_000
    assert counts == sorted(counts)
    assert len(counts) > 3
    assert counts[-1] == (20_000, 20_000)
    assert {total for _, total in counts} == {20_000}


@pytest.mark.parametrize("announced", ["", "-5", "many", "1e3", "99999999999", "１２", "1"])
def test_a_wrong_announcement_does_no_harm(client: PlatformClient, platform: PlatformServer, announced: str) -> None:
    platform.answers["/v1/directory"] = raw(
        b"HTTP/1.1 200 OK\r\nX-People-Count: " + announced.encode() + b"\r\n\r\n" + Sent.json(DIRECTORY).body
    )
    counts: list[tuple[int, int]] = []
    client.directory("t", "", lambda done, total: counts.append((done, total)))
    assert counts[-1] == (2, 2)


def test_unchanged_is_no_answer_to_somebody_who_has_nothing(client: PlatformClient, platform: PlatformServer) -> None:
    platform.answers["/v1/directory"] = Sent(304)
    with pytest.raises(PlatformUnreachable, match="platform_nonsense"):
        client.directory("t", "", NOTHING)


@pytest.mark.parametrize(
    ("code", "detail", "seen"),
    [
        ("no_such_code_anywhere", {}, ("platform_refused", {"reason": "no_such_code_anywhere"})),
        ("<script>", {}, ("platform_refused", {"reason": ""})),
        ("code_wrong", {"code": 1, "status": 2, "self": 3, "tries_left": 2}, ("code_wrong", {"tries_left": 2})),
        ("code_wrong", {"tries_left": [1], "A": 1, "x" * 40: 1, "b": True, "c": "y" * 300}, ("code_wrong", {})),
    ],
)
def test_a_strange_refusal_is_tamed(
    client: PlatformClient, platform: PlatformServer, code: str, detail: dict[str, Any], seen: Any
) -> None:
    platform.answers["/v1/login"] = Sent.error(code, 403, **detail) if "code" not in detail else Sent.json(
        {"error": {"code": code, "detail": detail}}, 403
    )  # fmt: skip
    with pytest.raises(PlatformRefused) as refused:
        client.log_in("v1", "4711")
    assert (refused.value.code, refused.value.detail) == seen


@pytest.mark.parametrize(
    "sent",
    [Sent(200, b"<html>", {"Content-Type": "text/html"}), Sent(200, PNG),
     Sent(200, PNG + b"x" * 70_000, {"Content-Type": "image/png"})],
)  # fmt: skip
def test_what_is_no_picture_is_refused(client: PlatformClient, platform: PlatformServer, sent: Sent) -> None:
    platform.answers["/v1/pictures/p8014"] = sent
    with pytest.raises(PlatformUnreachable, match="platform_nonsense"):
        client.picture("t", "p8014")


def test_a_person_id_cannot_lead_to_another_path(client: PlatformClient, platform: PlatformServer) -> None:
    assert client.picture("t", "../profile?x=1#y") is None
    assert platform.requests[-1][1] == "/v1/pictures/..%2Fprofile%3Fx%3D1%23y"


def test_no_token_is_ever_logged(
    client: PlatformClient, platform: PlatformServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    platform.answers["/v1/profile"] = Sent(500, b"s3cret-token")
    with pytest.raises(PlatformUnreachable) as failure:
        client.profile("s3cret-token")
    client.log_in("v1", "4711")
    assert caplog.records
    assert "s3cret-token" not in caplog.text + str(failure.value.detail)
    assert LOGGED_IN["token"] not in caplog.text
    assert SIP["password"] not in caplog.text
    assert "4711" not in caplog.text


def test_a_packed_mountain_takes_no_mountain_of_memory(client: PlatformClient, platform: PlatformServer) -> None:
    packer = zlib.compressobj(wbits=31)
    mountain = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(300)), packer.flush()])
    platform.answers["/v1/lookup"] = Sent(200, mountain, {"Content-Encoding": "gzip"})
    before = _peak_kb()
    assert look_up(client) == "platform_nonsense"
    assert _peak_kb() - before < 50_000


def _peak_kb() -> int:
    """The most memory this process ever had, in KB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
