"""Header fields and their inner structure: addresses, Via, CSeq, parameters (RFC 3261 section 20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.switchboard.sip.uri import MalformedMessageError, SipUri, parse_host_port, parse_uri

COMPACT = {
    "a": "accept-contact", "b": "referred-by", "c": "content-type", "d": "request-disposition", "e": "content-encoding",
    "f": "from", "i": "call-id", "k": "supported", "l": "content-length", "m": "contact", "o": "event",
    "r": "refer-to", "s": "subject", "t": "to", "u": "allow-events", "v": "via", "x": "session-expires",
}  # fmt: skip
_LISTS = {"via", "contact", "route", "record-route"}
_SPELLING = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate"}


class Headers:
    """Header fields in order; names compare without case and in their long form."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: list[tuple[str, str]] = []
        for name, value in fields:
            self.add(name, value)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def add(self, name: str, value: str) -> None:
        """Append a field; a comma-separated list of addresses becomes one field for each."""
        name = long_name(name)
        values = split_list(value) if name in _LISTS else [value]
        self._fields.extend((name, item) for item in values)

    def put(self, name: str, value: str) -> None:
        """Replace every field of this name by one."""
        self.remove(name)
        self.add(name, value)

    def remove(self, name: str) -> None:
        """Take every field of this name away."""
        name = long_name(name)
        self._fields = [(key, value) for key, value in self._fields if key != name]

    def replace_first(self, name: str, value: str) -> None:
        """Replace the first field of this name where it stands."""
        name = long_name(name)
        for index, (key, _) in enumerate(self._fields):
            if key == name:
                self._fields[index] = (name, value)
                return
        self._fields.append((name, value))

    def get(self, name: str) -> str | None:
        """The first value of this name, or None."""
        name = long_name(name)
        return next((value for key, value in self._fields if key == name), None)

    def all(self, name: str) -> list[str]:
        """Every value of this name, in order."""
        name = long_name(name)
        return [value for key, value in self._fields if key == name]

    def tokens(self, name: str) -> set[str]:
        """The lower-case members of comma-separated lists such as Require and Supported."""
        return {token.strip().lower() for value in self.all(name) for token in value.split(",") if token.strip()}

    def lines(self) -> str:
        """The fields as they go on the wire, each with CRLF."""
        return "".join(f"{spelling(name)}: {value}\r\n" for name, value in self._fields)


def long_name(name: str) -> str:
    """The lower-case long form of a header name."""
    name = name.strip().lower()
    return COMPACT.get(name, name)


def spelling(name: str) -> str:
    """The usual spelling of a lower-case header name."""
    return _SPELLING.get(name) or "-".join(part.capitalize() for part in name.split("-"))


def split_list(text: str, separator: str = ",") -> list[str]:
    """Split at separators that stand outside quotes and angle brackets; empty members are left out."""
    parts: list[str] = []
    current: list[str] = []
    quoted = escaped = False
    depth = 0
    for char in text:
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted and char == "<":
            depth += 1
        elif not quoted and char == ">":
            depth = max(0, depth - 1)
        elif not quoted and depth == 0 and char == separator:
            parts.append("".join(current).strip())
            current = []
            continue
        current.append(char)
    parts.append("".join(current).strip())
    return [part for part in parts if part]


def parse_params(text: str) -> dict[str, str]:
    """`;a=b;c` as a dictionary with lower-case names; quotes around values are taken off."""
    params: dict[str, str] = {}
    for part in split_list(text, ";"):
        name, _, value = part.partition("=")
        params[name.strip().lower()] = unquoted(value.strip())
    return params


def unquoted(text: str) -> str:
    """A quoted string without its quotes and escapes; other text as it is."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text


def quoted(text: str) -> str:
    """A quoted string (RFC 3261 section 25.1); control characters become spaces."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True)
