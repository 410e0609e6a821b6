"""Sound that is really made and heard: microphone to RTP, RTP to loudspeaker, and what must stay silent."""

from __future__ import annotations

import time

import numpy as np
import pytest

from backend.phone.messages import (
    Answer,
    Dial,
    Ended,
    Established,
    HangUp,
    Hold,
    HoldChanged,
    Incoming,
    Mute,
    MuteChanged,
    Ringing,
    SilenceRing,
)
from backend.phone.sound_messages import ChooseSound, SoundChanged, SoundChoice
from tests.audio import RATE, Samples, loudness, median_correlation
from tests.fakes.sip_peer_call import PeerCall
from tests.fakes.sound import FakeSound
from tests.phone.line import UNPROCESSED, Line, a_line

pytestmark = pytest.mark.alone
RING_PAUSE_S = 2.0
SILENT = 30.0  # of 32767, root mean square: G.722 of pure silence stays below


def opened(line: Line) -> None:
    """Microphone and loudspeaker are open."""
    line.book.wait(SoundChanged, microphone="Microphone", speaker="Speaker")


def heard_there(call: PeerCall, since: float, seconds: float) -> Samples:
    """What the other party hears from that moment on."""
    call.ear.wait_until(since + seconds)
    return call.ear.sound(since)


def one_take(card: FakeSound, choice: SoundChoice, ours: Samples, theirs: Samples) -> tuple[Samples, Samples]:
    """A call in which both talk at once; what was heard there and here."""
    with a_line(choice) as line:
        call = line.dial()
        opened(line)
        call.ear.wait(100)
        mark, since = card.mark(), time.monotonic()
        card.speak(ours)
        call.ear.talk(call.media, theirs)
        there = heard_there(call, since, len(ours) / RATE + 1)
        return there, card.wait_heard(mark, len(theirs) / RATE + 1)


@pytest.mark.long
@pytest.mark.timeout(150)
@pytest.mark.parametrize(("choice", "least"), [(UNPROCESSED, 0.8), (SoundChoice(), 0.4)], ids=["plain", "processed"])
def test_speech_is_heard_at_both_ends(
    card: FakeSound, ours: Samples, theirs: Samples, choice: SoundChoice, least: float
) -> None:
    """A machine that itself stands still for a tenth of a second spoils a take, so there are up to three."""
    clear = []
    for _ in range(3):
        there, here = one_take(card, choice, ours, theirs)
        assert median_correlation(theirs, there) <= 0.1
        assert median_correlation(ours, here) <= 0.1
        clear.append((median_correlation(ours, there), median_correlation(theirs, here)))
        if min(clear[-1]) >= least:
            return
    pytest.fail(f"heard there and here, of 1: {clear}")


def test_what_the_loudspeaker_plays_is_taken_out_of_what_the_microphone_hears(card: FakeSound, theirs: Samples) -> None:
    """The microphone hears the loudspeaker and nothing else: with cancellation the other party hears no echo."""
    loud = {}
    for cancelled in (False, True):
        choice = SoundChoice("Echo", "", "", cancelled, False, False)
        with a_line(choice) as line:
            call = line.dial()
            line.book.wait(SoundChanged, microphone="Echo", speaker="Speaker")
            call.ear.wait(100)
            since = time.monotonic() + (4.0 if cancelled else 0.5)  # the canceller has learnt by then
            call.ear.talk(call.media, theirs)
            loud[cancelled] = loudness(heard_there(call, since, 3.0))
    assert loud[False] > 1000
    assert loud[True] < loud[False] / 10


def test_a_muted_microphone_sends_silence_and_comes_back(card: FakeSound, ours: Samples) -> None:
    with a_line() as line:
        call = line.dial()
        opened(line)
        call.ear.wait(50)
        card.speak(ours)
        call.ear.wait_loud(1000)
        line.phone.send(Mute("a", True))
        line.book.wait(MuteChanged, on=True)
        since = time.monotonic() + 0.2
        assert loudness(heard_there(call, since, 1.2)) < SILENT
        line.phone.send(Mute("a", False))
        line.book.wait(MuteChanged, on=False)
        assert loudness(heard_there(call, time.monotonic() + 0.2, 1.2)) > 300


