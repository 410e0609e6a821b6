"""The small parts of the phone process that need neither SIP nor sound: hold, timers, memory, frames."""

from __future__ import annotations

import os

import pytest

from backend.phone import wire
from backend.phone.account import first_port
from backend.phone.hold import HoldSwitch
from backend.phone.memory import Memory
from backend.phone.messages import Answer, Dial, Ended, EndedBy, Incoming, News, Register, TransferProgress, Unregister
from backend.phone.sound_messages import ChooseSound, SoundChoice
from backend.phone.timers import Timers
from backend.phone.transfer import BlindTransfer
from backend.phone.transports import split_proxy
from tests.phone.line import ACCOUNT


def test_a_hold_is_sent_once_and_what_was_asked_meanwhile_afterwards() -> None:
    hold = HoldSwitch()
    assert hold.ask(True)
    assert not hold.ask(True)
    assert not hold.ask(False)
    assert hold.done(accepted=True)
    assert (hold.target, hold.held) == (False, True)
    assert not hold.done(accepted=True)
    assert not hold.held


def test_asking_for_what_is_already_so_sends_nothing() -> None:
    assert not HoldSwitch().ask(False)


def test_a_refused_hold_is_given_up() -> None:
    hold = HoldSwitch()
    hold.ask(True)
    assert not hold.done(accepted=False)
    assert not hold.wanted


def test_a_hold_that_met_another_is_sent_again_unless_it_was_taken_back() -> None:
    hold = HoldSwitch()
    hold.ask(True)
    hold.postpone()
    assert hold.again()
    hold.postpone()
    hold.wanted = False
    assert not hold.again()


def test_timers_run_when_due_in_order_and_not_when_cancelled() -> None:
    now = 100.0
    timers = Timers(lambda: now)
    done: list[str] = []
    timers.later(2, lambda: done.append("second"))
    timers.later(1, lambda: done.append("first"))
    timers.later(1.5, lambda: done.append("never")).cancel()
    assert timers.wait_s(0.5) == 0.5
    assert timers.wait_s(9.0) == 1.0
    now = 103.0
    assert timers.wait_s(9.0) == 0.0
    for job in timers.due():
        job()
    assert list(timers.due()) == []
    assert done == ["first", "second"]


def test_the_supervisor_remembers_live_calls_account_and_sound() -> None:
    memory = Memory()
    sound = ChooseSound(SoundChoice(speaker="Headset"))
    for command in (Register(ACCOUNT), sound, Dial("a", "1"), Dial("b", "2")):
        memory.sent(command)
    memory.told(Incoming("c", "3"))
    memory.told(Ended("b", 200))
    assert [(ended.call_id, ended.by) for ended in memory.lost_calls()] == [
        ("a", EndedBy.FAILURE),
        ("c", EndedBy.FAILURE),
    ]
    assert memory.lost_calls() == ()
    assert memory.replay([]) == [sound, Register(ACCOUNT)]


def test_what_waited_is_replayed_once_and_calls_that_ended_meanwhile_are_not_dialled() -> None:
    memory = Memory()
    lost, waiting = Dial("lost", "1"), Dial("new", "2")
    memory.sent(lost)
    memory.lost_calls()
    memory.sent(waiting)
    memory.sent(Register(ACCOUNT))
    assert memory.replay([lost, waiting, Register(ACCOUNT), Answer("x")]) == [Register(ACCOUNT), waiting, Answer("x")]


def test_an_account_that_was_forgotten_is_not_replayed() -> None:
    memory = Memory()
    memory.sent(Register(ACCOUNT))
    memory.sent(Unregister())
    assert memory.replay([]) == []


def test_values_pass_the_pipe_whole() -> None:
    reader, writer = os.pipe()
    values = [Register(ACCOUNT), wire.Beat(), Ended("a", 486, by=EndedBy.REMOTE)]
    for value in values:
        wire.write(writer, value)
    assert [wire.read(reader) for _ in values] == values
    os.close(writer)
    with pytest.raises(EOFError):
        wire.read(reader)
    os.close(reader)


def test_what_is_no_frame_ends_the_reading() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"Traceback (most recent call last)")
    os.close(writer)
    with pytest.raises(EOFError):
        wire.read(reader)
    os.close(reader)


