"""What the loudspeaker plays, block by block: the call, louder if wanted, or a tone made here; and the echo canceller
is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backend.phone.blocks import BLOCK_BYTES, BlockQueue


class Playout:
    """Cuts blocks of 10 ms into the lengths a device asks for. One thread asks."""

    def __init__(self, queue: BlockQueue, played: Callable[[bytes], None]) -> None:
        self._queue = queue
        self._played = played
        self._rest = b""
        self.tone: Iterator[bytes] | None = None
        self.louder: Callable[[bytes], bytes] | None = None

    def wanted(self, count: int) -> bytes:
        """The next `count` bytes."""
        blocks = -((len(self._rest) - count) // BLOCK_BYTES)
        self._rest += self._next(blocks) if blocks > 0 else b""
        data, self._rest = self._rest[:count], self._rest[count:]
        return data

    def _next(self, blocks: int) -> bytes:
        data = self._queue.pop(blocks)
        if self.tone is not None:
            data = b"".join(next(self.tone) for _ in range(blocks))
        elif self.louder is not None:
            data = self.louder(data)
        for at in range(0, len(data), BLOCK_BYTES):
            self._played(data[at : at + BLOCK_BYTES])
        return data
