"""Making sound louder without clipping, and measuring how loud it is. Samples are 16 kHz, 16 bit, mono."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from backend.phone.blocks import RATE

QUIETEST_DBFS = -90.0
_FULL_SCALE = 32768.0
_CEILING = 29204.0  # -1 dBFS
_PIECE = RATE // 400  # 2.5 ms, the limiter's step and how far it looks ahead
_RECOVERY_DB_PER_S = 6.0  # slower than syllables follow each other, so that the gain does not pump
_RECOVERY = 10 ** (_RECOVERY_DB_PER_S / 20 * _PIECE / RATE)


class Boost:
    """Louder by so many dB, behind a limiter that knows 2.5 ms before what is coming: its gain runs in straight lines
    that stay below what every piece allows, so nothing ever passes -1 dBFS, and rises again slowly."""

    def __init__(self, db: float) -> None:
        self._gain = 10 ** (db / 20)
        self._waiting: npt.NDArray[np.float64] = np.zeros((1, _PIECE))
        self._reduction = 1.0

    def louder(self, data: bytes) -> bytes:
        """The samples 2.5 ms late; whole pieces of 2.5 ms, as a block of 10 ms has four."""
        samples = np.frombuffer(data, "<i2").reshape(-1, _PIECE) * self._gain
        pieces = np.concatenate([self._waiting, samples])
        allowed = np.minimum(1.0, _CEILING / np.maximum(np.abs(pieces).max(axis=1), 1.0))
        corners = [self._reduction]
        for one, following in pairwise(allowed.tolist()):
            corners.append(min(one, following, corners[-1] * _RECOVERY))
        corner = np.array(corners)[:, None]
        curve = corner[:-1] + np.diff(corner, axis=0) * (np.arange(1, _PIECE + 1) / _PIECE)
        self._waiting, self._reduction = pieces[-1:], corners[-1]
        limited: bytes = np.rint(pieces[:-1] * curve).astype("<i2").tobytes()
        return limited


class Meter:
    """The loudness between two questions. One thread lets it hear, another asks."""

    def __init__(self) -> None:
        self._power = 0.0
        self._count = 0
        self._lock = threading.Lock()

    def hear(self, data: bytes) -> None:
        """Take these samples into account."""
        samples = np.frombuffer(data, "<i2").astype(np.float64)
        with self._lock:
            self._power += float(samples @ samples)
            self._count += len(samples)

    def level(self) -> float:
        """dBFS of the root mean square since the last time, QUIETEST_DBFS at least."""
        with self._lock:
            power, count = self._power, self._count
            self._power, self._count = 0.0, 0
        if not power:
            return QUIETEST_DBFS
        return max(QUIETEST_DBFS, float(10 * np.log10(power / count / _FULL_SCALE**2)))
