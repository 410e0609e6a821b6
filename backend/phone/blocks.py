"""The queue between a sound device's clock and pjsua2's: blocks of 10 ms, short, and shorter again when it can be.

Never more than 150 ms; one block is dropped only when even the smallest depth of 2 s stayed above two blocks, so that a
hiccup is bought back as delay without being heard. An empty queue first fills up to two blocks more than are asked for:
one gap instead of one for every late block. Who begins to pop again after a pause (a new call, the end of mute or hold)
gets what is said now, not what was said in the pause.

When one of the two clocks stood still, the gap was heard; what came late instead of it is dropped together once half a
second has shown that nobody catches up. Bought back a block at a time it would be heard once more every two seconds.
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
_WATCHED_POPS_AFTER_GAP = 50
_GAP_S = 0.03
_PAUSE_S = 0.5  # pjmedia's clock makes up for a shorter one by popping faster


class BlockQueue:
    """One thread pushes, another pops."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque()
        self._rest = b""
        self._level = _SPARE  # the smallest depth of the watch that ended last
        self._watch(_WATCHED_POPS)
        self._popped_at = math.inf
        self._asked = 0
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
            self._drop(len(self._blocks) - _MOST)

    def pop(self, count: int = 1) -> bytes:
        """The next `count` blocks together, or as much silence when there are fewer."""
        with self._lock:
            self._begin(count)
            self._shorten(count)
            if len(self._blocks) < count + (_SPARE if self._filling else 0):
                self.underruns += 1
                self._filling = True
                self._gap()
                return SILENCE * count
            self._filling = False
            return b"".join([self._blocks.popleft() for _ in range(count)])

    def flush(self) -> None:
        """Forget everything: what was said before a call is not part of it."""
        with self._lock:
            self._blocks.clear()
            self._rest = b""
            self._popped_at = -math.inf

    def _begin(self, count: int) -> None:
        now = time.monotonic()
        late = now - self._popped_at - self._asked * BLOCK_MS / 1000
        if late > _PAUSE_S:
            while len(self._blocks) > count + _SPARE:
                self._blocks.popleft()
            self._level = _SPARE
            self._watch(_WATCHED_POPS)
        elif late > _GAP_S:
            self._gap()
        self._popped_at, self._asked = now, count

    def _gap(self) -> None:
        """Something was missing, or asked for too late: see what is too much afterwards."""
        if not self._after_gap:
            self._level = max(_SPARE, min(self._level, self._smallest))
        self._watch(_WATCHED_POPS_AFTER_GAP)

    def _watch(self, pops: int) -> None:
        self._after_gap = pops == _WATCHED_POPS_AFTER_GAP
        self._smallest, self._pops_left = _MOST, pops

    def _shorten(self, count: int) -> None:
        self._smallest = min(self._smallest, len(self._blocks) - count)
        self._pops_left -= count
        if self._pops_left > 0:
            return
        excess = self._smallest - self._level if self._after_gap else int(self._smallest > _SPARE)
        self._drop(excess)
        self._level = max(_SPARE, self._smallest - max(0, excess))
        self._watch(_WATCHED_POPS)

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self._blocks.popleft()
            self.dropped += 1
