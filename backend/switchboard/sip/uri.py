"""SIP and tel URIs (RFC 3261 section 19, RFC 3966), as much as a switchboard looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote


class MalformedMessageError(ValueError):
    """What came over the network is not SIP; the text says why and never quotes what came."""


_HOST = re.compile(r"^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})$")
_USER_SAFE = "-_.!~*'()&=+$,;?/"


@dataclass(frozen=True)
class SipUri:
    """A URI taken apart; `port` is 0 when it is not given, `params` is the raw text after the first semicolon."""

    user: str
    host: str
    port: int = 0
    params: str = ""
    scheme: str = "sip"

    def __str__(self) -> str:
        if self.scheme == "tel":
            return f"tel:{self.user}" + (f";{self.params}" if self.params else "")
        user = f"{quote(self.user, safe=_USER_SAFE)}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        params = f";{self.params}" if self.params else ""
        return f"{self.scheme}:{user}{self.host}{port}{params}"

    def param(self, name: str) -> str | None:
        """The value of a URI parameter, "" when it stands without a value, None when it is absent."""
        for part in self.params.split(";"):
            key, _, value = part.partition("=")
            if key.strip().lower() == name:
                return value.strip()
        return None


def parse_port(text: str) -> int:
    """A port number 1-65535; raises MalformedMessageError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise MalformedMessageError("bad port")
    return int(text)


def parse_host_port(text: str) -> tuple[str, int]:
    """`host[:port]` with port 0 when absent; raises MalformedMessageError."""
    host, port = text, ""
    if text.startswith("["):
        end = text.find("]")
        if end < 0 or text[end + 1 : end + 2] not in ("", ":"):
            raise MalformedMessageError("bad host")
        host, port = text[: end + 1], text[end + 2 :]
        if text[end + 1 :] == ":":
            raise MalformedMessageError("bad port")
    elif ":" in text:
        host, _, port = text.partition(":")
        if not port:
            raise MalformedMessageError("bad port")
    if not _HOST.match(host):
        raise MalformedMessageError("bad host")
    return host, parse_port(port) if port else 0


def parse_uri(text: str) -> SipUri:
    """Take a `sip:`, `sips:` or `tel:` URI apart; raises MalformedMessageError."""
    scheme, colon, rest = text.strip().partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in ("sip", "sips", "tel") or not rest or any(c in rest for c in ' <>"\r\n\t'):
        raise MalformedMessageError("bad URI")
    if scheme == "tel":
        number, _, params = rest.partition(";")
        return SipUri(unquote(number), "", params=params, scheme=scheme)
    rest = rest.partition("?")[0]
    userinfo, at, hostpart = rest.rpartition("@")
    if not at:
        userinfo, hostpart = "", rest
    hostport, _, params = hostpart.partition(";")
    host, port = parse_host_port(hostport)
    return SipUri(unquote(userinfo.partition(":")[0]), host, port, params, scheme)
