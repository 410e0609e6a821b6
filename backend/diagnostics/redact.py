"""Takes out of a text what is nobody's business but the user's: secrets, names, numbers, addresses, places.

Nothing here depends on how a log is written: what is known is looked for everywhere, and what has the form of a secret,
a number or a name is replaced also when it is not known. Better too much than too little.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backend.diagnostics.names import Names
from backend.diagnostics.pseudonyms import PATTERN, REMOVED, Pseudonyms
from backend.diagnostics.secret_forms import SecretForms

Match = re.Match[str]

SHORTEST_NUMBER = 7  # digits of a number that nobody has to know to see that it is one
SHORTEST_KNOWN = 4  # shorter ones would take the status out of every answer
PIECE = 32 * 1024
_HEADER = re.compile(r"(?i)(auth(?:orization|enticate|entication-info)[\"']?\s*[:=])[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;]+")
_QUOTED = r"(?:\"(?:[^\"\\\r\n]|\\.)*\"?|'(?:[^'\\\r\n]|\\.)*'?"
_FIELD = re.compile(
    r"(?i)(pass(?:word|wd|phrase|code)?|pwd|secret(?!s:)|token|nonce|response|opaque|inline|ice-pwd|dtmf|digits|api_?key"
    rf"|authkey|pin)(\w*[\"']?(?:\s*[:=]+\s*|\s+is\s+)){_QUOTED}|[^\s,;&\"'<>)\]}}]+)"
)
_CODE = re.compile(r"(?i)(code|验证码)(\W{0,6})[\"']?\d{4,8}(?!\d)")
_USER_INFO = re.compile(r"://[^/\s:@]+:[^/\s@]+@")
_TOKEN = re.compile(
    r"(?<![\w+-])(?=[\w+-]*\d)(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])[\w+-]{24,}=*|\b[0-9A-Fa-f]{32,}\b", re.ASCII
)
_DISPLAY = re.compile(
    r"(?i)\"(?P<quoted>(?:[^\"\\\r\n]|\\.)*)\"(?=\s*<(?:sips?|tel):)"
    r"|(?P<header>\b(?:from|to|contact|[fmtb]|[\w-]*identity|referred-by|diversion|history-info)[ \t]*:[ \t]*)"
    r"(?P<bare>[^\s<\"][^<\"\r\n]*?)(?=\s*<(?:sips?|tel):)"
)
_CONTACT = re.compile(
    r"(?i)\b(?P<scheme>sips?|tel|callto):(?:(?P<user>[^\s@<>;?\"']{1,200})@)?(?P<host>[^\s<>;?\"',)\]]{1,255})"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*"
)
_CONTACTS = ("@", "sip:", "sips:", "tel:", "callto:", "SIP:", "SIPS:", "TEL:", "CALLTO:")
_FOREIGN = re.compile(r"\w*(?:(?![\x00-\x7f])\w)\w*")
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\.\d)|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]*"
)
_HOME = re.compile(r"(?i)((?:/home|/Users|[A-Z]:[\\/]+Users)[\\/]+)(?!user-\d)[^\\/\s\"']+")
_DIGITS = re.compile(
    rf"(?P<keep>{PATTERN}|(?:\d{{1,3}}\.){{2}}(?:\d{{1,3}}|x)\.(?:\d{{1,3}}|x(?:\(ip-\d+\))?)(?::\d{{1,5}})?(?!\d)"
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?)?"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    r"|(?P<number>(?=\+?(?:[ ().-]{0,2}\d){4})"
    r"(?:\d{3,4}(?:\.\d{3,4}){1,3}(?![.\d])|(?:\+\d{1,3}[ ()-]{1,2})?\d{2,}(?:[ ()-]{1,2}\d{2,})*))"
)
_ESCAPED = re.compile(r"(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})+")
_ONE_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|(?:\\x|%)([0-9A-Fa-f]{2})")
_TIMES_ESCAPED = 3


@dataclass(frozen=True)
class Known:
    """What the program knows and the report must not say: `names` of people, departments, enterprises, this machine
    and its user; telephone `numbers` in any form."""

    secrets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    home: str = ""


class Redactor:
    """For one report: pseudonyms are the same in all its texts."""

    def __init__(self, known: Known) -> None:
        self._pseudonyms = Pseudonyms()
        self._secrets = SecretForms(known.secrets)
        self._names = Names(known.names, self._pseudonyms)
        self._numbers = frozenset(_digits_of(known.numbers))
        self._home = known.home if len(known.home) > 1 else ""

    def redact(self, text: str) -> str:
        """The text as it may be given away."""
        text = self._secrets.remove(text)
        text = self._secrets.remove(_decoded(text))
        text = _HEADER.sub(rf"\1 {REMOVED}", text)
        # In pieces: while a pattern is looked for, no other thread runs.
        return "".join(map(self._redact_lines, _pieces(text)))

    def _redact_lines(self, text: str) -> str:
        of = self._pseudonyms.of
        text = _BEARER.sub(rf"\1 {REMOVED}", text)
        text = _FIELD.sub(rf"\1\2{REMOVED}", text)
        text = _CODE.sub(rf"\1\2{REMOVED}", text)
        text = _USER_INFO.sub(f"://{REMOVED}@", text)
        text = text.replace(self._home, "~") if self._home else text
        text = _HOME.sub(lambda match: match[1] + of("user", match[0].lower()), text)
        text = _in_lines(text, ("<",), lambda line: _DISPLAY.sub(self._display, line))
        text = _in_lines(text, _CONTACTS, lambda line: _CONTACT.sub(self._contact, line))
        text = _TOKEN.sub(lambda match: of("id", match[0]), text)
        text = _ADDRESS.sub(self._address, text)
        if not text.isascii():
            text = _FOREIGN.sub(lambda match: of("text", match[0]), text)
        return _DIGITS.sub(self._number, self._names.replace(text))

    def _display(self, match: Match) -> str:
        """What a SIP header says in front of an address."""
        if match["quoted"] is None:
            return str(match["header"]) + self._pseudonyms.of("name", match["bare"].strip().lower())
        return f'"{self._pseudonyms.of("name", match["quoted"].lower())}"'

    def _contact(self, match: Match) -> str:
        """A SIP or telephone address, or one for mail."""
        scheme, user, host = match["scheme"], match["user"], match["host"]
        if scheme is None:
            return self._pseudonyms.of("mail", match[0].lower())
        if user is None and scheme.lower() in ("tel", "callto"):
            return f"{scheme}:{self._user(host)}"
        return f"{scheme}:{'' if user is None else self._user(user) + '@'}{self._host(host)}"

    def _user(self, user: str) -> str:
        digits = "".join(filter(str.isdecimal, user))
        return self._pseudonyms.of_number(digits) if digits else self._pseudonyms.of("user", user.lower())

    def _host(self, host: str) -> str:
        """Addresses are left to whom they are for; a name may be the enterprise's."""
        name, colon, port = host.partition(":")
        if host[:1] == "[" or name.replace(".", "").isdecimal() or re.fullmatch(PATTERN, name):
            return host
        return self._pseudonyms.of("domain", name.lower()) + colon + port

    def _address(self, match: Match) -> str:
        """Half of an address tells which network it is of; one of this machine is nobody's."""
        text = match[0].rstrip(".")
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return match[0]
        if address.is_loopback or address.is_unspecified:
            return match[0]
        kept = ".".join(text.split(".")[:2]) + ".x.x" if address.version == 4 else address.exploded[:4] + ":x"
        return f"{kept}({self._pseudonyms.of('ip', text)})" + match[0][len(text) :]

    def _number(self, match: Match) -> str:
        if match["keep"] is not None:
            return match[0]
        digits = "".join(filter(str.isdecimal, match[0]))
        if len(digits) >= SHORTEST_NUMBER:
            return self._pseudonyms.of_number(digits)
        return re.sub(r"\d+", self._short_number, match[0])

    def _short_number(self, match: Match) -> str:
        return self._pseudonyms.of_number(match[0]) if match[0] in self._numbers else match[0]