def test_a_held_call_hears_nothing_of_us_and_we_nothing_of_it(card: FakeSound, ours: Samples, theirs: Samples) -> None:
    with a_line() as line:
        call = line.dial()
        opened(line)
        card.speak(ours)
        call.ear.talk(call.media, theirs)
        call.ear.wait_loud(1000)
        line.phone.send(Hold("a", True))
        line.book.wait(HoldChanged, local=True)
        mark, since = card.mark(), time.monotonic() + 0.3
        here = card.wait_heard(mark, 2.3)[RATE * 3 // 10 :]
        assert loudness(here) < SILENT
        assert loudness(call.ear.sound(since)) < SILENT
        line.phone.send(Hold("a", False))
        line.book.wait(HoldChanged, local=False)
        call.ear.wait_loud(1000, after=time.monotonic())


def test_an_incoming_call_rings_out_loud_and_falls_silent_when_it_ends(card: FakeSound) -> None:
    with a_line() as line:
        line.book.wait(SoundChanged)
        mark = card.mark()
        call = line.peer.call("8014")
        incoming = line.book.wait(Incoming)
        assert loudness(card.wait_heard(mark, 0.8)) > 500
        line.phone.send(HangUp(incoming.call_id))
        call.wait_status(603)
        time_to_close = card.mark() + RATE * 3  # half a second
        card.wait_heard(time_to_close, 0.1)
        assert loudness(card.wait_heard(time_to_close, RING_PAUSE_S + 0.4)) < SILENT


def test_a_call_is_not_heard_by_who_does_not_want_to_be_disturbed(card: FakeSound) -> None:
    with a_line() as line:
        line.book.wait(SoundChanged)
        line.phone.send(ChooseSound(SoundChoice(rings=False)))
        mark = card.mark()
        line.peer.call("8014")
        line.book.wait(Incoming)
        assert loudness(card.wait_heard(mark, 1.5)) < SILENT


def test_a_silenced_call_is_no_longer_heard_but_can_be_answered(card: FakeSound) -> None:
    with a_line() as line:
        line.book.wait(SoundChanged)
        mark = card.mark()
        line.peer.call("8014")
        incoming = line.book.wait(Incoming)
        assert loudness(card.wait_heard(mark, 0.8)) > 500
        line.phone.send(SilenceRing(incoming.call_id))
        time_to_close = card.mark() + RATE * 3  # half a second
        card.wait_heard(time_to_close, 0.1)
        assert loudness(card.wait_heard(time_to_close, RING_PAUSE_S + 0.4)) < SILENT
        line.phone.send(Answer(incoming.call_id))
        line.book.wait(Established)


def after_refusal(line: Line, card: FakeSound, status: int, seconds: float) -> Samples:
    """What is heard from when somebody refuses our call with this status."""
    line.phone.send(Dial("a", "8014"))
    call = line.peer.next_call()
    opened(line)
    mark = card.mark()
    call.refuse(status)
    line.book.wait(Ended)
    return card.wait_heard(mark, seconds)


def test_busy_is_heard_for_three_seconds_as_a_chinese_exchange_sounds_it(card: FakeSound) -> None:
    with a_line() as line:
        sound = after_refusal(line, card, 486, 4.5)
    loud = [loudness(part) > 300 for part in np.split(sound[: len(sound) // 800 * 800], len(sound) // 800)]
    assert 1.2 < sum(loud) * 0.05 < 1.9, loud
    assert not any(loud[-12:]), "it ends after three seconds"
    spectrum = np.abs(np.fft.rfft(sound))
    assert abs(np.argmax(spectrum) / len(sound) * RATE - 450) < 5


@pytest.mark.parametrize(("status", "heard"), [(600, True), (480, False)])
def test_busy_is_heard_when_somebody_is_busy_everywhere_and_not_when_nobody_is_there(
    card: FakeSound, status: int, heard: bool
) -> None:
    with a_line() as line:
        assert (loudness(after_refusal(line, card, status, 1.5)) > 300) is heard


def test_the_caller_hears_ringback_unless_the_network_sends_its_own(card: FakeSound) -> None:
    with a_line() as line:
        mark = card.mark()
        line.phone.send(Dial("a", "8014"))
        call = line.peer.next_call()
        call.ring()
        line.book.wait(Ringing)
        opened(line)
        assert loudness(card.wait_heard(mark, 2.0)) > 200


def test_devices_are_closed_when_no_call_needs_them(card: FakeSound) -> None:
    def streams() -> list[int]:
        return [len(card.control("list", "short", kind).splitlines()) for kind in ("sink-inputs", "source-outputs")]

    with a_line() as line:
        before = streams()
        line.dial()
        opened(line)
        assert streams() == [before[0] + 1, before[1] + 1]
        line.book.forget()
        line.phone.send(HangUp("a"))
        line.book.wait(SoundChanged, microphone="", speaker="")
        assert streams() == before


def test_another_loudspeaker_is_used_at_once_also_in_a_call(card: FakeSound) -> None:
    with a_line() as line:
        line.dial()
        opened(line)
        line.phone.send(ChooseSound(SoundChoice(speaker="Feed")))
        line.book.wait(SoundChanged, speaker="Feed")
