"""Core's line on the phone process: every command becomes its message, every piece of news reaches its part."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from backend.core.events import CallChanged, CallEnded, DevicesChanged
from backend.core.ports import Phone
from backend.core.state import CallState, Settings
from backend.phone import messages as m
from backend.phone.line import PhoneLine, report
from backend.phone.sound_messages import ChooseSound, SoundChanged, SoundChoice, StartSoundTest, StopSoundTest
from tests.core.conftest import Bench
from tests.fakes.platform import SIP

COMMANDS: list[tuple[str, tuple[Any, ...], m.Command]] = [
    ("unregister", (), m.Unregister()),
    ("empty_log", (), m.EmptyLog()),
    ("dial", ("c1", "8014"), m.Dial("c1", "8014")),
    ("answer", ("c1",), m.Answer("c1")),
    ("decline", ("c1",), m.Decline("c1", 603)),
    ("decline", ("c1", 486), m.Decline("c1", 486)),
    ("hang_up", ("c1",), m.HangUp("c1")),
    ("mute", ("c1", True), m.Mute("c1", True)),
    ("hold", ("c1", False), m.Hold("c1", False)),
    ("send_dtmf", ("c1", "12#"), m.SendDtmf("c1", "12#")),
    ("check", ("c1",), m.CheckCall("c1")),
    ("test_sound", ("ring",), StartSoundTest("ring")),
    ("stop_sound_test", (), StopSoundTest()),
    ("choose_sound", (Settings(speaker="USB"),), ChooseSound(SoundChoice(speaker="USB"))),
]


@pytest.fixture
def bench() -> Bench:
    office = Bench()
    office.log_in()
    return office


@pytest.mark.parametrize(("name", "values", "message"), COMMANDS)
def test_a_command_becomes_its_message(name: str, values: tuple[Any, ...], message: m.Command) -> None:
    sent: list[m.Command] = []
    getattr(PhoneLine(sent.append), name)(*values)
    assert sent == [message]


def test_registering_carries_the_whole_account() -> None:
    sent: list[m.Command] = []
    line: Phone = PhoneLine(sent.append)
    line.register(SIP, "何雨桐")
    account = m.SipAccount("yunfan.example", "8057", "8057", "secret", "127.0.0.1:5060", "何雨桐", "udp", 300)
    assert sent == [m.Register(account)]


def test_the_sound_in_force_is_not_chosen_again() -> None:
    sent: list[m.Command] = []
    line = PhoneLine(sent.append)
    line.choose_sound(Settings(theme="dark"))
    line.choose_sound(Settings(speaker="USB"))
    line.choose_sound(Settings(speaker="USB", language="en"))
    line.choose_sound(Settings(speaker="USB", do_not_disturb=True))
    assert sent == [ChooseSound(SoundChoice(speaker="USB")), ChooseSound(SoundChoice(speaker="USB", rings=False))]


def test_every_kind_of_news_has_a_place(bench: Bench) -> None:
    values: dict[str, Any] = {"by": m.EndedBy.REMOTE, "on": True, "local": True, "remote": False}
    for kind in get_args(m.News):
        values["call_id"] = kind.__name__
        fields = {name: values.get(name, () if "tuple" in str(of) else 0 if of == "int" else "")
                  for name, of in kind.__annotations__.items()}  # fmt: skip
        report(bench.parts, kind(**fields))


def test_a_call_follows_what_the_phone_says(bench: Bench) -> None:
    report(bench.parts, m.Incoming("c1", "8014", "LIN", "+862557990000"))
    assert bench.last(CallChanged).call.party.name == "林知夏"
    report(bench.parts, m.Established("c1"))
    report(bench.parts, m.MuteChanged("c1", True))
    report(bench.parts, m.HoldChanged("c1", False, True))
    call = bench.last(CallChanged).call
    assert (call.state, call.muted, call.remote_held) == (CallState.ESTABLISHED, True, True)
    report(bench.parts, m.Ended("c1", 200, by=m.EndedBy.REMOTE))
    assert bench.last(CallEnded).call.ended.code == "other_hung_up"


def test_devices_are_shown_as_the_phone_says(bench: Bench) -> None:
    report(bench.parts, SoundChanged(("A", "B"), ("C",), "A", "C", "device_lost", False))
    devices = bench.last(DevicesChanged).devices
    assert (devices.microphones, devices.speaker, devices.problem, devices.processing) == (
        ("A", "B"), "C", "device_lost", False,
    )  # fmt: skip


def test_the_death_of_the_phone_process_ends_its_calls(bench: Bench) -> None:
    call_id = bench.established()
    report(bench.parts, m.Ended(call_id, 0, by=m.EndedBy.FAILURE))
    report(bench.parts, m.Died(-9))
    assert [row.ended.code for row in bench.data.history.rows if row.ended] == ["phone_process_died"]
    report(bench.parts, m.Started(2, restarted=True))
    report(bench.parts, m.Registered(300))
    assert bench.parts.registrant.registered()
