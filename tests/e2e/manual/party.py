"""What the parties of a call hear at this moment, told by the sound itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backend.switchboard.announcements import PROMPTS, speech_file
from tests.audio import RATE, Samples, loudness, read_wav
from tests.desktop_session import until
from tests.e2e.running import Running
from tests.e2e.simulated_phones import LANDLINE, SimulatedPhones
from tests.fakes.listening import likeness_along

MAIN_NUMBER = "025-5799 0000"
CALLER = "025-5799 5555"
LIKE = 0.6
_RECENT_S = 3
_QUIET = 30.0

Recording = Callable[[], Samples]


def speech_of(number: str) -> Samples:
    """What the simulated telephone with this number says, over and over."""
    return read_wav(speech_file(number))


def music() -> Samples:
    """What a party hears that waits."""
    return read_wav(PROMPTS / "music.wav")


def asked_for_extension() -> Samples:
    """What a caller of the main number hears after the greeting."""
    return read_wav(PROMPTS / "dial-extension.wav")


def at_landline(phones: SimulatedPhones) -> Recording:
    """What the landline heard so far."""
    return lambda: phones.heard_at(LANDLINE)


def at_colleague(phones: SimulatedPhones, extension: str) -> Recording:
    """What a colleague heard so far."""
    return lambda: phones.heard_by(extension)


def likeness_now(heard: Samples, said: Samples) -> float:
    """How much the last 3 s that were heard are a part of what is said over and over, 0 to 1."""
    recent = heard[-_RECENT_S * RATE :].astype(float)
    if len(recent) < _RECENT_S * RATE or loudness(heard[-_RECENT_S * RATE :]) < _QUIET:
        return 0.0
    whole = np.tile(said.astype(float), 1 + (len(recent) + len(said)) // len(said))
    return float(likeness_along(recent, whole).max())


def wait_hears(recording: Recording, said: Samples, what: str, within_s: float = 20.0) -> None:
    """Until the last 3 s are of that speech."""
    until(lambda: likeness_now(recording(), said) >= LIKE, what, within_s)


def wait_silent(recording: Recording, what: str, within_s: float = 20.0) -> None:
    """Until nothing has been heard for half a second."""
    until(lambda: loudness(recording()[-RATE // 2 :]) < _QUIET, what, within_s)


def ring_through_main_number(running: Running, speaks: bool = True) -> None:
    """The landline dials the main number, hears the greeting, and dials 8057: the window rings."""
    phones = running.phones
    phones.tell(LANDLINE, "speak", on=speaks)
    phones.tell(LANDLINE, "dial", number=MAIN_NUMBER)
    phones.wait_state(LANDLINE, "talking")
    until(lambda: len(phones.heard_at(LANDLINE)) > RATE, "the greeting is heard")
    phones.press(LANDLINE, "8057")
