"""The supervisor: whatever happens to the phone process, calls end with a reason and it is back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from backend.phone.messages import (
    Dial,
    Died,
    Ended,
    EndedBy,
    Established,
    HangUp,
    PhoneOptions,
    Registered,
    Silent,
    Started,
    Unregister,
    Unregistered,
)
from backend.phone.process import PhoneProcess
from tests.fakes.news import NewsBook
from tests.phone.line import Line, a_line

KILLS = 20
pytestmark = pytest.mark.usefixtures("no_card")


def kill(line: Line, how: signal.Signals = signal.SIGKILL) -> None:
    """End the process from outside."""
    os.kill(line.phone.pid, how)


@pytest.mark.timeout(180)
def test_twenty_deaths_at_random_moments_end_every_call_and_it_is_registered_again_each_time() -> None:
    chance = random.Random(7)
    with a_line() as line:
        for turn in range(KILLS):
            call_id = f"call-{turn}"
            line.phone.send(Dial(call_id, "8014"))
            call = line.peer.next_call()
            if turn % 3:
                call.answer()
                line.book.wait(Established, call_id=call_id)
            time.sleep(chance.uniform(0, 0.3))  # the moment is the point
            died_at = time.monotonic()
            kill(line)
            ended = line.book.wait(Ended, call_id=call_id)
            assert (ended.status, ended.by) == (0, EndedBy.FAILURE)
            line.book.wait(Died)
            line.book.wait(Started, restarted=True)
            line.book.wait(Registered)
            assert time.monotonic() - died_at < 3.0


def test_a_process_that_hangs_is_ended_and_started_again() -> None:
    with a_line() as line:
        line.dial()
        kill(line, signal.SIGSTOP)
        line.book.wait(Silent)
        assert line.book.wait(Ended, timeout_s=12.0).by is EndedBy.FAILURE
        line.book.wait(Registered)


def test_commands_sent_while_there_is_no_process_are_carried_out_by_the_next() -> None:
    with a_line() as line:
        kill(line)
        line.book.wait(Died)
        line.phone.send(Dial("b", "8015"))
        assert line.peer.next_call().number == "8015"


def test_a_phone_that_was_unregistered_stays_so_after_a_death() -> None:
    with a_line() as line:
        line.phone.send(Unregister())
        line.book.wait(Unregistered)
        while line.peer.next_register().get("expires") != "0":
            pass
        kill(line)
        line.book.wait(Started, restarted=True)
        line.phone.send(Dial("a", "8014"))
        assert line.book.wait(Ended).phrase == "not_registered"
        assert line.peer.registers.empty()


@pytest.mark.alone
def test_sending_never_blocks_while_the_process_stands_still() -> None:
    with a_line() as line:
        kill(line, signal.SIGSTOP)
        began = time.monotonic()
        for _ in range(2000):
            line.phone.send(HangUp("x" * 100))
        assert time.monotonic() - began < 1.0
        line.book.wait(Died, timeout_s=12.0)
        line.book.wait(Registered)


def test_a_process_that_cannot_start_is_tried_again_ever_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.phone.process.command_line", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    book = NewsBook()
    phone = PhoneProcess(PhoneOptions(), book.write)
    phone.start()
    deaths = []
    for _ in range(4):
        assert book.wait(Died).exit_code in (3, -9)
        deaths.append(time.monotonic())
    phone.stop()
    assert deaths[-1] - deaths[0] >= 0.2 + 0.5


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_phone_process_never_outlives_its_parent(how: signal.Signals, tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from backend.phone.messages import PhoneOptions, Started\n"
        "from backend.phone.process import PhoneProcess\n"
        "phone = PhoneProcess(PhoneOptions(), lambda news: print(getattr(news, 'pid', ''), flush=True))\n"
        "phone.start()\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(how)
    parent.wait(5)
    parent.stdout.close()
    child.wait(timeout=5)
    assert not child.is_running()


def test_an_interrupt_from_the_keyboard_is_the_programs_business() -> None:
    with a_line() as line:
        call = line.dial()
        kill(line, signal.SIGINT)
        call.hang_up()
        assert line.book.wait(Ended).status == 200
        assert not any(isinstance(news, Died) for news in line.book.all())


@pytest.mark.alone
def test_stopping_a_phone_that_was_never_registered_is_quick_and_clean() -> None:
    book = NewsBook()
    phone = PhoneProcess(PhoneOptions(), book.write)
    phone.start()
    book.wait(Started)
    began = time.monotonic()
    assert phone.stop() is True
    assert time.monotonic() - began < 2.0
    assert not any(isinstance(news, Died) for news in book.all())


def test_who_leaves_right_after_logging_off_still_waits_for_the_registrar() -> None:
    """Its first REGISTER is lost: the second, half a second later, takes the binding away."""
    with a_line() as line:
        line.peer.next_register()
        line.peer.registrar = None
        line.phone.send(Unregister())
        line.peer.next_register()
        line.peer.registrar = 200
    assert line.peer.next_register(0.1).get("expires") == "0"
