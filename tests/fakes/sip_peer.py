"""A small scripted SIP peer: registrar and telephones at the far side of a real phone process, over UDP or TCP."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
import uuid
from collections.abc import Callable

from tests.fakes.arrival import end, receive, stamped
from tests.fakes.sip_peer_call import PeerCall
from tests.fakes.sip_text import Message, digest_is_right, parse, response

Reply = Callable[[bytes], None]


def _twins(port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on the same port; with port 0, on one that both have free."""
    while True:
        udp = stamped(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        try:
            udp.bind(("127.0.0.1", port))
            return udp, socket.create_server(udp.getsockname())
        except OSError:
            udp.close()
            if port:
                raise


class SipPeer:
    """Listens on one port of loopback. `registrar` decides about REGISTER: a status, or None for no answer at all."""

    def __init__(self, username: str = "8057", password: str = "secret", port: int = 0) -> None:
        self.username, self.password = username, password
        self.registrar: int | None = 200
        self.expires_s = 300
        self.silent = False  # nothing is answered, as if the network were gone
        self.contact = ""
        self.registers: queue.Queue[Message] = queue.Queue()
        self.calls: queue.Queue[PeerCall] = queue.Queue()
        self.reply: Reply | None = None  # the way back to the phone
        self._dialogs: dict[str, PeerCall] = {}
        self._closed = False
        self._udp, self._tcp = _twins(port)
        self.port: int = self._udp.getsockname()[1]
        self._connections: list[socket.socket] = []
        jobs = (self._listen_udp, self._listen_tcp)
        self._threads = [threading.Thread(target=job, name="sip-peer", daemon=True) for job in jobs]
        for thread in self._threads:
            thread.start()

    @property
    def address(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def over_tcp(self) -> bool:
        """Whether the phone registered over TCP."""
        return "transport=tcp" in self.contact.lower()

    @property
    def own_contact(self) -> str:
        """The Contact of our side."""
        return f"<sip:peer@{self.address}{';transport=tcp' if self.over_tcp else ''}>"

    def call(self, number: str = "8014", name: str = "", body: str | None = None, **more: str) -> PeerCall:
        """Call the phone, with this session description instead of the usual; `more` are further headers of the INVITE,
        with underscores for hyphens."""
        call = PeerCall(self, str(uuid.uuid4()))
        self._dialogs[call.call_id] = call
        call.invite(number, name, body, more)
        return call

    def next_call(self, timeout_s: float = 5.0) -> PeerCall:
        """The next call the phone makes."""
        return self.calls.get(timeout=timeout_s)

    def next_register(self, timeout_s: float = 5.0) -> Message:
        """The next REGISTER that was answered or left without answer."""
        return self.registers.get(timeout=timeout_s)

    def send(self, message: Message) -> None:
        """Send to where the phone last registered from, or called from."""
        if self.reply is not None:
            self.reply(message.bytes())

    def send_bytes(self, data: bytes) -> None:
        """Send anything to the phone."""
        if self.reply is not None:
            self.reply(data)

    def cut_connections(self) -> None:
        """Break every TCP connection."""
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._connections.clear()

    def close(self) -> None:
        """Be gone."""
        self._closed = True
        self.cut_connections()
        with contextlib.suppress(OSError):
            self._tcp.shutdown(socket.SHUT_RDWR)
        self._threads[1].join(2.0)
        self._tcp.close()
        end(self._udp, self._threads[0])
        for call in self._dialogs.values():
            call.ear.close()

    def _listen_udp(self) -> None:
        while not self._closed:
            try:
                data, source, at = receive(self._udp)
            except OSError:
                return
            self._receive(data, at, lambda out, to=source: self._send_udp(out, to))  # type: ignore[misc]

    def _send_udp(self, data: bytes, to: tuple[str, int]) -> None:
        with contextlib.suppress(OSError):
            self._udp.sendto(data, to)

    def _listen_tcp(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            threading.Thread(target=self._read_tcp, args=(connection,), name="sip-peer-tcp", daemon=True).start()

    def _read_tcp(self, connection: socket.socket) -> None:
        rest = b""
        with contextlib.suppress(OSError), connection:
            while data := connection.recv(65536):
                rest = (rest + data).lstrip(b"\r\n")
                while (end := rest.find(b"\r\n\r\n")) >= 0:
                    length = int(parse(rest[:end], 0).get("content-length") or 0)
                    if len(rest) < end + 4 + length:
                        break
                    whole, rest = rest[: end + 4 + length], rest[end + 4 + length :].lstrip(b"\r\n")
                    self._receive(whole, time.monotonic(), connection.sendall)

    def _receive(self, data: bytes, at: float, reply: Reply) -> None:
        if not data.strip() or self.silent:
            return
        message = parse(data, at)
        if message.status:
            if call := self._dialogs.get(message.get("call-id")):
                call.answered(message)
            return
        self.reply = reply
        if message.method == "REGISTER":
            self._register(message, reply)
        elif call := self._dialogs.get(message.get("call-id")):
            call.requested(message)
        elif message.method == "INVITE":
            call = PeerCall(self, message.get("call-id"))
            self._dialogs[call.call_id] = call
            call.requested(message)
            self.calls.put(call)
        elif message.method != "ACK":
            reply(response(message, 481, "No Such Call").bytes())

    def _register(self, message: Message, reply: Reply) -> None:
        status = self.registrar
        if status is None:
            self.registers.put(message)
        elif status == 200 and not digest_is_right(message, self.username, self.password):
            wrong = bool(message.get("authorization"))
            challenge = f'Digest realm="peer", nonce="{uuid.uuid4().hex}", algorithm=MD5, qop="auth"'
            reply(response(message, 401, "Unauthorized", "r", www_authenticate=challenge).bytes())
            if wrong:
                self.registers.put(message)
        else:
            self.contact = message.get("contact")
            wanted = message.get("expires") or "300"
            expires = "0" if wanted == "0" else str(self.expires_s)
            phrase = "OK" if status == 200 else "Refused"
            contact = f"{self.contact};expires={expires}"
            reply(response(message, status, phrase, "r", contact=contact, expires=expires).bytes())
            self.registers.put(message)
