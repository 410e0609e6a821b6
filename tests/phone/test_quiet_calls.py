"""What helps in quiet calls: both voices made louder, and how loud they are."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest

from backend.phone.sound_messages import ChooseSound, MeasureLevel, SoundChanged, SoundChoice, SoundLevel
from tests.audio import RATE, Samples, loudness
from tests.fakes.sound import FakeSound
from tests.phone.line import UNPROCESSED, Line, a_line
from tests.phone.test_sound import heard_there, opened

pytestmark = pytest.mark.alone
QUIET: Samples = (800 * np.sin(2 * np.pi * 500 * np.arange(RATE * 12) / RATE)).astype(np.int16)


def plain(microphone_boost_db: int = 0, listening_boost_db: int = 0) -> SoundChoice:
    """Nothing but these boosts."""
    return SoundChoice("", "", "", False, False, False, microphone_boost_db, listening_boost_db)


def levels(line: Line, count: int) -> list[SoundLevel]:
    """The next `count` levels that are told."""
    line.book.forget()
    return [line.book.wait(SoundLevel) for _ in range(count)]


def steady(card: FakeSound) -> float:
    """How loud the loudspeaker is when it has settled."""
    mark = card.mark() + RATE * 3 * 2  # one second
    return loudness(card.wait_heard(mark, 1.0))


def test_m12_the_microphone_boost_is_heard_at_the_other_end(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        call = line.dial()
        opened(line)
        card.speak(QUIET)
        call.ear.wait_loud(150)
        before = loudness(heard_there(call, time.monotonic() + 0.3, 1.0))
        line.book.forget()
        line.phone.send(ChooseSound(plain(microphone_boost_db=12)))
        call.ear.wait_loud(before * 3)
        after = loudness(heard_there(call, time.monotonic() + 0.3, 1.0))
    assert after / before == pytest.approx(4.0, rel=0.15)


def test_m12_the_listening_boost_is_heard_here(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        call = line.dial()
        opened(line)
        call.ear.talk(call.media, QUIET)
        before = steady(card)
        line.book.forget()
        line.phone.send(ChooseSound(plain(listening_boost_db=12)))
        opened(line)
        assert steady(card) / before == pytest.approx(4.0, rel=0.15)


def test_levels_are_told_ten_times_a_second_without_a_call_and_lapse_after_five(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        line.book.wait(SoundChanged)
        line.phone.send(MeasureLevel(True))
        asked = time.monotonic()
        line.book.wait(SoundChanged, microphone="Microphone", speaker="")
        card.speak(QUIET)
        while line.book.wait(SoundLevel).microphone < -40:
            pass
        began = time.monotonic()
        told = levels(line, 10)
        assert 0.7 < time.monotonic() - began < 1.6
        assert [level.microphone for level in told] == pytest.approx([-35.3] * 10, abs=1.5)
        assert {level.speaker for level in told} == {-90.0}
        line.book.wait(SoundChanged, microphone="")
        assert 4.5 < time.monotonic() - asked < 6.5


def test_levels_in_a_call_are_those_of_both_voices_and_end_when_nobody_asks(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        call = line.dial()
        opened(line)
        call.ear.talk(call.media, QUIET)
        line.phone.send(MeasureLevel(True))
        while line.book.wait(SoundLevel).speaker < -40:
            pass
        mark = card.mark()
        told = levels(line, 5)[-1].speaker
        heard = loudness(card.wait_heard(mark, 0.5))
        assert told == pytest.approx(20 * np.log10(heard / 32768), abs=1.5)
        line.phone.send(MeasureLevel(False))
        call.ear.wait(len(call.ear.packets()) + 50)
        line.book.forget()
        call.ear.wait(len(call.ear.packets()) + 50)
        with pytest.raises(TimeoutError):
            line.book.wait(SoundLevel, timeout_s=0.01)


def test_levels_do_not_jump(card: FakeSound) -> None:
    with a_line(UNPROCESSED) as line:
        line.phone.send(MeasureLevel(True))
        card.speak(QUIET)
        while line.book.wait(SoundLevel).microphone < -36:
            pass
        told = [level.microphone for level in levels(line, 15)]
        assert max(abs(later - one) for one, later in pairwise(told)) < 3