class NameAddr:
    """`"name" <uri>;params` as in From, To, Contact and P-Asserted-Identity."""

    uri: SipUri
    name: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        name = f"{quoted(self.name)} " if self.name else ""
        params = "".join(f";{key}={value}" if value else f";{key}" for key, value in self.params)
        return f"{name}<{self.uri}>{params}"

    def param(self, name: str) -> str | None:
        """A header parameter, "" when it stands without a value, None when it is absent."""
        return dict(self.params).get(name)

    @property
    def tag(self) -> str:
        """The dialog tag, "" when there is none."""
        return self.param("tag") or ""

    def with_tag(self, tag: str) -> NameAddr:
        """The same address with this dialog tag."""
        others = tuple((key, value) for key, value in self.params if key != "tag")
        return NameAddr(self.uri, self.name, (*others, ("tag", tag)))


def parse_name_addr(text: str) -> NameAddr:
    """Take an address apart, with or without angle brackets; raises MalformedMessageError."""
    text = text.strip()
    name = ""
    if text.startswith('"'):
        end = _closing_quote(text)
        name, text = unquoted(text[: end + 1]), text[end + 1 :].strip()
        if not text.startswith("<"):
            raise MalformedMessageError("bad address")
    before, bracket, rest = text.partition("<")
    if bracket:
        uri, closing, params = rest.partition(">")
        if not closing or (params.strip() and not params.strip().startswith(";")):
            raise MalformedMessageError("bad address")
        name = name or before.strip()
    else:
        uri, _, params = text.partition(";")
    return NameAddr(parse_uri(uri), name, tuple(parse_params(params).items()))


def _closing_quote(text: str) -> int:
    index = 1
    while index < len(text) and text[index] != '"':
        index += 2 if text[index] == "\\" else 1
    if index >= len(text):
        raise MalformedMessageError("open quote")
    return index


@dataclass(frozen=True)
class Via:
    """One Via: where a response goes (RFC 3261 section 18.2.2, RFC 3581)."""

    transport: str
    host: str
    port: int
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        params = "".join(f";{key}={value}" if value else f";{key}" for key, value in self.params)
        return f"SIP/2.0/{self.transport.upper()} {self.host}{port}{params}"

    def param(self, name: str) -> str | None:
        """A Via parameter, "" when it stands without a value, None when it is absent."""
        return dict(self.params).get(name)

    @property
    def branch(self) -> str:
        """The transaction's branch, "" when there is none."""
        return self.param("branch") or ""

    def received_from(self, address: tuple[str, int]) -> Via:
        """The same Via with the source address noted, as a server adds it."""
        params = dict(self.params)
        params["received"] = address[0]
        if "rport" in params:
            params["rport"] = str(address[1])
        return Via(self.transport, self.host, self.port, tuple(params.items()))


def parse_via(text: str) -> Via:
    """Take a Via apart; raises MalformedMessageError."""
    sent, _, params = text.partition(";")
    words = sent.replace("/ ", "/").replace(" /", "/").split()
    protocol = words[0].split("/") if words else []
    if len(words) != 2 or len(protocol) != 3 or protocol[0].upper() != "SIP" or protocol[1] != "2.0":
        raise MalformedMessageError("bad Via")
    if not (protocol[2].isascii() and protocol[2].isalpha() and len(protocol[2]) <= 8):
        raise MalformedMessageError("bad Via")
    host, port = parse_host_port(words[1])
    return Via(protocol[2].lower(), host, port, tuple(parse_params(params).items()))


@dataclass(frozen=True)
class CSeq:
    """Sequence number and method."""

    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def parse_cseq(text: str) -> CSeq:
    """Take a CSeq apart; the number is below 2**31; raises MalformedMessageError."""
    words = text.split()
    if len(words) != 2:
        raise MalformedMessageError("bad CSeq")
    return CSeq(parse_number(words[0], 2**31 - 1), words[1])


def parse_number(text: str, most: int) -> int:
    """A decimal number from 0 to `most`; raises MalformedMessageError."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise MalformedMessageError("bad number")
    return int(text)
