"""Frames on the pipes between supervisor and phone process: four bytes of length, then one pickled value.

Both ends are the same program of the same version, and the pipes are inherited, so pickle meets no stranger.
"""

from __future__ import annotations

import os
import pickle
import struct
from dataclasses import dataclass
from typing import Any

ARGUMENT = "--phone-process"  # what the frozen program is started with to be the phone process
_LENGTH = struct.Struct(">I")
_LONGEST = 1 << 20


@dataclass(frozen=True)
class Beat:
    """The phone process is alive: its owner thread has just been round its loop."""


def pack(value: object) -> bytes:
    """One value as the bytes of its frame."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def write(descriptor: int, value: object) -> None:
    """Write one frame whole; blocks while the pipe is full. OSError when the other end is gone."""
    rest = memoryview(pack(value))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read(descriptor: int) -> Any:
    """The next value; EOFError when the other end is gone or sends no frame."""
    size = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size))[0]
    if size > _LONGEST:
        raise EOFError("not a frame")
    return pickle.loads(_exactly(descriptor, size))


def _exactly(descriptor: int, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = os.read(descriptor, count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
