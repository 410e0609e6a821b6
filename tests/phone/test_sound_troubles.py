"""What may be wrong with sound, and the telephone goes on."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.phone.messages import Answer, Established, Incoming, SoundChanged, SoundChoice
from tests.audio import Samples
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


def test_a_loudspeaker_that_is_unplugged_in_a_call_is_replaced_by_the_next(card: FakeSound) -> None:
    with a_line(SoundChoice(speaker="Feed", echo_cancellation=False, noise_suppression=False)) as line:
        call = line.dial()
        line.book.wait(SoundChanged, microphone="Microphone", speaker="Feed")
        call.ear.wait(150)
        card.unplug("Feed")
        line.book.wait(SoundChanged, problem="device_lost")
        line.book.wait(SoundChanged, speaker="Speaker", timeout_s=10.0)


def test_a_chosen_device_that_does_not_exist_means_the_default(card: FakeSound) -> None:
    with a_line(SoundChoice("Nothing", "Nothing", "Nothing")) as line:
        line.dial()
        opened(line)
