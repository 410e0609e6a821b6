"""What may be wrong with sound, and the telephone goes on."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from backend.phone.messages import Answer, Established, Incoming
from backend.phone.sound_messages import SoundChanged, SoundChoice
from tests.audio import Samples, loudness
from tests.fakes.sound import FakeSound
from tests.phone.line import UNPROCESSED, a_line
from tests.phone.test_sound import opened

pytestmark = pytest.mark.alone


def test_without_a_sound_server_it_registers_rings_answers_and_says_so(no_card: None) -> None:
    with a_line(SoundChoice()) as line:
        assert line.book.wait(SoundChanged).problem == "no_sound_server"
        call = line.peer.call("8014")
        incoming = line.book.wait(Incoming)
        call.wait_status(180)
        line.phone.send(Answer(incoming.call_id))
        line.book.wait(Established)
        packets = call.ear.wait(50)
    assert all(later.sequence - one.sequence & 0xFFFF == 1 for one, later in pairwise(packets))


def test_a_sound_server_that_goes_away_in_a_call_is_told_and_used_again_when_it_is_back(
    card: FakeSound, ours: Samples
) -> None:
    with a_line(UNPROCESSED) as line:
        call = line.dial()
        opened(line)
        call.ear.wait(150)
        card.stop_server()
        line.book.wait(SoundChanged, problem="device_lost")
        line.book.wait(SoundChanged, problem="no_sound_server")
        call.ear.wait(len(call.ear.packets()) + 50)
        card.start_server()
        line.book.wait(SoundChanged, microphone="Microphone", speaker="Speaker", problem="")
        card.speak(ours)
        call.ear.wait_loud(1000)


@pytest.mark.parametrize("packets", [5, 150], ids=["just opened", "for three seconds"])
@pytest.mark.parametrize(
    ("unplugged", "left"),
    [("Feed", ("Echo", "Speaker")), ("Microphone", ("Echo", "Feed"))],
    ids=["headset", "microphone"],
)
def test_what_is_unplugged_in_a_call_is_replaced_within_a_second(
    card: FakeSound, unplugged: str, left: tuple[str, str], packets: int
) -> None:
    """The microphone hangs on Feed, as on a headset."""
    with a_line(replace(UNPROCESSED, speaker="Feed")) as line:
        call = line.dial()
        line.book.wait(SoundChanged, microphone="Microphone", speaker="Feed")
        call.ear.wait(packets)
        began = time.monotonic()
        card.unplug(unplugged)
        line.book.wait(SoundChanged, problem="device_lost")
        line.book.wait(SoundChanged, microphone=left[0], speaker=left[1], problem="")
        assert time.monotonic() - began < 1.0


def test_a_loudspeaker_that_is_unplugged_while_it_rings_is_replaced_and_rings_on(card: FakeSound) -> None:
    with a_line(replace(UNPROCESSED, ringer="Feed")) as line:
        line.book.wait(SoundChanged)
        line.peer.call("8014")
        line.book.wait(Incoming)
        mark = card.mark()
        card.wait_heard(mark, 0.5)
        assert loudness(card.heard(mark)) < 100
        card.unplug("Feed")
        line.book.wait(SoundChanged, problem="device_lost")
        mark = card.mark()
        assert loudness(card.wait_heard(mark, 2.5)) > 500


def test_a_chosen_device_that_does_not_exist_means_the_default(card: FakeSound) -> None:
    with a_line(SoundChoice("Nothing", "Nothing", "Nothing")) as line:
        line.dial()
        opened(line)
