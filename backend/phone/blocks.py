"""The queue between a sound device's clock and pjsua2's: blocks of 10 ms, short, and shorter again when it can be.

Never more than 150 ms; one block is dropped only when even the smallest depth of 2 s stayed above two blocks, so that a
hiccup is bought back as delay without being heard. An empty queue first fills up to two blocks more than are asked for:
one gap instead of one for every late block. Who begins to pop again after a pause (a new call, the end of mute or hold)
gets what is said now, not what was said in the pause.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque

RATE = 16000
BLOCK_MS = 10
BLOCK_BYTES = RATE * BLOCK_MS // 1000 * 2
SILENCE = bytes(BLOCK_BYTES)
_MOST = 15
_SPARE = 2
_WATCHED_POPS = 200
_PAUSE_S = 0.5  # pjmedia's clock makes up for a shorter one by popping faster


class BlockQueue:
    """One thread pushes, another pops."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque()
        self._rest = b""
        self._smallest = _MOST
        self._pops = 0
        self._popped_at = math.inf
        self._filling = False
        self._lock = threading.Lock()
        self.underruns = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._blocks)

    def push(self, data: bytes) -> None:
        """Append samples of any length; the oldest go when there are more than 150 ms."""
        with self._lock:
            data = self._rest + data
            whole = len(data) // BLOCK_BYTES * BLOCK_BYTES
            self._blocks.extend(data[at : at + BLOCK_BYTES] for at in range(0, whole, BLOCK_BYTES))
            self._rest = data[whole:]
            while len(self._blocks) > _MOST:
                self._blocks.popleft()
                self.dropped += 1

    def pop(self, count: int = 1) -> bytes:
        """The next `count` blocks together, or as much silence when there are fewer."""
        with self._lock:
            self._begin(count)
            self._shorten(count)
            if len(self._blocks) < count + (_SPARE if self._filling else 0):
                self.underruns += 1
                self._filling = True
                return SILENCE * count
            self._filling = False
            return b"".join([self._blocks.popleft() for _ in range(count)])

    def flush(self) -> None:
        """Forget everything: what was said before a call is not part of it."""
        with self._lock:
            self._blocks.clear()
            self._rest = b""
            self._smallest, self._pops = _MOST, 0
            self._popped_at = -math.inf

    def _begin(self, count: int) -> None:
        now = time.monotonic()
        if now - self._popped_at > _PAUSE_S:
            while len(self._blocks) > count + _SPARE:
                self._blocks.popleft()
            self._smallest, self._pops = _MOST, 0
        self._popped_at = now

    def _shorten(self, count: int) -> None:
        self._smallest = min(self._smallest, len(self._blocks) - count)
        self._pops += count
        if self._pops >= _WATCHED_POPS:
            if self._smallest > _SPARE:
                self._blocks.popleft()
                self.dropped += 1
            self._smallest, self._pops = _MOST, 0
