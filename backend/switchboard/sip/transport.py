"""SIP over UDP and TCP on one port (RFC 3261 section 18): bytes in and out, TCP streams cut into messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from backend.switchboard.sip.headers import long_name, parse_number
from backend.switchboard.sip.message import LARGEST_MESSAGE
from backend.switchboard.sip.uri import MalformedMessageError
from backend.switchboard.udp import Address, UdpSocket, bound

log = logging.getLogger(__name__)
MOST_CONNECTIONS = 512
UNPROVEN_S = 30.0
_UNFINISHED_KEEP_ALIVE = (b"\r", b"\r\n", b"\r\n\r")
MOST_UNSENT = 1_000_000


class Connection(Protocol):
    """An open TCP connection to an agent."""

    @property
    def is_open(self) -> bool:
        """Whether bytes can still be sent."""

    def send(self, data: bytes) -> None:
        """Send bytes; after the end they go nowhere."""


@dataclass(frozen=True)
class Flow:
    """Where messages of one agent come from and go to; a TCP flow is one connection."""

    remote: Address
    connection: Connection | None = None

    @property
    def transport(self) -> str:
        """`udp` or `tcp`."""
        return "tcp" if self.connection else "udp"

    @property
    def reliable(self) -> bool:
        """Whether nothing needs to be sent again."""
        return self.connection is not None

    @property
    def is_open(self) -> bool:
        """False once the connection of a TCP flow has ended."""
        return self.connection is None or self.connection.is_open


Receiver = Callable[[bytes, Flow], None]


class Framing:
    """Cuts a TCP stream into messages by Content-Length (RFC 3261 section 18.3)."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Whole messages so far; a keep-alive is an empty one; raises MalformedMessageError when the stream is lost."""
        self._buffer += data
        messages: list[bytes] = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def _next(self) -> bytes | None:
        if self._buffer.startswith(b"\r\n\r\n"):
            del self._buffer[:4]
            return b""
        while self._buffer.startswith((b"\r", b"\n")) and self._buffer not in _UNFINISHED_KEEP_ALIVE:
            del self._buffer[:1]
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > LARGEST_MESSAGE:
                raise MalformedMessageError("no end of headers")
            return None
        total = end + 4 + self._content_length(bytes(self._buffer[:end]))
        if len(self._buffer) < total:
            return None
        message = bytes(self._buffer[:total])
        del self._buffer[:total]
        return message

    def _content_length(self, head: bytes) -> int:
        for line in head.split(b"\r\n")[1:]:
            name, colon, value = line.partition(b":")
            if colon and long_name(name.decode("latin-1")) == "content-length":
                return parse_number(value.decode("latin-1"), LARGEST_MESSAGE - len(head))
        return 0


class _TcpConnection(asyncio.Protocol):
    def __init__(self, owner: Transport, receive: Receiver) -> None:
        self._owner = owner
        self._receive = receive
        self._framing = Framing()
        self._socket: asyncio.Transport | None = None
        self._flow = Flow(("", 0), self)
        self._unproven: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        return self._socket is not None and not self._socket.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._socket = transport
        remote = transport.get_extra_info("peername")
        self._flow = Flow((remote[0], remote[1]), self)
        if not self._owner.admit(self):
            transport.abort()
            return
        self._unproven = asyncio.get_running_loop().call_later(UNPROVEN_S, transport.abort)

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._framing.feed(data)
        except MalformedMessageError as error:
            log.info("TCP connection closed: %s", error)
            self.close()
            return
        for message in messages:
            if self._unproven:
                self._unproven.cancel()
                self._unproven = None
            if message:
                self._receive(message, self._flow)
            else:
                self.send(b"\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        if self._unproven:
            self._unproven.cancel()
        self._socket = None
        self._owner.forget(self)

    def send(self, data: bytes) -> None:
        if self._socket is None or self._socket.is_closing():
            return
        if self._socket.get_write_buffer_size() > MOST_UNSENT:
            self._socket.abort()
            return
        self._socket.write(data)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


class Transport:
    """The sockets of one SIP agent: UDP always, TCP when asked for, both on one port."""

    def __init__(self, receive: Receiver) -> None:
        self._receive = receive
        self._udp: UdpSocket | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[_TcpConnection] = set()
        self.address: Address = ("", 0)

    def open(self, host: str, port: int = 0) -> None:
        """Listen on UDP; port 0 takes a free one. Raises OSError when the port is taken."""
        opened = bound(host, port)
        self.address = (host, opened.getsockname()[1])
        self._udp = UdpSocket(opened, lambda data, source: self._receive(data, Flow(source)))

    async def listen(self) -> None:
        """Listen on TCP too, on the same port; raises OSError when it is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _TcpConnection(self, self._receive), *self.address)

    def send(self, data: bytes, flow: Flow) -> None:
        """Send one message; a closed flow swallows it."""
        if flow.connection is not None:
            flow.connection.send(data)
        elif self._udp is not None:
            self._udp.send(data, flow.remote)

    def close(self) -> None:
        """Close every socket."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()
        if self._udp is not None:
            self._udp.close()
            self._udp = None

    def admit(self, connection: _TcpConnection) -> bool:
        """Note a new connection, unless there are too many."""
        if len(self._connections) >= MOST_CONNECTIONS:
            return False
        self._connections.add(connection)
        return True

    def forget(self, connection: _TcpConnection) -> None:
        """Drop an ended connection."""
        self._connections.discard(connection)
