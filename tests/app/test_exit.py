"""M11: the program ends within two seconds whatever goes on; calls end properly, and a new start asks for no code."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.app.conftest import Demo, enrol
from tests.app.test_restart import started
from tests.desktop_session import until
from tests.e2e.simulated_phones import LANDLINE
from tests.switchboard.process import Process

pytestmark = pytest.mark.alone
MAIN_NUMBER = "02557990000"
LEAVES_S = 2.0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Process, Path]]:
    """A platform, and the folder of somebody who has registered there once."""
    folder = tmp_path_factory.mktemp("exit")
    platform = Process(folder / "platform")
    try:
        with started(platform, folder) as demo:
            enrol(demo)
            demo.phones.behave("8014", "silent")
        yield platform, folder
    finally:
        platform.kill()


def rings(demo: Demo) -> None:
    """The landline outside calls in."""
    demo.phones.tell(LANDLINE, "dial", number=MAIN_NUMBER)
    demo.phones.wait_state(LANDLINE, "talking")
    demo.phones.press(LANDLINE, "8057")
    demo.page.wait_call("incoming")


def talks(demo: Demo) -> None:
    """The landline talks to us."""
    rings(demo)
    demo.page.do(f"/api/calls/{demo.page.wait_call('incoming')['id']}/answer")
    demo.page.wait_call("established")


def transfers(demo: Demo) -> None:
    """It rings at a colleague for the landline."""
    talks(demo)
    demo.page.do(f"/api/calls/{demo.page.wait_call('established')['id']}/transfer", number="8014")
    until(lambda: demo.page.wait_call("established")["transfer"]["status"] == 180, "it rings at the target")


@contextmanager
def leaving(office: tuple[Process, Path], doing: Callable[[Demo], None]) -> Iterator[Demo]:
    """The program, logged in without a code, in the midst of something; it then leaves in time."""
    with started(*office) as demo:
        demo.page.wait_registered()
        doing(demo)
        yield demo
        process = demo.program.process
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        took = time.monotonic() - began
    assert (process.returncode, took < LEAVES_S) == (0, True), took


@pytest.mark.parametrize("doing", [rings, talks, transfers])
def test_m11_leaving_ends_every_call_at_once_and_the_next_start_asks_for_no_code(
    office: tuple[Process, Path], doing: Callable[[Demo], None]
) -> None:
    """Who was called hears why nobody answers, who talked is free, who was handed on is not lost."""
    with leaving(office, doing) as demo:
        pass
    if doing is not talks:
        demo.phones.wait_state(LANDLINE, "talking", 1.0)
        demo.phones.tell(LANDLINE, "hang_up")
    demo.phones.wait_state(LANDLINE, "idle", 1.0)


def test_m11_leaving_waits_neither_for_a_phone_process_that_hangs_nor_for_a_silent_platform(
    office: tuple[Process, Path],
) -> None:
    platform, _ = office
    with leaving(office, talks) as demo:
        phone = demo.program.child("backend.phone.child")
        assert phone is not None
        os.kill(phone.pid, signal.SIGSTOP)
    demo.phones.tell_if_possible(LANDLINE, "hang_up")
    demo.phones.wait_state(LANDLINE, "idle")
    try:
        with leaving(office, talks):
            os.kill(platform.popen.pid, signal.SIGSTOP)
    finally:
        os.kill(platform.popen.pid, signal.SIGCONT)
