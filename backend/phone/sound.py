"""Microphone, loudspeaker and ringer of the telephone. A thread of its own opens and closes them, since that may take
its time, and looks after them: a device that falls silent is replaced by what there is."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.phone import echo, tones
from backend.phone.blocks import BlockQueue
from backend.phone.loudspeaker import Playout
from backend.phone.media import FRAME_BYTES, RATE
from backend.phone.messages import News
from backend.phone.priority import loaded
from backend.phone.sound_messages import SoundChanged, SoundChoice, SoundLevel

_LOOK_S = 0.1
_IDLE_LOOK_S = 5.0
_SERVERLESS_LOOK_S = 30.0
_RETRY_S = 2.0
_RETRY_AFTER_LOSS_S = 0.3  # for a while: the system may still name a device that is gone
_LOSS_S = 3.0
_MEASURED_S = 5.0
_MOST_PLAYED = 15
_AT_ONCE = 4  # blocks a loudspeaker asks for; told one by one, as the canceller expects, it can tell their delay
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
        self._from_microphone = BlockQueue()
        self._to_speaker = BlockQueue()
        self._unprocessed = BlockQueue()
        self._played: deque[bytes] = deque(maxlen=_MOST_PLAYED)
        self._playout = Playout(self._to_speaker, self._speaks)
        self._processing: echo.Processing = echo.Untouched()
        self._processing_well = True
        self._wanted = Arrangement()
        self._arranged = Arrangement()
        self._measured_until = 0.0
        self._louder: Callable[[bytes], bytes] | None = None
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
        return self._from_microphone.pop(_FRAME_BLOCKS)

    def play(self, frame: bytes) -> None:
        """20 ms for the loudspeaker."""
        self._to_speaker.push(frame)

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

    def stop(self, timeout_s: float = 0.5) -> None:
        """Close the devices; one that does not close in time is left behind."""
        self._jobs.put(lambda: self._chosen(self._choice, closing=True))
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    # The sound thread.

    def _run(self) -> None:
        try:
            from backend.phone import devices, loudness  # 0.4 s, which a call need not wait for
        except (ImportError, OSError) as error:
            _log.warning("no sound library: %s", error)
            self._tell(SoundChanged((), (), "", "", "no_sound_server", False))
            return
        self._devices = devices
        self._catalogue = devices.Catalogue()
        self._loudness = loudness
        self._meters = loudness.Meter(), loudness.Meter()
        # One for all calls: the canceller needs some seconds of voices to learn the room, and would muffle ours again.
        self._process()
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
        if self._microphone_wanted() or self._speaker_wanted() or self._wanted.ringing:
            return _LOOK_S
        return _SERVERLESS_LOOK_S if self._problem == "no_sound_server" else _IDLE_LOOK_S

    def _chosen(self, choice: SoundChoice, closing: bool = False) -> None:
        self._choice = choice
        self._close_call()
        self._close_ringer()
        if closing:
            return
        self._process()
        self._look()
        self._open()

    def _process(self) -> None:
        """Make ready what was chosen for both voices."""
        self._processing, self._processing_well = echo.processing(self._choice)
        self._boost()

    def _boost(self) -> None:
        """Begin anew: nothing of the last call is left in it."""
        choice, boost = self._choice, self._loudness.Boost
        self._louder = boost(choice.microphone_boost_db).louder if choice.microphone_boost_db > 0 else None
        self._playout.louder = boost(choice.listening_boost_db).louder if choice.listening_boost_db > 0 else None

    def _arrange(self, wanted: Arrangement) -> None:
        if wanted.tone != self._wanted.tone:
            self._playout.tone = tones.endless(_TONES[wanted.tone]()) if wanted.tone else None
        begins = wanted.in_call and not self._wanted.in_call
        self._wanted = wanted
        self._close_unwanted()
        if begins:
            self._from_microphone.flush()
            self._to_speaker.flush()
            self._boost()
        self._open()

    def _measure(self, on: bool) -> None:
        if on and not self._measured_until:
            for meter in self._meters:
                meter.level()
        self._measured_until = time.monotonic() + _MEASURED_S if on else 0.0
        self._close_unwanted()
        self._open()

    def _microphone_wanted(self) -> bool:
        return self._wanted.in_call or self._measured_until > 0

    def _speaker_wanted(self) -> bool:
        return self._wanted.in_call or self._wanted.tone == "busy"

    def _watch(self) -> None:
        """Every 100 ms in a call: what has fallen silent is opened again, what is missing is looked for."""
        if self._measured_until > time.monotonic():
            self._tell(SoundLevel(*(meter.level() for meter in self._meters)))
        elif self._measured_until:
            self._measure(False)
        lost = [stream for stream in self._streams() if stream.silent() or (stream.stalled() and self._gone(stream))]
        if lost:
            self._lost_at = time.monotonic()
            _log.warning("sound device lost: %s", ", ".join(stream.name for stream in lost))
            self._close_call()
            self._close_ringer()
            self._say("device_lost")
            self._look()
            self._open()
        elif not (self._speaker_wanted() or self._wanted.ringing) and self._look_is_due():
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
            or (self._wanted.ringing and not self._ringer)
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
            self._speaker = self._opened(self._devices.Speaker, speaker, self._playout.wanted, "no_speaker")
        if self._microphone_wanted() and self._microphone is None:
            microphone = self._devices.pick(found.microphones, self._choice.microphone)
            self._microphone = self._opened(self._devices.Microphone, microphone, self._hear, "no_microphone")
        if self._wanted.ringing and self._ringer is None:
            playout = Playout(BlockQueue(), lambda block: None)
            playout.tone = tones.endless(tones.ringtone())
            ringer = self._devices.pick(found.speakers, self._choice.ringer)
            self._ringer = self._opened(self._devices.Speaker, ringer, playout.wanted, "no_speaker")
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

    def _hear(self, data: bytes) -> None:
        self._unprocessed.push(data)
        while len(self._unprocessed):
            for _ in range(max(min(1, len(self._played)), len(self._played) - _AT_ONCE)):
                self._processing.played(self._played.popleft())
            block = self._processing.cleaned(self._unprocessed.pop())
            louder = self._louder(block) if self._louder is not None else block
            if self._measured_until:
                self._meters[0].hear(louder)
            self._from_microphone.push(louder)

    def _speaks(self, block: bytes) -> None:
        self._played.append(block)
        if self._measured_until:
            self._meters[1].hear(block)

    def _close_unwanted(self) -> None:
        if not self._wanted.ringing:
            self._close_ringer()
        if not self._microphone_wanted():
            self._close_microphone()
        if not self._speaker_wanted():
            self._close_speaker()

    def _close_call(self) -> None:
        self._close_microphone()
        self._close_speaker()

    def _close_microphone(self) -> None:
        self._unprocessed = BlockQueue()
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
            self._processing_well,
        )
        if news != self._told:
            self._told = news
            self._tell(news)
