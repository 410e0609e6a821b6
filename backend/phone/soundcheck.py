"""A test of the sound that the user asked for: speak and hear oneself, a short tone, the ringtone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from backend.phone import tones
from backend.phone.blocks import BLOCK_MS, SILENCE

KINDS = ("microphone", "speaker", "ring")
RECORDED_S = 5.0
RING_S = 3.0
_TAIL_S = 0.4  # silence behind what is played: what the device still holds is heard before it is closed


class SoundCheck:
    """One test. `hear` belongs to the microphone's thread, `blocks` to the loudspeaker's, the rest to the sound thread.
    What was recorded stays in memory, and goes with the test."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.recording = kind == "microphone"
        self.over = False
        self.blocks: Iterator[bytes] = iter(())
        self._recorded: list[bytes] = []
        if kind == "speaker":
            self.blocks = self._once(tones.cut(tones.chime()))
        elif kind == "ring":
            self.blocks = self._once(itertools.islice(tones.endless(tones.ringtone()), _count(RING_S)))

    @property
    def full(self) -> bool:
        """Whether enough was recorded."""
        return len(self._recorded) >= _count(RECORDED_S)

    @property
    def wants_speaker(self) -> bool:
        """Whether the loudspeaker of calls is needed now."""
        return not self.recording and self.kind != "ring"

    def hear(self, block: bytes) -> None:
        """10 ms as the other party would get them."""
        if self.recording and not self.full:
            self._recorded.append(block)

    def play_back(self, louder: Callable[[bytes], bytes] | None) -> None:
        """Play what was recorded, made as loud as a call."""
        self.recording = False
        self.blocks = self._once(iter(self._recorded) if louder is None else map(louder, self._recorded))

    def _once(self, sound: Iterator[bytes]) -> Iterator[bytes]:
        yield from sound
        yield from itertools.repeat(SILENCE, _count(_TAIL_S))
        self.over = True
        yield from itertools.repeat(SILENCE)


def _count(seconds: float) -> int:
    return int(seconds * 1000) // BLOCK_MS
