"""Tones made here: the ringtone; a sound test's notes; ringback and busy tone as in Chinese exchanges (GB/T 3380)."""

from __future__ import annotations

import functools
import math
from array import array
from collections.abc import Iterator

from backend.phone.blocks import BLOCK_BYTES, RATE

_LOUD = 9000
_SOFT = 3000


def _notes(notes: list[tuple[float, float]], level: int) -> bytes:
    """Notes of (Hz, seconds) one after the other; 0 Hz is a pause. Each swells and fades over 5 ms, so none clicks."""
    samples = array("h")
    edge = RATE // 200
    for hertz, seconds in notes:
        count = int(seconds * RATE)
        for at in range(count):
            fade = min(1.0, at / edge, (count - at) / edge)
            samples.append(int(level * fade * math.sin(2 * math.pi * hertz * at / RATE)) if hertz else 0)
    return samples.tobytes()


@functools.cache
def ringtone() -> bytes:
    """One turn of the ringtone, 16 kHz: two trills and a pause. The first time takes 40 ms."""
    trill = [(784.0, 0.08), (988.0, 0.08)] * 3
    return _notes([*trill, (0, 0.2), *trill, (0, 2.0)], _LOUD)


@functools.cache
def chime() -> bytes:
    """Two friendly notes, 1.2 s at 16 kHz. The first time takes 15 ms."""
    return _notes([(659.3, 0.5), (880.0, 0.7)], _LOUD)


@functools.cache
def ringback() -> bytes:
    """One turn of ringback, 16 kHz: 1 s in 5. The first time takes 60 ms."""
    return _notes([(450.0, 1.0), (0, 4.0)], _SOFT)


@functools.cache
def busy() -> bytes:
    """One turn of the busy tone, 16 kHz: 0.35 s in 0.7. The first time takes 10 ms."""
    return _notes([(450.0, 0.35), (0, 0.35)], _SOFT)


def cut(turn: bytes) -> Iterator[bytes]:
    """The tone in blocks of 10 ms."""
    for at in range(0, len(turn) - BLOCK_BYTES + 1, BLOCK_BYTES):
        yield turn[at : at + BLOCK_BYTES]


def endless(turn: bytes) -> Iterator[bytes]:
    """Blocks of 10 ms, turn after turn."""
    while True:
        yield from cut(turn)
