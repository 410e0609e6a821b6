"""G.722, PCMA and PCMU between 16 kHz samples and RTP payloads; a codec serves one direction of one stream."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from G722 import G722
from numpy.typing import NDArray

Samples = NDArray[np.int16]
RATE = 16_000
FRAME = 320
FRAME_S = 0.02
TICKS = 160
NAMES = ("G722", "PCMA", "PCMU")


class Codec(Protocol):
    """Keeps the state of one direction of one stream: either `encode` or `decode` is used, never both."""

    def encode(self, frame: Samples) -> bytes:
        """The payload of one frame of 320 samples."""

    def decode(self, payload: bytes) -> Samples:
        """The samples of one payload; payloads come in their order."""


def new_codec(name: str) -> Codec:
    """A codec by its encoding name; raises ValueError for one that is not ours."""
    if name.upper() == "G722":
        return _G722()
    if name.upper() in _LAWS:
        return _G711(_LAWS[name.upper()])
    raise ValueError(name)


class _G722:
    def __init__(self) -> None:
        self._codec: Any = G722(RATE, 64_000)

    def encode(self, frame: Samples) -> bytes:
        return bytes(self._codec.encode(frame))

    def decode(self, payload: bytes) -> Samples:
        return np.array(self._codec.decode(payload), dtype=np.int16)


def _ulaw_levels() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    level = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -level, level).astype(np.int16)


def _alaw_levels() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment, level = (code & 0x70) >> 4, (code & 0x0F) << 4
    level = np.where(segment == 0, level + 8, (level + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, level, -level).astype(np.int16)


class _Law:
    """A companding law: the level of each of its 256 codes, and the nearest code for each level."""

    def __init__(self, levels: Samples) -> None:
        self.levels = levels
        order = np.argsort(levels, kind="stable")
        ascending = levels[order].astype(np.int32)
        borders = (ascending[1:] + ascending[:-1]) // 2
        every = np.arange(-32768, 32768)
        self.codes = order[np.searchsorted(borders, every, side="left")].astype(np.uint8)


_LAWS = {"PCMA": _Law(_alaw_levels()), "PCMU": _Law(_ulaw_levels())}

_TAPS = 47
_HALF_BAND: NDArray[np.float64] = np.hamming(_TAPS) * np.sinc((np.arange(_TAPS) - _TAPS // 2) / 2) / 2


class _G711:
    """G.711 (RFC 3551 section 4.5.14) with a half-band filter between 8 and 16 kHz."""

    def __init__(self, law: _Law) -> None:
        self._law = law
        self._tail: NDArray[np.float64] = np.zeros(_TAPS - 1)

    def encode(self, frame: Samples) -> bytes:
        narrow = self._filtered(frame.astype(np.float64))[::2]
        return self._law.codes[_clipped(narrow).astype(np.int32) + 32768].tobytes()

    def decode(self, payload: bytes) -> Samples:
        wide = np.zeros(2 * len(payload))
        wide[::2] = 2.0 * self._law.levels[np.frombuffer(payload, dtype=np.uint8)]
        return _clipped(self._filtered(wide))

    def _filtered(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        joined = np.concatenate([self._tail, samples])
        self._tail = joined[-(_TAPS - 1) :]
        return np.convolve(joined, _HALF_BAND, mode="valid")


def _clipped(samples: NDArray[np.float64]) -> Samples:
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
