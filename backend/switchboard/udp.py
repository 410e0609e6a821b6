"""UDP sockets on the event loop, opened without waiting."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

Address = tuple[str, int]
_LARGEST = 65_535
_AT_ONCE = 32


class UdpSocket:
    """A bound, non-blocking socket that hands each packet to `receive`.

    A packet that cannot be sent is lost, as on a network. Needs a running selector loop.
    """

    def __init__(self, bound: socket.socket, receive: Callable[[bytes, Address], None]) -> None:
        self._socket = bound
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(bound, self._readable)

    def send(self, data: bytes, address: Address) -> None:
        """Send one packet."""
        try:
            self._socket.sendto(data, address)
        except (OSError, OverflowError):
            pass  # a full buffer, or the peer's closed port told by ICMP: its SIP side says the rest

    def close(self) -> None:
        """Give the port back."""
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _readable(self) -> None:
        for _ in range(_AT_ONCE):
            if self._socket.fileno() < 0:
                return
            try:
                data, address = self._socket.recvfrom(_LARGEST)
            except BlockingIOError:
                return
            except OSError:
                continue
            self._receive(data, (address[0], address[1]))


def bound(host: str, port: int) -> socket.socket:
    """A non-blocking socket on this address, port 0 for any; raises OSError when it is taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    opened.setblocking(False)
    return opened
