"""Microphone, loudspeaker and ringer of the telephone. A thread of its own opens and closes them, since that may take
its time, and looks after them: a device that falls silent is replaced by what there is."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from backend.phone import tones
from backend.phone.blocks import BlockQueue
from backend.phone.loudspeaker import Playout
from backend.phone.media import FRAME_BYTES, RATE
from backend.phone.messages import News
from backend.phone.priority import loaded
from backend.phone.sound_messages import SoundChanged, SoundChoice, SoundTest
from backend.phone.soundcheck import KINDS, SoundCheck
from backend.phone.voice import Voice

_LOOK_S = 0.1
_IDLE_LOOK_S = 5.0
_SERVERLESS_LOOK_S = 30.0
_RETRY_S = 2.0
_RETRY_AFTER_LOSS_S = 0.3  # for a while: the system may still name a device that is gone
_LOSS_S = 3.0
_MEASURED_S = 5.0
_FRAME_BLOCKS = FRAME_BYTES * 100 // (RATE * 2)
_log = logging.getLogger("phone")


_TONES: dict[str, Callable[[], bytes]] = {"ringback": tones.ringback, "busy": tones.busy}


@dataclass(frozen=True)
class Arrangement:
    """Whom sound is there for: a call, one that rings here, and a tone (ringback, busy) in place of what calls send."""

    in_call: bool = False
    ringing: bool = False
    tone: str = ""


def _missing(found: Any) -> str:
    """What a machine with these devices lacks. Without any, there is nothing behind them either."""
    if not found.microphones and not found.speakers:
        return "no_sound_server"
    if not found.microphones:
        return "no_microphone"
    return "" if found.speakers else "no_speaker"


class Sound:
    """What the audio port speaks to. The public methods return at once; `captured` and `play` belong to the clock."""

    def __init__(self, choice: SoundChoice, tell: Callable[[News], None]) -> None:
        self._choice = choice
        self._tell = tell
        self._voice = Voice()
        self._wanted = Arrangement()
        self._arranged = Arrangement()
        self._check: SoundCheck | None = None
        self._without_library = False
        self._measured_until = 0.0
        self._microphone: Any = None
        self._speaker: Any = None
        self._ringer: Any = None
        self._problem = ""
        self._told: SoundChanged | None = None
        self._tried_at = 0.0
        self._lost_at = -_LOSS_S
        self._looked_at = 0.0
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def start(self) -> None:
        """Load the libraries and look for devices, in the background."""
        self._thread.start()

    def captured(self) -> bytes:
        """20 ms of the microphone, silence without one."""
        return self._voice.from_microphone.pop(_FRAME_BLOCKS)

    def play(self, frame: bytes) -> None:
        """20 ms for the loudspeaker."""
        self._voice.to_speaker.push(frame)

    def choose(self, choice: SoundChoice) -> None:
        """Use these devices and this processing, also in a running call."""
        self._jobs.put(lambda: self._chosen(choice))

    def arrange(self, wanted: Arrangement) -> None:
        """Have the devices open that are wanted now, and the right tone played."""
        if wanted != self._arranged:
            self._arranged = wanted
            self._jobs.put(lambda: self._arrange(wanted))

    def measure(self, on: bool) -> None:
        """Have SoundLevel told for the next 5 s, or no longer."""
        self._jobs.put(lambda: self._measure(on))

    def start_test(self, kind: str) -> None:
        """Test the sound: microphone, speaker or ring. ValueError when it is none of them."""
        if kind not in KINDS:
            raise ValueError(kind)
        if self._without_library:
            self._tell(SoundTest("failed", "no_sound_server"))
        else:
            self._jobs.put(lambda: self._start_check(kind))

    def stop_test(self) -> None:
        """End the sound test, if one runs."""
        self._jobs.put(self._end_check)

    def stop(self, timeout_s: float = 0.5) -> None:
        """Close the devices; one that does not close in time is left behind."""
        self._jobs.put(lambda: self._chosen(self._choice, closing=True))
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    # The sound thread.

    def _run(self) -> None:
        try:
            from backend.phone import devices  # 0.4 s, which a call need not wait for

            self._voice.load()
        except (ImportError, OSError) as error:
            _log.warning("no sound library: %s", error)
            self._without_library = True
            self._tell(SoundChanged((), (), "", "", "no_sound_server", False))
            return
        self._devices = devices
        self._catalogue = devices.Catalogue()
        self._voice.process(self._choice)
        tones.ringtone(), tones.ringback(), tones.busy()
        loaded()
        self._look()
        while True:
            try:
                job = self._jobs.get(timeout=self._pause_s())
            except queue.Empty:
                job = self._watch
            if job is None:
                return
            try:
                job()
            except Exception:  # noqa: BLE001 - sound may fail, the telephone goes on
                _log.exception("in a sound job")

    def _pause_s(self) -> float:
        """How long until the devices are looked after again."""
        if self._microphone_wanted() or self._speaker_wanted() or self._ringer_wanted():
            return _LOOK_S
        return _SERVERLESS_LOOK_S if self._problem == "no_sound_server" else _IDLE_LOOK_S

    def _chosen(self, choice: SoundChoice, closing: bool = False) -> None:
        before, self._choice = self._choice, choice
        if not closing and replace(before, rings=choice.rings) == choice:
            self._close_unwanted()
            self._open()
            return
        self._close_call()
        self._close_ringer()
        if closing:
            self._check = None
            return
        self._voice.process(choice)
        self._look()
        self._open()

    def _arrange(self, wanted: Arrangement) -> None:
        self._end_check()
        if wanted.tone != self._wanted.tone:
            self._voice.playout.tone = tones.endless(_TONES[wanted.tone]()) if wanted.tone else None
        begins = wanted.in_call and not self._wanted.in_call
        self._wanted = wanted
        self._close_unwanted()
        if begins:
            self._voice.flush()
            self._voice.boost(self._choice)
        self._open()

    def _measure(self, on: bool) -> None:
        if on and not self._measured_until:
            self._voice.levels()
        self._measured_until = time.monotonic() + _MEASURED_S if on else 0.0
        self._voice.measured = on
        self._close_unwanted()
        self._open()

    def _start_check(self, kind: str) -> None:
        """A test begins as a call does: with nothing left in the boosts. What cannot be opened fails it at once."""
        self._forget_check()
        if self._wanted != Arrangement():
            self._tell(SoundTest("failed", "sound_test_in_call"))
            return
        self._voice.boost(self._choice)
        self._check = SoundCheck(kind)
        self._voice.also = self._check.hear
        self._look()
        self._play_check(self._check)

    def _play_check(self, check: SoundCheck) -> None:
        """What the test does now becomes sound."""
        if check.wants_speaker:
            self._voice.playout.tone = check.blocks
        self._close_unwanted()
        self._open()
        if self._check is check:
            self._tell(SoundTest("recording" if check.recording else "playing"))

    def _follow_check(self) -> None:
        """See whether the test goes a step further, or is over."""
        check = self._check
        if check is None:
            return
        if check.recording and check.full:
            check.play_back(self._voice.playout.louder)
            self._play_check(check)
        elif check.over:
            self._end_check()

    def _end_check(self, error: str = "") -> None:
        if self._check is not None:
            self._forget_check()
            self._close_unwanted()
            self._say()
            self._tell(SoundTest("failed" if error else "idle", error))

    def _forget_check(self) -> None:
        if self._check is not None:
            self._check = self._voice.also = self._voice.playout.tone = None
            self._close_ringer()

    def _fail_check(self) -> None:
        """A test needs its device now, while a call goes on without."""
        check = self._check
        if check is None or (self._microphone if check.recording else self._speaker or self._ringer):
            return
        lacking = "no_microphone" if check.recording else "no_speaker"
        self._end_check(self._problem if self._problem == "no_sound_server" else lacking)

    def _microphone_wanted(self) -> bool:
        recorded = self._check is not None and self._check.recording
        return self._wanted.in_call or self._measured_until > 0 or recorded

    def _speaker_wanted(self) -> bool:
        tested = self._check is not None and self._check.wants_speaker
        return self._wanted.in_call or self._wanted.tone == "busy" or tested

    def _ringer_wanted(self) -> bool:
        rings = self._wanted.ringing and self._choice.rings
        return rings or (self._check is not None and self._check.kind == "ring")

    def _watch(self) -> None:
        """Every 100 ms in a call: what has fallen silent is opened again, what is missing is looked for."""
        if self._measured_until > time.monotonic():
            self._tell(self._voice.levels())
        elif self._measured_until:
            self._measure(False)
        self._follow_check()
        lost = [stream for stream in self._streams() if stream.silent() or (stream.stalled() and self._gone(stream))]
        if lost:
            self._lost_at = time.monotonic()
            _log.warning("sound device lost: %s", ", ".join(stream.name for stream in lost))
            self._close_call()
            self._close_ringer()
            self._say("device_lost")
            self._end_check("device_lost")
            self._look()
            self._open()
        elif not (self._speaker_wanted() or self._ringer_wanted()) and self._look_is_due():
            self._look()
        elif self._missing() and time.monotonic() - self._tried_at > self._retry_s():
            self._look()
            self._open()

    def _look_is_due(self) -> bool:
        """Less often than the level is told, but not never: who looks at it may be plugging in another device."""
        return not self._measured_until or time.monotonic() - self._looked_at > _IDLE_LOOK_S

    def _streams(self) -> list[Any]:
        return [stream for stream in (self._microphone, self._speaker, self._ringer) if stream]

    def _gone(self, stream: Any) -> bool:
        """Whether the system no longer knows a device that stands still: it need not be given time to start."""
        self._look()
        known = self._found.speakers if isinstance(stream, self._devices.Speaker) else self._found.microphones
        return stream.name not in [device.name for device in known]

    def _retry_s(self) -> float:
        return _RETRY_AFTER_LOSS_S if time.monotonic() - self._lost_at < _LOSS_S else _RETRY_S

    def _missing(self) -> bool:
        return bool(
            (self._microphone_wanted() and not self._microphone)
            or (self._speaker_wanted() and not self._speaker)
            or (self._ringer_wanted() and not self._ringer)
        )

    def _look(self) -> None:
        """See which devices there are."""
        self._looked_at = time.monotonic()
        try:
            self._found = self._catalogue.devices()
            self._problem = _missing(self._found)
        except self._devices.NoSound as error:
            _log.info("no sound server: %s", error)
            self._found = self._devices.Devices()
            self._problem = "no_sound_server"
        self._say()

    def _open(self) -> None:
        """Open what is wanted and not open."""
        self._tried_at = time.monotonic()
        found = self._found
        if self._speaker_wanted() and self._speaker is None:
            speaker = self._devices.pick(found.speakers, self._choice.speaker)
            self._speaker = self._opened(self._devices.Speaker, speaker, self._voice.playout.wanted, "no_speaker")
        if self._microphone_wanted() and self._microphone is None:
            microphone = self._devices.pick(found.microphones, self._choice.microphone)
            self._microphone = self._opened(self._devices.Microphone, microphone, self._voice.hear, "no_microphone")
        if self._ringer_wanted() and self._ringer is None:
            playout = Playout(BlockQueue(), lambda block: None)
            playout.tone = tones.endless(tones.ringtone()) if self._check is None else self._check.blocks
            ringer = self._devices.pick(found.speakers, self._choice.ringer)
            self._ringer = self._opened(self._devices.Speaker, ringer, playout.wanted, "no_speaker")
        self._fail_check()
        self._say()

    def _opened(self, kind: Any, device: Any, work: Any, problem: str) -> Any:
        if device is None:
            return None
        try:
            return kind(device, work)
        except self._devices.NoSound as error:
            _log.warning("%s: %s", problem, error)
            self._problem = problem
            return None

    def _close_unwanted(self) -> None:
        if not self._ringer_wanted():
            self._close_ringer()
        if not self._microphone_wanted():
            self._close_microphone()
        if not self._speaker_wanted():
            self._close_speaker()

    def _close_call(self) -> None:
        self._close_microphone()
        self._close_speaker()

    def _close_microphone(self) -> None:
        self._voice.rest()
        if self._microphone is not None:
            self._microphone.close()
        self._microphone = None

    def _close_speaker(self) -> None:
        if self._speaker is not None:
            self._speaker.close()
        self._speaker = None

    def _close_ringer(self) -> None:
        if self._ringer is not None:
            self._ringer.close()
        self._ringer = None

    def _say(self, problem: str | None = None) -> None:
        news = SoundChanged(
            tuple(device.name for device in self._found.microphones),
            tuple(device.name for device in self._found.speakers),
            self._microphone.name if self._microphone else "",
            self._speaker.name if self._speaker else "",
            self._problem if problem is None else problem,
            self._voice.processed_well,
        )
        if news != self._told:
            self._told = news
            self._tell(news)
