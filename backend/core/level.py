"""How loud microphone and speaker are, for the settings' meter."""

from __future__ import annotations

from backend.core.loop import Loop
from backend.core.ports import Phone
from backend.core.state import SoundLevel

ASK_EVERY_MS = 1000
FRESH_MS = 1000


class Level:
    """Belongs to the core thread. The phone stops measuring by itself when nobody has asked for 5 s."""

    def __init__(self, loop: Loop, phone: Phone) -> None:
        self._loop, self._phone = loop, phone
        self._level = SoundLevel()
        self._heard_ms = self._asked_ms = -(10**9)

    def ask(self) -> SoundLevel:
        """The level of this moment; silence until the phone has measured."""
        now = self._loop.now().monotonic_ms
        if now - self._asked_ms >= ASK_EVERY_MS:
            self._asked_ms = now
            self._phone.measure_level(True)
        return self._level if now - self._heard_ms <= FRESH_MS else SoundLevel()

    def on_level(self, microphone: float, speaker: float) -> None:
        """The phone has measured."""
        self._level, self._heard_ms = SoundLevel(microphone, speaker), self._loop.now().monotonic_ms
