"""When a datagram really arrived: the kernel's own time stamp, which a busy interpreter cannot delay."""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

_SO_TIMESTAMPNS = 35  # Linux, asm-generic/socket.h
_TIMESPEC = struct.Struct("@qq")


def stamped(sock: socket.socket) -> socket.socket:
    """Have the kernel stamp what arrives, where it can."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    except OSError:
        pass  # then `receive` reads the clock itself
    return sock


def receive(sock: socket.socket, size: int = 65536) -> tuple[bytes, Any, float]:
    """A datagram, its sender, and time.monotonic() of its arrival. OSError when the socket is closed."""
    data, ancillary, _, source = sock.recvmsg(size, socket.CMSG_SPACE(_TIMESPEC.size))
    for level, kind, value in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack(value[: _TIMESPEC.size])
            return data, source, seconds + nanoseconds / 1e9 + (time.monotonic() - time.time())
    return data, source, time.monotonic()
