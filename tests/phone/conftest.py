"""A sound card for the tests that hear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.audio import Samples, as_first, speech
from tests.fakes.sound import FakeSound, no_sound
from tests.phone.test_audio import CHINESE, ENGLISH


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSound]:
    """A private sound server, which the phone process finds."""
    with FakeSound() as sound, as_first():
        for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, sound.environment[name])
        yield sound


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A machine without sound server."""
    for name, value in no_sound(tmp_path_factory.mktemp("silent")).items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """What is said here."""
    return speech(ENGLISH, tmp_path_factory.mktemp("ours"), "en", 40)


@pytest.fixture(scope="session")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """What is said there."""
    return speech(CHINESE, tmp_path_factory.mktemp("theirs"), "cmn", 60)
