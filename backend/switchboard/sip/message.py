"""SIP requests and responses: read from hostile bytes, written to the wire (RFC 3261 section 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from backend.switchboard.sip.headers import (
    CSeq,
    Headers,
    NameAddr,
    Via,
    parse_cseq,
    parse_name_addr,
    parse_number,
    parse_via,
)
from backend.switchboard.sip.uri import MalformedMessageError, SipUri, parse_uri

LARGEST_MESSAGE = 65_535
MOST_HEADERS = 128
MAGIC_COOKIE = "z9hG4bK"

PHRASES = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
    416: "Unsupported URI Scheme", 420: "Bad Extension", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 483: "Too Many Hops", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error", 501: "Not Implemented",
    503: "Service Unavailable", 505: "Version Not Supported", 603: "Decline",
}  # fmt: skip

_METHOD = re.compile(r"^[A-Z]{1,24}$")
_HEADER_NAME = re.compile(r"^[A-Za-z0-9.!%*_+`'~-]{1,64}$")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass
class _Message:
    headers: Headers = field(default_factory=Headers, kw_only=True)
    body: bytes = field(default=b"", kw_only=True)

    @property
    def via(self) -> Via:
        """The topmost Via; raises MalformedMessageError."""
        return parse_via(self._needed("via"))

    @cached_property
    def from_(self) -> NameAddr:
        """The From address; raises MalformedMessageError."""
        return parse_name_addr(self._needed("from"))

    @cached_property
    def to(self) -> NameAddr:
        """The To address; raises MalformedMessageError."""
        return parse_name_addr(self._needed("to"))

    @cached_property
    def cseq(self) -> CSeq:
        """The CSeq; raises MalformedMessageError."""
        return parse_cseq(self._needed("cseq"))

    @property
    def call_id(self) -> str:
        """The Call-ID; raises MalformedMessageError."""
        return self._needed("call-id")

    @property
    def contact(self) -> NameAddr | None:
        """The first Contact, if there is one; raises MalformedMessageError."""
        text = self.headers.get("contact")
        return parse_name_addr(text) if text and text != "*" else None

    def _needed(self, name: str) -> str:
        value = self.headers.get(name)
        if not value:
            raise MalformedMessageError(f"no {name}")
        return value

    def _wire(self, start: str) -> bytes:
        self.headers.put("content-length", str(len(self.body)))
        return f"{start}\r\n{self.headers.lines()}\r\n".encode() + self.body


@dataclass
class Request(_Message):
    """A request; `uri` is kept as text because it may be anything until it is looked at."""

    method: str
    uri: str

    def __bytes__(self) -> bytes:
        return self._wire(f"{self.method} {self.uri} SIP/2.0")

    @property
    def target(self) -> SipUri:
        """The request URI taken apart; raises MalformedMessageError."""
        return parse_uri(self.uri)


@dataclass
class Response(_Message):
    """A response."""

    status: int
    phrase: str = ""

    def __bytes__(self) -> bytes:
        return self._wire(f"SIP/2.0 {self.status} {self.phrase or PHRASES.get(self.status, 'Unknown')}")


def parse_message(data: bytes) -> Request | Response:
    """Read one message with its mandatory headers checked; raises MalformedMessageError and nothing else."""
    if len(data) > LARGEST_MESSAGE:
        raise MalformedMessageError("too large")
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        raise MalformedMessageError("no end of headers")
    lines = head.decode("utf-8", errors="replace").split("\r\n")
    headers = _parse_headers(lines[1:])
    message = _parse_start(lines[0])
    message.headers = headers
    message.body = _body(headers, body)
    _check(message)
    return message


def _parse_headers(lines: list[str]) -> Headers:
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] += " " + line.strip()
        else:
            unfolded.append(line)
    if len(unfolded) > MOST_HEADERS:
        raise MalformedMessageError("too many headers")
    headers = Headers()
    for line in unfolded:
        name, colon, value = line.partition(":")
        if not colon or not _HEADER_NAME.match(name.strip()) or _CONTROL.search(value):
            raise MalformedMessageError("bad header")
        headers.add(name, value.strip())
    return headers


def _parse_start(line: str) -> Request | Response:
    words = line.split(" ", 2)
    if len(words) < 2 or _CONTROL.search(line):
        raise MalformedMessageError("bad start line")
    if words[0] == "SIP/2.0":
        status = parse_number(words[1], 699)
        if status < 100:
            raise MalformedMessageError("bad status")
        return Response(status, words[2] if len(words) > 2 else "")
    if len(words) != 3 or words[2] != "SIP/2.0" or not _METHOD.match(words[0]) or not words[1]:
        raise MalformedMessageError("bad request line")
    return Request(words[0], words[1])


def _body(headers: Headers, body: bytes) -> bytes:
    declared = headers.get("content-length")
    if declared is None:
        return body
    length = parse_number(declared, LARGEST_MESSAGE)
    if length > len(body):
        raise MalformedMessageError("short body")
    return body[:length]


def _check(message: Request | Response) -> None:
    """Touch every header the stack relies on, so that nothing malformed is found later."""
    _ = (message.via, message.from_, message.to, message.call_id)
    if isinstance(message, Request):
        if message.cseq.method != message.method:
            raise MalformedMessageError("CSeq of another method")
        if message.method in ("INVITE", "REGISTER"):
            _ = message.contact
    elif not _METHOD.match(message.cseq.method):
        raise MalformedMessageError("bad CSeq")


def response_to(request: Request, status: int, phrase: str = "", to_tag: str = "") -> Response:
    """A response with the headers copied from its request (RFC 3261 section 8.2.6)."""
    response = Response(status, phrase)
    for name in ("via", "from", "to", "call-id", "cseq"):
        for value in request.headers.all(name):
            response.headers.add(name, value)
    if status > 100 and to_tag and not request.to.tag:
        response.headers.put("to", str(request.to.with_tag(to_tag)))
    if status == 100 and (timestamp := request.headers.get("timestamp")):
        response.headers.add("timestamp", timestamp)
    return response


def bad_request(data: bytes) -> Response | None:
    """A 400 for a request that is malformed but can be answered; None for anything else."""
    head = data[:LARGEST_MESSAGE].partition(b"\r\n\r\n")[0].decode("utf-8", errors="replace")
    lines = head.split("\r\n")
    if lines[0].startswith(("SIP/", "ACK ")) or len(lines) > MOST_HEADERS:
        return None
    response = Response(400)
    try:
        headers = Headers(
            (name, value.strip())
            for name, colon, value in (line.partition(":") for line in lines[1:])
            if colon and _HEADER_NAME.match(name.strip()) and not _CONTROL.search(value)
        )
        for name in ("via", "from", "to", "call-id", "cseq"):
            for value in headers.all(name):
                response.headers.add(name, value)
        _ = (response.via, response.from_, response.to, response.call_id, response.cseq)
    except MalformedMessageError:
        return None
    return response
