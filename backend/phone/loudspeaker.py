"""What the loudspeaker plays, block by block: the call, or a tone made here; and the echo canceller is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backend.phone.blocks import BlockQueue


class Playout:
    """Cuts blocks of 10 ms into the lengths a device asks for. One thread asks."""

    def __init__(self, queue: BlockQueue, played: Callable[[bytes], None]) -> None:
        self._queue = queue
        self._played = played
        self._rest = b""
        self.tone: Iterator[bytes] | None = None

    def wanted(self, count: int) -> bytes:
        """The next `count` bytes."""
        while len(self._rest) < count:
            block = self._queue.pop()
            if self.tone is not None:
                block = next(self.tone)
            self._played(block)
            self._rest += block
        data, self._rest = self._rest[:count], self._rest[count:]
        return data