def test_a_password_does_not_show_in_a_printed_command() -> None:
    assert "secret" not in repr(Register(ACCOUNT))


@pytest.mark.parametrize("proxy", ["", ":5060", "host:x", "host:0", "host:70000", "::1"])
def test_nonsense_is_no_proxy_address(proxy: str) -> None:
    with pytest.raises(ValueError):
        split_proxy(proxy)


def test_a_proxy_without_port_is_at_5060() -> None:
    assert split_proxy("sip.example") == ("sip.example", 5060)
    assert split_proxy("10.0.0.1:5080") == ("10.0.0.1", 5080)


@pytest.mark.parametrize(("first", "last"), [(40000, 40400), (40001, 40003), (50000, 50000)])
def test_media_begins_at_an_even_port_with_room_above(first: int, last: int) -> None:
    ports = {first_port(first, last) for _ in range(200)}
    assert all(port % 2 == 0 and first <= port <= max(last, first + 1) for port in ports)


class Stub:
    """A call to be transferred and the office it is in; `done` is what the transfer had them do."""

    call_id = "a"

    def __init__(self) -> None:
        self.now = 0.0
        self.timers = Timers(lambda: self.now)
        self.done: list[object] = []
        self.sends = True

    def tell(self, news: News) -> None:
        assert isinstance(news, TransferProgress)
        self.done.append((news.status, news.final))

    def keep_held(self, on: bool) -> None:
        self.done.append("hold" if on else "take back")

    def refer(self, target: str) -> bool:
        self.done.append(target)
        return self.sends

    def hang_up(self) -> None:
        self.done.append("hang up")

    def wait(self, seconds: float) -> None:
        self.now += seconds
        for job in self.timers.due():
            job()


def begun(held: bool = True) -> tuple[Stub, BlindTransfer]:
    """A transfer of a call that is held or not."""
    stub = Stub()
    transfer = BlindTransfer(stub, stub, "target", 60.0)
    transfer.begin(wanted=held, held=held)
    return stub, transfer


def test_a_transfer_that_is_cancelled_at_once_asks_nobody() -> None:
    stub, transfer = begun()
    transfer.cancel()
    transfer.cancel()
    stub.wait(100.0)
    assert stub.done == ["take back", (487, True)]


def test_a_transfer_waits_for_the_hold_and_is_given_up_when_there_is_no_answer() -> None:
    stub, transfer = begun(held=False)
    stub.wait(59.0)
    assert stub.done == ["hold"]
    stub.wait(1.0)
    transfer.hold_settled(True, 200)
    stub.wait(0.0)
    assert stub.done == ["hold", "take back", (408, True)]


def test_every_report_is_waited_for_as_long_and_told_once() -> None:
    stub, transfer = begun()
    stub.wait(0.0)
    for status in (100, 100, 180, 183, 180):
        stub.wait(59.0)
        transfer.reported(status, final=False)
    stub.wait(59.0)
    assert stub.done == ["target", (100, False), (180, False)]
    stub.wait(1.0)
    assert stub.done[3:] == [(408, True)]


def test_a_refer_that_cannot_be_sent_is_a_failure() -> None:
    stub, transfer = begun(held=False)
    stub.sends = False
    transfer.hold_settled(True, 200)
    stub.wait(0.0)
    assert stub.done == ["hold", "target", "take back", (500, True)]


def test_after_success_our_leg_is_left_once_unless_it_has_ended() -> None:
    for ended in (False, True):
        stub, transfer = begun()
        stub.wait(0.0)
        for _ in range(2):
            transfer.reported(200, final=True)
        if ended:
            transfer.over()
        stub.wait(1.9)
        assert "hang up" not in stub.done
        stub.wait(0.1)
        assert stub.done == ["target", (200, True), *([] if ended else ["hang up"])]


def test_what_is_reported_after_the_end_is_not_told() -> None:
    stub, transfer = begun()
    stub.wait(0.0)
    transfer.reported(486, final=True)
    transfer.reported(180, final=False)
    transfer.reported(603, final=True)
    stub.wait(100.0)
    assert stub.done == ["target", (486, True)]
