"""The switchboard as a process: its ready line, its ports, its end, and what hinders its start."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.switchboard.logins import Accounts, NewLogin
from backend.switchboard.world_file import load_world
from tests.switchboard.process import Process

Starter = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    started: list[Process] = []

    def begin(*more: str) -> Process:
        started.append(Process(tmp_path / "data", *more))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def ports(process: Process) -> tuple[int | None, ...]:
    places = (process.ready["api"], "//" + process.ready["sip"], process.ready["simulator"])
    return tuple(urlsplit(place).port for place in places)


def test_when_it_is_ready_all_three_places_answer(start: Starter) -> None:
    process = start()
    assert process.ready["ready"] is True
    assert process.ready["pid"] == process.popen.pid
    assert process.post("/v1/lookup", mobile="13800138000")[0] == 200
    assert process.simulator("GET", "/api/state")[0] == 200
    host, port = process.ready["sip"].split(":")
    socket.create_connection((host, int(port)), timeout=5).close()


def test_it_ends_cleanly_when_its_standard_input_is_closed(start: Starter) -> None:
    assert start().end() == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal_also_with_a_page_open_and_a_call_under_way(start: Starter, number: int) -> None:
    process = start()
    address = urlsplit(process.ready["simulator"])
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=10) as page:
        request = f"GET /api/events?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        page.sendall(request.encode())
        assert page.recv(4096).startswith(b"HTTP/1.1 200")
        process.post("/v1/verifications", mobile="13800008057", enterprise_id="yunfan")
        os.kill(process.popen.pid, number)
        assert process.popen.wait(5) == 0  # neither the page nor the call holds it


def test_neither_an_event_stream_nor_a_mobile_client_holds_it_and_both_come_back(
    start: Starter, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    pc, mobile = logins(folder)
    first = start()
    with socket.create_connection(("127.0.0.1", ports(first)[0] or 0), timeout=10) as stream:
        assert first_event(stream, pc)["mode_reason"] == "mobile_client"
        assert first.end() == (0, "")
    again = start()
    assert client_of(again)["state"] == "in"
    assert again.simulator("POST", "/api/handsets/13800008057/client/log_out")[0] == 204
    with socket.create_connection(("127.0.0.1", ports(again)[0] or 0), timeout=10) as stream:
        assert first_event(stream, pc)["policy"] == "shared"
    assert mobile.login.id not in (folder / "mobile-clients.json").read_text()


def logins(folder: Path) -> tuple[NewLogin, NewLogin]:
    """A PC and a mobile client that were logged in before; the mobile keeps its login."""
    world = load_world()
    found = world.person("lj257")
    assert found is not None
    accounts = Accounts(world, folder / "switchboard.db")
    pc, mobile = accounts.log_in(*found, "pc"), accounts.log_in(*found, "mobile")
    accounts.close()
    sip = {"domain": found[0].domain, "auth_username": mobile.login.auth_username, "password": mobile.sip_password}
    kept = {"+8613800008057": {"enterprise_id": "lanjing", "token": mobile.token, "sip": sip}}
    (folder / "mobile-clients.json").write_text(json.dumps(kept))
    return pc, mobile


def first_event(stream: socket.socket, made: NewLogin) -> Any:
    """The profile that an event stream begins with."""
    stream.sendall(f"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {made.token}\r\n\r\n".encode())
    with stream.makefile("rb") as lines:
        for line in lines:
            if line.startswith(b"data: "):
                return json.loads(line[6:])
    raise AssertionError("the stream ended")


def client_of(process: Process) -> Any:
    """Your mobile client as the simulator's page shows it."""
    handsets = process.simulator("GET", "/api/state")[1]["handsets"]
    return next(one["client"] for one in handsets if one["number"] == "+8613800008057")


def test_it_comes_back_on_the_same_ports_and_with_the_same_link(start: Starter) -> None:
    first = start()
    first.end()
    again = start()
    assert ports(again) == ports(first)
    assert again.ready["simulator"] == first.ready["simulator"]


def test_a_taken_port_is_replaced_and_the_new_one_kept(start: Starter) -> None:
    first = start()
    first.end()
    http_port, sip_port, page_port = ports(first)
    with socket.create_server(("127.0.0.1", http_port or 0)), socket.create_server(("127.0.0.1", sip_port or 0)):
        second = start()
        second.end()
    assert ports(second)[2] == page_port
    assert ports(second)[0] != http_port
    assert ports(second)[1] != sip_port
    third = start()
    assert ports(third) == ports(second)


def test_wanted_ports_are_taken(start: Starter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert ports(start("--http-port", str(port)))[0] == port


def test_a_second_one_on_the_same_folder_says_so(start: Starter) -> None:
    start()
    second = start()
    assert second.ready["ready"] is False
    assert second.ready["error"]["code"] == "already_running"
    assert second.popen.wait(5) == 2


def test_it_comes_back_at_once_after_it_was_killed(start: Starter) -> None:
    first = start()
    first.kill()
    assert ports(start()) == ports(first)


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"http_port": "x", "sip_port": -1, "simulator_token": 3}'])
def test_an_unusable_file_of_ports_is_replaced(start: Starter, tmp_path: Path, kept: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "switchboard.json").write_text(kept)
    process = start()
    written: dict[str, Any] = json.loads((tmp_path / "data" / "switchboard.json").read_text())
    assert written["http_port"] == ports(process)[0]
    assert len(process.token) >= 32


def test_a_damaged_database_is_kept_aside_and_it_starts(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "switchboard.db").write_bytes(b"no database at all, but long enough" * 100)
    assert start().ready["ready"] is True
    assert len(list((tmp_path / "data").glob("switchboard.damaged-*.db"))) == 1


def test_a_world_that_cannot_be_used_is_told_with_its_reason(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("[settings]\ncode_tries = 0\n")
    process = start("--world", str(tmp_path / "w.toml"))
    assert process.ready["error"]["code"] == "world_unusable"
    assert "code_tries" in process.ready["error"]["text"]
    assert process.end() == (2, "")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    process = Process(tmp_path / "file" / "data")
    assert process.ready["error"]["code"] == "cannot_start"
    assert process.end() == (2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no owner's mode there")
def test_token_and_logins_are_readable_for_their_owner_only(start: Starter, tmp_path: Path) -> None:
    start()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "switchboard.json").stat().st_mode & 0o077 == 0
