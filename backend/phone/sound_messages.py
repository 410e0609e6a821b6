"""The values about sound that cross the pipe: which devices, how they are processed, how loud it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SoundChoice:
    """Chosen devices by name (empty: the system's default), the processing of our own voice, and how much louder we are
    made for the other party (0 to 24 dB) and the other party for us (0 to 12 dB). `rings`: calls that come in are
    heard."""

    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True
    microphone_boost_db: int = 0
    listening_boost_db: int = 0
    rings: bool = True


@dataclass(frozen=True)
class ChooseSound:
    """Use these devices and this processing from now on, also in a running call."""

    sound: SoundChoice


@dataclass(frozen=True)
class MeasureLevel:
    """Have SoundLevel told ten times a second, with the microphone open also without a call. It ends by itself 5 s
    after the last time it was asked for."""

    on: bool


@dataclass(frozen=True)
class StartSoundTest:
    """Test the sound while nobody calls, in place of a test that runs. microphone: record 5 s as a call would send
    them, then play them as a call would; speaker: two notes; ring: 3 s of the ringtone on the ringer. SoundTest tells
    how it gets on; a call ends it."""

    kind: str


@dataclass(frozen=True)
class StopSoundTest:
    """End the test, if one runs."""


@dataclass(frozen=True)
class SoundTest:
    """A sound test is now recording, playing, idle (it is over) or failed: `error` is a problem of SoundChanged, or
    `sound_test_in_call`."""

    state: str
    error: str = ""


@dataclass(frozen=True)
class SoundChanged:
    """Which devices exist and which are open. `problem` is "", "no_sound_server", "no_microphone", "no_speaker" or
    "device_lost"; no device at all counts as "no_sound_server". `processing` is false when the echo canceller could not
    be loaded."""

    microphones: tuple[str, ...]
    speakers: tuple[str, ...]
    microphone: str
    speaker: str
    problem: str = ""
    processing: bool = True


@dataclass(frozen=True)
class SoundLevel:
    """How loud the last 100 ms were, in dBFS (root mean square; a full square wave is 0), -90 at least: what goes to
    the other party, muted or not, and what the loudspeaker plays."""

    microphone: float
    speaker: float
