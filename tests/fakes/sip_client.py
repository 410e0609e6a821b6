"""A SIP client on a raw socket that does only what a test tells it: no retransmission, no automatic answer."""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
import time
import uuid
from collections import defaultdict
from collections.abc import Callable

from tests.fakes.sip_text import Message, parse, response


class SipClient:
    """One account at one switchboard, over UDP or TCP. `open` before anything else, `close` at the end."""

    def __init__(self, port: int, user: str, secret: tuple[str, str], domain: str, transport: str = "udp") -> None:
        self.server = ("127.0.0.1", port)
        self.user, self.domain, self.transport = user, domain, transport
        self.auth_user, self.password = secret
        self.algorithm = "MD5"
        self.inbox: list[Message] = []
        self.keep_alives = 0
        self.ended = False
        self.address = ("", 0)
        self._news = asyncio.Event()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM)
        self._reader: asyncio.Task[None] | None = None
        self._cseq = 0
        self._call_id = uuid.uuid4().hex

    async def open(self) -> SipClient:
        """Connect and begin to listen."""
        self._socket.setblocking(False)
        await asyncio.get_running_loop().sock_connect(self._socket, self.server)
        self.address = self._socket.getsockname()
        self._reader = asyncio.create_task(self._read())
        return self

    def go_on_as(self, before: SipClient) -> SipClient:
        """Be the same running program as this client, at another address."""
        self._call_id, self._cseq = before._call_id, before._cseq
        return self

    def close(self) -> None:
        """Stop listening and give the socket back; nothing is said to the switchboard."""
        if self._reader is not None:
            self._reader.cancel()
        self._socket.close()

    @property
    def contact(self) -> str:
        """Our Contact."""
        tail = ";transport=tcp" if self.transport == "tcp" else ""
        return f"<sip:{self.user}@{self.address[0]}:{self.address[1]}{tail}>"

    @property
    def aor(self) -> str:
        """Our address of record as a URI."""
        return f"sip:{self.user}@{self.domain}"

    def send(self, message: Message) -> None:
        """Send a message once."""
        self.send_bytes(message.bytes())

    def send_bytes(self, data: bytes) -> None:
        """Send anything."""
        self._socket.send(data)

    async def expect(self, wanted: Callable[[Message], bool], timeout_s: float = 5.0) -> Message:
        """The first message that fits, taken out of the inbox; TimeoutError when none comes."""
        deadline = time.monotonic() + timeout_s
        while True:
            found = next((message for message in self.inbox if wanted(message)), None)
            if found is not None:
                self.inbox.remove(found)
                return found
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except asyncio.TimeoutError as error:
                raise TimeoutError(f"nothing fits among {[message.start for message in self.inbox]}") from error

    async def status(self, status: int, method: str = "", timeout_s: float = 5.0) -> Message:
        """The next response with this status, to this method if one is given."""
        return await self.expect(lambda message: message.status == status and method in ("", message.method), timeout_s)

    async def final(self, request: Message, timeout_s: float = 5.0) -> Message:
        """The next final response to this request."""
        cseq, call_id = request.get("cseq"), request.get("call-id")
        return await self.expect(
            lambda message: message.status >= 200 and (message.get("cseq"), message.get("call-id")) == (cseq, call_id),
            timeout_s,
        )

    async def request_of(self, method: str, timeout_s: float = 5.0) -> Message:
        """The next request with this method that is no repetition of one before."""
        found = await self.expect(
            lambda message: message.start.startswith(method + " ") and message.get("via") not in self._seen[method],
            timeout_s,
        )
        self._seen[method].add(found.get("via"))
        return found

    async def repetition_of(self, message: Message, timeout_s: float = 5.0) -> Message:
        """The same message once more."""
        return await self.expect(lambda other: other.bytes() == message.bytes(), timeout_s)

    def request(self, method: str, uri: str, body: str = "", call_id: str = "", **more: str) -> Message:
        """A request of ours outside a dialog; `more` are further headers with underscores for hyphens."""
        self._cseq += 1
        headers = {
            "via": f"SIP/2.0/{self.transport.upper()} {self.address[0]}:{self.address[1]};{branch()};rport",
            "max-forwards": "70",
            "from": f"<{self.aor}>;tag={uuid.uuid4().hex[:8]}",
            "to": f"<{uri}>",
            "call-id": call_id or uuid.uuid4().hex,
            "cseq": f"{self._cseq} {method}",
            "contact": self.contact,
        }
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        if body:
            headers["content-type"] = "application/sdp"
        return Message(f"{method} {uri} SIP/2.0", list(headers.items()), body)

    def authorized(self, request: Message, challenge: Message) -> Message:
        """The same request again, with our digest for the challenge."""
        wanted = f"algorithm={self.algorithm},"
        value = next(value for value in challenge.all("www-authenticate") if wanted in value)
        uri = request.start.split()[1]
        method, number = request.method, int(request.get("cseq").split()[0]) + 1
        self._cseq = max(self._cseq, number)
        via = re.sub(r"branch=[^;]+", branch(), request.get("via"))
        headers = [(name, text) for name, text in request.headers if name not in ("via", "cseq", "authorization")]
        headers += [("via", via), ("cseq", f"{number} {method}")]
        headers.append(("authorization", self._digest(method, uri, value)))
        return Message(request.start, headers, request.body)

    async def register(self, expires_s: int = 300, **more: str) -> Message:
        """Register with one challenge; the final response."""
        request = self.request(
            "REGISTER", f"sip:{self.domain}", call_id=self._call_id, to=f"<{self.aor}>", expires=str(expires_s), **more
        )
        self.send(request)
        second = self.authorized(request, await self.status(401, "REGISTER"))
        self.send(second)
        return await self.final(second)

    def answer(self, request: Message, status: int, phrase: str, body: str = "", **more: str) -> None:
        """Answer a request of the switchboard."""
        contact = {"contact": self.contact} if request.method == "INVITE" else {}
        self.send(response(request, status, phrase, "mine", body, **contact, **more))

    def _digest(self, method: str, uri: str, challenge: str) -> str:
        realm, nonce = (re.findall(rf'{name}="([^"]+)"', challenge)[0] for name in ("realm", "nonce"))

        def digest(text: str) -> str:
            return hashlib.new(self.algorithm.replace("SHA-", "sha"), text.encode()).hexdigest()

        ha1 = digest(f"{self.auth_user}:{realm}:{self.password}")
        answer = digest(f"{ha1}:{nonce}:00000001:abc:auth:{digest(f'{method}:{uri}')}")
        return (
            f'Digest username="{self.auth_user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{answer}", '
            f'algorithm={self.algorithm}, cnonce="abc", qop=auth, nc=00000001'
        )

    async def _read(self) -> None:
        loop, buffer = asyncio.get_running_loop(), b""
        while True:
            try:
                data = await loop.sock_recv(self._socket, 65536)
            except ConnectionError:
                continue
            if not data:
                self.ended = True
                return
            if self.transport == "udp":
                self._take(data)
                continue
            buffer += data
            while buffer.startswith(b"\r\n"):
                self.keep_alives += 1
                buffer = buffer[2:]
            while b"\r\n\r\n" in buffer:
                head = buffer.index(b"\r\n\r\n") + 4
                length = int(re.findall(rb"content-length:\s*(\d+)", buffer[:head].lower() or b"")[0])
                if len(buffer) < head + length:
                    break
                self._take(buffer[: head + length])
                buffer = buffer[head + length :]

    def _take(self, data: bytes) -> None:
        self.inbox.append(parse(data, time.monotonic()))
        self._news.set()


def branch() -> str:
    """A new branch parameter."""
    return f"branch=z9hG4bK{uuid.uuid4().hex}"
