"""A UDP relay between a client and a switchboard that loses packets: by chance from a seed, or those a test names."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable

from backend.switchboard.udp import UdpSocket, bound

Address = tuple[str, int]
Drop = Callable[[bytes], bool]


class Relay:
    """Clients send to `port`; each has a socket of its own towards `server`. Loss is a fraction: 0.12 is 12 %."""

    def __init__(self, server: Address, loss: float = 0.0, seed: int = 1) -> None:
        self.server = server
        self.loss = loss
        self.passed: list[bytes] = []
        self.lost: list[bytes] = []
        self._random = random.Random(seed)
        self._drops: list[Drop] = []
        self._towards_server: dict[Address, UdpSocket] = {}
        front = bound("127.0.0.1", 0)
        self.port: int = front.getsockname()[1]
        self._front = UdpSocket(front, self._from_client)

    def lose(self, drop: Drop, times: int = 1) -> None:
        """Lose the next packets that fit, in either direction."""
        self._drops += [drop] * times

    def close(self) -> None:
        """Give the sockets back."""
        for opened in (self._front, *self._towards_server.values()):
            opened.close()

    def _from_client(self, data: bytes, client: Address) -> None:
        if client not in self._towards_server:
            back: socket.socket = bound("127.0.0.1", 0)
            self._towards_server[client] = UdpSocket(back, lambda answer, _: self._pass(self._front, answer, client))
        self._pass(self._towards_server[client], data, self.server)

    def _pass(self, towards: UdpSocket, data: bytes, address: Address) -> None:
        for drop in self._drops:
            if drop(data):
                self._drops.remove(drop)
                self.lost.append(data)
                return
        if self._random.random() < self.loss:
            self.lost.append(data)
            return
        self.passed.append(data)
        towards.send(data, address)
