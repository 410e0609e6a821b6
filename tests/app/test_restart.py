"""The program ends and begins again beside a platform that goes on: a callback is shown again and recorded once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.provisioning.address import VARIABLE
from tests.app.conftest import Demo, enrol, environment
from tests.app.page import PageApi
from tests.desktop_session import until
from tests.e2e.simulated_phones import YOUR_MOBILE, SimulatedPhones
from tests.program import Program
from tests.switchboard.process import Process


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Process]:
    """A switchboard that nobody's program ends."""
    process = Process(tmp_path / "platform")
    yield process
    process.kill()


@contextmanager
def started(platform: Process, folder: Path) -> Iterator[Demo]:
    """The program, which finds the platform by its address."""
    more = {VARIABLE: platform.api}
    arguments = ("backend", "--browser", "--data", str(folder / "data"))
    with Program(folder / "errors.log", environment(folder, **more), *arguments) as program:
        page = PageApi(program.next_line().split(": ", 1)[1])
        yield Demo(program, page, SimulatedPhones(str(platform.ready["simulator"])), folder)


def _administer(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "backend.switchboard.admin", "--data", str(folder / "platform"), "set", "8057"]
    subprocess.run([*command, "--enterprise", "yunfan", *words], check=True, timeout=60)


def _callback_mode(folder: Path, demo: Demo) -> None:
    _administer(folder, "--mode", "callback")
    until(lambda: demo.page.state()["account"]["mode"] == "callback", "the page knows the mode")


def test_a_callback_outlives_the_program_and_is_shown_again(platform: Process, tmp_path: Path) -> None:
    with started(platform, tmp_path) as demo:
        enrol(demo)
        _callback_mode(tmp_path, demo)
        demo.page.do("/api/calls", number="8014")
        demo.phones.wait_state(YOUR_MOBILE, "ringing")
        demo.phones.tell(YOUR_MOBILE, "answer")
        demo.page.wait_call("established")
    with started(platform, tmp_path) as again:
        call = again.page.wait_call("established")
        assert (call["mode"], call["party"]["number"]) == ("callback", "8014")
        assert again.phones.handset(YOUR_MOBILE)["state"] == "talking"
        assert [row["code"] for row in again.page.history()] == ["callback_left"]
        again.page.do(f"/api/calls/{call['id']}/hangup")
        again.page.wait_idle()
        again.phones.wait_state(YOUR_MOBILE, "idle")
        (row,) = again.page.history()
        assert (row["code"], row["disposition"], row["number_display"]) == ("hung_up", "answered", "8014")
        assert row["duration_ms"] > 0


def test_a_platform_that_dies_and_comes_back_leaves_no_callback_behind_and_tells_of_changes_again(
    platform: Process, tmp_path: Path
) -> None:
    with started(platform, tmp_path) as demo:
        enrol(demo)
        _callback_mode(tmp_path, demo)
        demo.page.do("/api/calls", number="8014")
        demo.phones.wait_state(YOUR_MOBILE, "ringing")
        platform.kill()
        again = Process(tmp_path / "platform")
        try:
            demo.page.wait_idle()
            assert demo.page.history()[0]["code"] == "callback_lost"
            demo.page.wait_registered(60)
            _administer(tmp_path, "--permission", "internal")
            until(lambda: demo.page.state()["account"]["permission"] == "internal", "the page knows", 60)
        finally:
            again.kill()
