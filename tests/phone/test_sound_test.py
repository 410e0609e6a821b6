"""The user's sound test: what was said is heard again, tones are heard, and a call comes before all of it."""

from __future__ import annotations

import numpy as np
import pytest

from backend.phone.messages import Answer, Established, Incoming
from backend.phone.sound_messages import (
    MeasureLevel,
    SoundChanged,
    SoundChoice,
    SoundLevel,
    SoundTest,
    StartSoundTest,
    StopSoundTest,
)
from tests.audio import RATE, Samples, loudness, median_correlation
from tests.fakes.sound import FakeSound
from tests.phone.line import UNPROCESSED, Line, a_line

pytestmark = pytest.mark.alone
SILENT = 30.0


def begin(line: Line, kind: str, state: str) -> None:
    """Have a test of that kind begin."""
    line.book.wait(SoundChanged)
    line.book.forget()
    line.phone.send(StartSoundTest(kind))
    line.book.wait(SoundTest, state=state)


def streams(card: FakeSound) -> list[int]:
    """How many streams to loudspeakers and from microphones are open."""
    return [len(card.control("list", "short", kind).splitlines()) for kind in ("sink-inputs", "source-outputs")]


def pitch(sound: Samples) -> float:
    """The strongest frequency in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(sound))) / len(sound) * RATE)


def test_what_is_said_in_a_sound_test_is_heard_again_as_loud_as_in_a_call(card: FakeSound, ours: Samples) -> None:
    with a_line(SoundChoice("", "", "", False, False, False, 0, 6)) as line:
        before = streams(card)
        line.phone.send(MeasureLevel(True))
        begin(line, "microphone", "recording")
        mark = card.mark()
        said = (ours[: 4 * RATE] / 8).astype(np.int16)
        card.speak(said)
        while line.book.wait(SoundLevel).microphone < -50:
            pass
        line.book.wait(SoundTest, state="playing")
        assert loudness(card.heard(mark)) < SILENT, "nothing is heard while it is recorded"
        mark = card.mark()
        heard = card.wait_heard(mark, 4.5)
        assert median_correlation(said, heard) > 0.8
        assert loudness(heard) / loudness(said) == pytest.approx(2.0, rel=0.25)
        line.phone.send(MeasureLevel(False))
        line.phone.send(StopSoundTest())
        assert not line.book.wait(SoundTest, state="idle").error
        line.book.wait(SoundChanged, microphone="", speaker="")
        assert streams(card) == before


def test_a_tone_and_the_ringtone_are_heard_each_on_its_own_device(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        mark = card.mark()
        begin(line, "speaker", "playing")
        line.book.wait(SoundTest, state="idle", error="")
        first, second = np.split(card.heard(mark)[-int(1.8 * RATE) :], 2)
        assert pitch(first) == pytest.approx(659.3, abs=3)
        assert pitch(second) == pytest.approx(880.0, abs=3)
        mark = card.mark()
        begin(line, "ring", "playing")
        assert loudness(card.wait_heard(mark, 1.5)) > 500
        line.phone.send(StopSoundTest())
        line.book.wait(SoundTest, state="idle")
        mark = card.mark() + RATE  # the last the device held
        assert loudness(card.wait_heard(mark, 0.8)[RATE // 5 :]) < SILENT


def test_a_call_that_comes_in_ends_a_sound_test_and_takes_the_devices(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        begin(line, "microphone", "recording")
        line.peer.call("8014")
        incoming = line.book.wait(Incoming)
        line.book.wait(SoundTest, state="idle", error="")
        line.phone.send(StartSoundTest("speaker"))
        line.book.wait(SoundTest, state="failed", error="sound_test_in_call")
        line.phone.send(Answer(incoming.call_id))
        line.book.wait(Established)
        line.book.wait(SoundChanged, microphone="Microphone", speaker="Speaker")


def test_a_device_that_goes_away_in_a_sound_test_fails_it(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        begin(line, "microphone", "recording")
        card.unplug("Microphone")
        line.book.wait(SoundTest, state="failed", error="device_lost")


def test_without_a_sound_server_a_sound_test_fails(no_card: None) -> None:
    with a_line(UNPROCESSED) as line:
        line.book.wait(SoundChanged)
        for kind in ("microphone", "speaker", "ring"):
            line.book.forget()
            line.phone.send(StartSoundTest(kind))
            line.book.wait(SoundTest, state="failed", error="no_sound_server")
