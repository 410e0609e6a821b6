"""What happens to both voices between the devices and the call: ours is cleaned and made louder, theirs made louder,
and both are measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from backend.phone import echo
from backend.phone.blocks import BlockQueue
from backend.phone.loudspeaker import Playout
from backend.phone.sound_messages import SoundChoice, SoundLevel

_MOST_PLAYED = 15
_AT_ONCE = 4  # blocks a loudspeaker asks for; told one by one, as the canceller expects, it can tell their delay


class Voice:
    """`hear` belongs to the microphone's thread, `playout` to the loudspeaker's, the queues' other ends to the clock;
    the rest to the sound thread. `also` hears our voice too, as the other party gets it."""

    def __init__(self) -> None:
        self.from_microphone = BlockQueue()
        self.to_speaker = BlockQueue()
        self.playout = Playout(self.to_speaker, self._speaks)
        self.processed_well = True
        self.measured = False
        self.also: Callable[[bytes], None] | None = None
        self._unprocessed = BlockQueue()
        self._played: deque[bytes] = deque(maxlen=_MOST_PLAYED)
        self._processing: echo.Processing = echo.Untouched()
        self._louder: Callable[[bytes], bytes] | None = None

    def load(self) -> None:
        """Load what is slow to load. ImportError or OSError when it cannot be."""
        from backend.phone import loudness

        self._loudness = loudness
        self._meters = loudness.Meter(), loudness.Meter()

    def process(self, choice: SoundChoice) -> None:
        """Make ready what was chosen for both voices. There is one canceller for all calls: it needs some seconds of
        voices to learn the room, and would muffle ours again."""
        self._processing, self.processed_well = echo.processing(choice)
        self.boost(choice)

    def boost(self, choice: SoundChoice) -> None:
        """Begin anew: nothing of the last call is left in it."""
        self._louder = self._boost(choice.microphone_boost_db)
        self.playout.louder = self._boost(choice.listening_boost_db)

    def flush(self) -> None:
        """Forget what was said so far."""
        self.from_microphone.flush()
        self.to_speaker.flush()

    def rest(self) -> None:
        """The microphone is closed: what it began to say is forgotten."""
        self._unprocessed = BlockQueue()

    def levels(self) -> SoundLevel:
        """How loud both were since the last time."""
        return SoundLevel(*(meter.level() for meter in self._meters))

    def hear(self, data: bytes) -> None:
        """What the microphone gives, in pieces of any length."""
        self._unprocessed.push(data)
        while len(self._unprocessed):
            for _ in range(max(min(1, len(self._played)), len(self._played) - _AT_ONCE)):
                self._processing.played(self._played.popleft())
            block = self._processing.cleaned(self._unprocessed.pop())
            louder = self._louder(block) if self._louder is not None else block
            if self.measured:
                self._meters[0].hear(louder)
            if self.also is not None:
                self.also(louder)
            self.from_microphone.push(louder)

    def _speaks(self, block: bytes) -> None:
        self._played.append(block)
        if self.measured:
            self._meters[1].hear(block)

    def _boost(self, db: int) -> Callable[[bytes], bytes] | None:
        return self._loudness.Boost(db).louder if db > 0 else None
