"""Tests of the sound devices."""

from __future__ import annotations

import pytest

from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import SoundTestChanged
from backend.core.state import SoundTest
from tests.core.conftest import Bench
from tests.fakes.clockwork import START_UTC_MS


def test_a_test_is_what_the_phone_says_of_it(bench: Bench) -> None:
    tests = bench.parts.sound_tests
    tests.begin("microphone")
    assert (bench.line.told, tests.state) == ([("test_sound", "microphone")], SoundTest())
    bench.parts.on_sound_test("recording", "")
    assert tests.state == SoundTest("microphone", "recording", "", START_UTC_MS)
    bench.loop.advance(5)
    bench.parts.on_sound_test("playing", "")
    assert tests.state == SoundTest("microphone", "playing", "", START_UTC_MS + 5000)
    bench.parts.on_sound_test("idle", "")
    assert (tests.state, bench.last(SoundTestChanged).sound_test) == (SoundTest(), SoundTest())


def test_a_test_that_fails_says_why_until_the_next(bench: Bench) -> None:
    bench.parts.sound_tests.begin("speaker")
    bench.parts.on_sound_test("failed", "no_speaker")
    assert bench.parts.sound_tests.state == SoundTest("speaker", "failed", "no_speaker")
    bench.parts.sound_tests.stop()
    assert bench.parts.sound_tests.state == SoundTest()


def test_stopping_ends_it_and_late_news_changes_nothing(bench: Bench) -> None:
    bench.parts.sound_tests.begin("ring")
    bench.parts.on_sound_test("playing", "")
    bench.parts.sound_tests.stop()
    bench.parts.on_sound_test("playing", "")
    assert bench.parts.sound_tests.state == SoundTest()
    assert bench.line.names() == ["test_sound", "stop_sound_test"]
    bench.parts.sound_tests.stop()
    assert bench.line.names() == ["test_sound", "stop_sound_test"]


def test_there_is_no_test_during_a_call(office: Bench) -> None:
    office.established()
    with pytest.raises(NotPossibleNow, match="sound_test_in_call"):
        office.parts.sound_tests.begin("ring")
    with pytest.raises(InvalidInput, match="invalid_body"):
        office.parts.sound_tests.begin("smell")


@pytest.mark.parametrize("incoming", [True, False])
def test_a_call_ends_a_test(office: Bench, incoming: bool) -> None:
    office.parts.sound_tests.begin("ring")
    office.parts.on_sound_test("playing", "")
    if incoming:
        office.parts.calls.on_incoming("in-1", "8014", "", "")
    else:
        office.parts.calls.dial("8014")
    assert office.parts.sound_tests.state == SoundTest("ring", "failed", "sound_test_in_call")
    assert "stop_sound_test" in office.line.names()


def test_a_test_goes_with_the_phone_process(bench: Bench) -> None:
    bench.parts.sound_tests.begin("ring")
    bench.parts.on_phone_died()
    assert bench.parts.sound_tests.state == SoundTest("ring", "failed", "device_lost")
