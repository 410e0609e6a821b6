"""When a datagram really arrived: the kernel's own time stamp, which a busy interpreter cannot delay."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from typing import Any

_SO_TIMESTAMPNS = 35  # Linux, asm-generic/socket.h
_TIMESPEC = struct.Struct("@qq")


def stamped(sock: socket.socket) -> socket.socket:
    """Have the kernel stamp what arrives, where it can."""
    with contextlib.suppress(OSError):  # then `receive` reads the clock itself
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    return sock


def end(sock: socket.socket, listener: threading.Thread) -> None:
    """Close a socket that a thread listens on: a datagram to itself lets the thread see that it is over."""
    with contextlib.suppress(OSError):
        sock.sendto(b"", sock.getsockname())
    listener.join(2.0)
    sock.close()


def receive(sock: socket.socket, size: int = 65536) -> tuple[bytes, Any, float]:
    """A datagram, its sender, and time.monotonic() of its arrival. OSError when the socket is closed."""
    data, ancillary, _, source = sock.recvmsg(size, socket.CMSG_SPACE(_TIMESPEC.size))
    for level, kind, value in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack(value[: _TIMESPEC.size])
            return data, source, seconds + nanoseconds / 1e9 + (time.monotonic() - time.time())
    return data, source, time.monotonic()