def _pieces(text: str) -> Iterator[str]:
    """Whole lines, about PIECE characters of them."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def _in_lines(text: str, marks: tuple[str, ...], work: Callable[[str], str]) -> str:
    """Do it to the lines that have one of these marks; most have none, and what is looked for takes its time."""
    lines = text.splitlines(keepends=True)
    return "".join(work(line) if any(mark in line for mark in marks) else line for line in lines)


def _digits_of(numbers: Iterable[str]) -> Iterable[str]:
    for number in numbers:
        digits = "".join(filter(str.isdecimal, number.rpartition(":")[2]))
        if len(digits) >= SHORTEST_KNOWN:
            yield digits


def _decoded(text: str) -> str:
    """Escapes of addresses, JSON and Python as what they mean, so that nothing hides in them."""
    for _ in range(_TIMES_ESCAPED):
        plain = _ESCAPED.sub(_plain, text)
        if plain == text:
            break
        text = plain
    return text


def _plain(match: Match) -> str:
    units: Callable[[Match], str] = lambda one: chr(int(one[1] or one[2], 16))  # noqa: E731
    found = _ONE_ESCAPED.sub(units, match[0])
    if "\\u" in match[0]:
        text = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    else:
        text = found.encode("latin-1").decode("utf-8", "replace")
    return text if text.isprintable() and "\ufffd" not in text else match[0]
