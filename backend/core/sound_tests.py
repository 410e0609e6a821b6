"""Tests of the sound devices: speak and hear yourself, a tone, the ring; a call always comes first."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.bus import Bus
from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import CallChanged, Event, SoundTestChanged
from backend.core.loop import Loop
from backend.core.ports import Phone
from backend.core.state import Call, SoundTest

KINDS = ("microphone", "speaker", "ring")
RUNNING = ("recording", "playing")


class SoundTests:
    """Belongs to the core thread. The phone says how a test gets on."""

    def __init__(self, loop: Loop, bus: Bus, phone: Phone, calls: Callable[[], tuple[Call, ...]]) -> None:
        self._loop, self._bus, self._phone, self._calls = loop, bus, phone, calls
        self.state = SoundTest()
        self._kind = ""  # of the test that runs, or is to begin
        bus.subscribe(self._on_event)

    def begin(self, kind: str) -> None:
        """Test the microphone, the speaker or the ring; another test ends. Errors: InvalidInput `invalid_body`;
        NotPossibleNow `sound_test_in_call`."""
        if kind not in KINDS:
            raise InvalidInput("invalid_body", field="kind")
        if self._calls():
            raise NotPossibleNow("sound_test_in_call")
        self._kind = kind
        self._phone.test_sound(kind)

    def stop(self) -> None:
        """The user has heard enough; without a test it changes nothing."""
        self._end(SoundTest())

    def on_news(self, state: str, error: str) -> None:
        """The phone says: recording, playing, idle, or failed with a sound problem."""
        if self._kind:
            began_at = self._loop.now().utc_ms if state in RUNNING else 0
            self._become(SoundTest(self._kind if state != "idle" else "", state, error, began_at))
            if state not in RUNNING:
                self._kind = ""

    def on_phone_died(self) -> None:
        """The test went with it."""
        self.on_news("failed", "device_lost")

    def _on_event(self, _seq: int, event: Event) -> None:
        if isinstance(event, CallChanged):
            self._end(SoundTest(self._kind, "failed", "sound_test_in_call"))

    def _end(self, state: SoundTest) -> None:
        if self._kind:
            self._kind = ""
            self._phone.stop_sound_test()
            self._become(state)
        elif state.state == "idle":
            self._become(state)

    def _become(self, state: SoundTest) -> None:
        if state != self.state:
            self.state = state
            self._bus.publish(SoundTestChanged(state))
