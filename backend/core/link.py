"""What a tel:, sip: or callto: link asks for. Links come from web pages: whatever is no number is refused."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from backend.core.errors import InvalidInput

LONGEST = 200
LONGEST_TEXT = 4096
USUAL_DIGITS = (7, 3)  # a telephone number of a whole line is meant before an extension, and that before one digit
_SCHEME = re.compile(r"(?P<scheme>tel|sips?|callto):(?://)?(?P<rest>.*)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-.() ]")  # RFC 3966 section 5.1.1, and the blank that people write
_IN_TEXT = re.compile(r"\+?[0-9*#](?:[-.() ]{0,2}[0-9*#])*", re.ASCII)
_DATE_OR_TIME = re.compile(
    r"\d{4} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?[日号])?"
    r"|\d{1,2} ?月 ?\d{1,2} ?[日号]"
    r"|\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)"
    r"|\d{1,2}(?::\d{2})+"
)
_NUMBER = re.compile(r"\+?[0-9*#]{1,64}", re.ASCII)


def number_of(text: str) -> str:
    """The number in a link (tel: RFC 3966; the user part of sip: and sips: RFC 3261 section 19.1; callto:), digits with
    + * # only. Its parameters are ignored, what is percent-encoded is decoded once. Error: InvalidInput
    `invalid_link`."""
    link = _SCHEME.fullmatch(text.strip(" ")) if len(text) <= LONGEST else None
    if link is None:
        raise InvalidInput("invalid_link")
    rest = re.split(r"[;?]", link["rest"])[0].rstrip("/")
    if link["scheme"].lower().startswith("sip") and "@" in link["rest"]:
        rest = re.split(r"[;:]", link["rest"].partition("@")[0])[0]
    number = _SEPARATORS.sub("", unquote(rest, errors="strict") if _decodes(rest) else "")
    if not _NUMBER.fullmatch(number):
        raise InvalidInput("invalid_link")
    return number


def link_in(text: str) -> str:
    """The link that a selected text is or whose number it shows; the text itself, shortened, when there is none."""
    shown = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).strip()
    if _SCHEME.match(shown):
        return shown.split()[0]
    found = [number for line in _DATE_OR_TIME.sub("|", shown).splitlines() for number in _IN_TEXT.findall(line)]
    usual = [number for least in USUAL_DIGITS for number in found if sum(map(str.isdigit, number)) >= least]
    return f"tel:{[*usual, *found][0]}" if found else shown[:LONGEST]


def _decodes(text: str) -> bool:
    """Is everything that is percent-encoded plain ASCII?"""
    return all(int(code, 16) < 0x80 for code in re.findall(r"%([0-9a-fA-F]{2})", text))
