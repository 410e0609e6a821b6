"""SIP messages as the scripted peer reads and writes them; independent of the product's own parsing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field


@dataclass
class Message:
    """A request or response: `start` is its first line, header names are in lower case and keep their order."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    at: float = 0.0  # time.monotonic() of its arrival

    @property
    def method(self) -> str:
        """The method of a request, or of the request a response belongs to."""
        return self.get("cseq").split()[1] if self.start.startswith("SIP/") else self.start.split()[0]

    @property
    def status(self) -> int:
        """The status of a response, 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/") else 0

    @property
    def reinvites(self) -> bool:
        """Whether it is an INVITE within a dialog."""
        return self.start.startswith("INVITE ") and ";tag=" in self.get("to")

    def get(self, name: str) -> str:
        """The first header of that name, "" without one."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [value for key, value in self.headers if key == name]

    def bytes(self) -> bytes:
        """As it goes on the wire."""
        lines = [self.start, *(f"{key}: {value}" for key, value in self.headers if key != "content-length")]
        body = self.body.encode()
        return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


def parse(data: bytes, at: float) -> Message:
    """Read one whole message."""
    head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return Message(start, headers, body, at)


def response(request: Message, status: int, phrase: str, tag: str = "", body: str = "", **more: str) -> Message:
    """An answer to `request`; `more` are further headers with underscores for hyphens."""
    headers = [(name, value) for name, value in request.headers if name in ("via", "from", "call-id", "cseq")]
    to = request.get("to")
    headers.append(("to", f"{to};tag={tag}" if tag and status > 100 and ";tag=" not in to else to))
    headers += [(name.replace("_", "-"), value) for name, value in more.items()]
    if body:
        headers.append(("content-type", "application/sdp"))
    return Message(f"SIP/2.0 {status} {phrase}", headers, body)


def digest_is_right(request: Message, username: str, password: str) -> bool:
    """Whether the request carries the right MD5 digest (RFC 2617)."""
    parts = dict(re.findall(r'(\w+)="?([^",]+)"?', request.get("authorization") or request.get("proxy-authorization")))
    if parts.get("username") != username:
        return False

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    ha1 = md5(f"{username}:{parts['realm']}:{password}")
    ha2 = md5(f"{request.method}:{parts['uri']}")
    middle = f"{parts['nc']}:{parts['cnonce']}:{parts['qop']}:" if "qop" in parts else ""
    return parts.get("response") == md5(f"{ha1}:{parts['nonce']}:{middle}{ha2}")


def description(address: str, port: int, direction: str, version: int, codecs: str) -> str:
    """A session description offering these payload types."""
    names = {"9": "G722/8000", "8": "PCMA/8000", "0": "PCMU/8000"}
    maps = "".join(f"a=rtpmap:{codec} {names.get(codec, 'telephone-event/8000')}\r\n" for codec in codecs.split())
    return (
        f"v=0\r\no=peer 1 {version} IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {codecs}\r\n{maps}a={direction}\r\n"
    )


def media_of(body: str) -> tuple[str, int, str, int]:
    """Address, port and direction of the audio in a session description, and the payload type of its events."""
    address = re.search(r"^c=IN IP4 (\S+)", body, re.M)
    port = re.search(r"^m=audio (\d+)", body, re.M)
    event = re.search(r"^a=rtpmap:(\d+) telephone-event", body, re.M)
    direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", body, re.M)
    if not address or not port:
        raise ValueError("no audio in the session description")
    return (
        address.group(1),
        int(port.group(1)),
        direction.group(1) if direction else "sendrecv",
        int(event.group(1)) if event else 101,
    )
