"""Session descriptions with one audio stream (RFC 4566, RFC 3264): reading, answering, passing on."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass, replace

from backend.switchboard.sip.headers import parse_number
from backend.switchboard.sip.uri import MalformedMessageError

DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_MIRRORED = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
_STATIC = {0: ("PCMU", 8000), 8: ("PCMA", 8000), 9: ("G722", 8000)}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CONTENT_TYPE = "application/sdp"


@dataclass(frozen=True)
class Format:
    """One payload type of an audio stream; `rate` is the RTP clock in Hz."""

    payload_type: int
    name: str
    rate: int = 8000


@dataclass(frozen=True)
class Session:
    """The audio stream of a description: where its sender wants to receive, and what. `port` 0: no audio."""

    host: str
    port: int
    formats: tuple[Format, ...]
    direction: str = "sendrecv"
    media: tuple[str, ...] = ()

    @property
    def audible(self) -> bool:
        """Whether the describer wants to receive: false on hold."""
        return self.port != 0 and self.host != "0.0.0.0" and self.direction in ("sendrecv", "recvonly")

    def find(self, name: str) -> Format | None:
        """The first format with this encoding name."""
        return next((item for item in self.formats if item.name.upper() == name.upper()), None)


def parse_session(body: bytes) -> Session:
    """Read a description; raises MalformedMessageError, also when it has no audio over RTP/AVP."""
    text = body.decode("utf-8", errors="replace")
    if not text.startswith("v=0") or _CONTROL.search(text) or len(text) > 16_384:
        raise MalformedMessageError("bad SDP")
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if any(line[1:2] != "=" for line in lines) or not any(line.startswith("o=") for line in lines):
        raise MalformedMessageError("bad SDP")
    starts = [index for index, line in enumerate(lines) if line.startswith("m=")]
    ends = [*starts[1:], len(lines)]
    sections = [lines[start:end] for start, end in zip(starts, ends, strict=False)]
    audio = next((section for section in sections if section[0].startswith("m=audio ")), None)
    if audio is None or len(sections) > 16:
        raise MalformedMessageError("no audio")
    if any(len(section[0].split()) < 4 for section in sections):
        raise MalformedMessageError("bad media line")
    head = lines[: starts[0]]
    port, numbers = _media_line(audio[0])
    return Session(
        host=_connection(audio) or _connection(head) or _no_connection(port),
        port=port,
        formats=tuple(_format(number, audio) for number in numbers),
        direction=_direction(audio) or _direction(head) or "sendrecv",
        media=tuple(section[0][2:] for section in sections),
    )


def _media_line(line: str) -> tuple[int, list[int]]:
    words = line[2:].split()
    if len(words) < 4 or len(words) > 40 or words[2] not in ("RTP/AVP", "RTP/AVPF"):
        raise MalformedMessageError("no audio over RTP/AVP")
    return parse_number(words[1].partition("/")[0], 65535), [parse_number(word, 127) for word in words[3:]]


def _connection(lines: list[str]) -> str:
    for line in lines:
        if line.startswith("c="):
            words = line[2:].split()
            if len(words) != 3 or words[1] != "IP4":
                raise MalformedMessageError("no IPv4 address")
            return _address(words[2])
    return ""


def _address(text: str) -> str:
    # A name would have to be resolved, which would stop everything else meanwhile.
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise MalformedMessageError("no IPv4 address") from None


def _no_connection(port: int) -> str:
    if port:
        raise MalformedMessageError("no address")
    return "0.0.0.0"


def _direction(lines: list[str]) -> str:
    return next((line[2:] for line in lines if line[:2] == "a=" and line[2:] in DIRECTIONS), "")


def _format(payload_type: int, lines: list[str]) -> Format:
    prefix = f"a=rtpmap:{payload_type} "
    for line in lines:
        if line.startswith(prefix):
            name, _, rate = line[len(prefix) :].strip().partition("/")
            return Format(payload_type, name, parse_number(rate.partition("/")[0], 192_000))
    name, clock = _STATIC.get(payload_type, ("", 8000))
    return Format(payload_type, name, clock)


def directed(body: bytes, direction: str) -> bytes:
    """The same description with its audio in this direction; raises MalformedMessageError when it has no audio."""
    marks = {b"a=" + name.encode() for name in DIRECTIONS}
    lines = [line for line in body.replace(b"\r\n", b"\n").split(b"\n") if line and line.strip() not in marks]
    audio = next((index for index, line in enumerate(lines) if line.startswith(b"m=audio ")), None)
    if audio is None:
        raise MalformedMessageError("no audio")
    later = (index for index in range(audio + 1, len(lines)) if lines[index].startswith(b"m="))
    lines.insert(next(later, len(lines)), b"a=" + direction.encode())
    return b"\r\n".join([*lines, b""])


def mirrored(direction: str) -> str:
    """The direction of the answer to an offer with this one (RFC 3264 section 6.1)."""
    return _MIRRORED[direction]


class Origin:
    """The `o=` line of one leg: its id stays, its version rises with every change of the description."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._id = secrets.randbits(31)
        self._version = 0
        self._last = b""

    def stamp(self, body: bytes) -> bytes:
        """The description under this leg's own origin (RFC 3264 section 8)."""
        rest = [line for line in body.replace(b"\r\n", b"\n").split(b"\n") if line and not line.startswith(b"o=")]
        if (plain := b"\r\n".join(rest)) != self._last:
            self._last = plain
            self._version += 1
        origin = f"o=- {self._id} {self._version} IN IP4 {self.host}".encode()
        return b"\r\n".join([rest[0], origin, *rest[1:], b""])


def describe(session: Session) -> bytes:
    """The description as text, with an origin still to be stamped."""
    numbers = " ".join(str(item.payload_type) for item in session.formats)
    lines = ["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", f"c=IN IP4 {session.host}", "t=0 0"]
    for media in session.media or ("audio",):
        if not media.startswith("audio"):
            kind, _, protocol, *others = media.split()
            lines.append(f"m={kind} 0 {protocol} {' '.join(others)}")
            continue
        lines.append(f"m=audio {session.port} RTP/AVP {numbers}")
        lines += [f"a=rtpmap:{item.payload_type} {item.name}/{item.rate}" for item in session.formats]
        lines += [f"a=fmtp:{item.payload_type} 0-16" for item in session.formats if item.name == "telephone-event"]
        lines += ["a=ptime:20", f"a={session.direction}"]
    return ("\r\n".join(lines) + "\r\n").encode()


def answer(offer: Session, own: Session) -> Session | None:
    """Our answer with one codec, the first of ours that is offered; None when none is (RFC 3264 section 6)."""
    for item in own.formats:
        chosen = offer.find(item.name)
        if chosen and item.name != "telephone-event" and offer.port:
            events = offer.find("telephone-event")
            formats = (chosen, events) if events else (chosen,)
            return replace(own, formats=formats, direction=mirrored(offer.direction), media=offer.media)
    return None
