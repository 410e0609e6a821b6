"""Reads the platform's replies with suspicion: what is not as the API says goes no further."""

from __future__ import annotations

import json
import re
import unicodedata

from backend.core.directory import Department, DirectoryContent, Person
from backend.core.errors import PlatformUnreachable
from backend.core.ports import (
    CallbackNews,
    DirectoryNews,
    Login,
    PlatformNews,
    Profile,
    ProfileNews,
    RevokedNews,
    SipCredentials,
    Verification,
)
from backend.core.state import Account, EnterpriseChoice

LONGEST_TEXT = 256
LONGEST_SECRET = 1024
MOST_ENTERPRISES = 1000
MOST_PEOPLE = 500_000
LONGEST_WAIT_S = 86_400
_PERMISSIONS = ("internal", "local", "national", "international")
_TRANSPORTS = ("udp", "tcp")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_USER = re.compile(r"[A-Za-z0-9._+*#-]{1,64}")
_PROXY = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):[1-9][0-9]{0,4}")
_TOKEN = re.compile(rf"[!-~]{{1,{LONGEST_SECRET}}}")
_REQUIRED = object()


class Reply:
    """An object of a reply; every reading says what it must be. Error: PlatformUnreachable `platform_nonsense`."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise nonsense("an object")
        self._value = value

    def text(self, name: str, default: object = _REQUIRED, longest: int = LONGEST_TEXT) -> str:
        """A text without control characters. An absent or null one is the default, if there is one."""
        value = self._value.get(name)
        if value is None and isinstance(default, str):
            return default
        if not isinstance(value, str) or len(value) > longest:
            raise nonsense(name)
        return "".join(c for c in value if unicodedata.category(c)[0] != "C").strip()

    def id(self, name: str) -> str:
        """A text that is not empty."""
        if not (text := self.text(name)):
            raise nonsense(name)
        return text

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text of exactly this form; never cleaned, because it may be a secret or goes into SIP messages."""
        value = self._value.get(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise nonsense(name)
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: object = _REQUIRED) -> str:
        """One of these words."""
        text = self.text(name, default)
        if text not in choices and text != default:
            raise nonsense(name)
        return text

    def number(self, name: str, least: float, most: float) -> float:
        """A number within these limits."""
        value = self._value.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise nonsense(name)
        if not least <= value <= most:  # neither is NaN
            raise nonsense(name)
        return value

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within these limits."""
        if self._value.get(name) is None and default is not None:
            return default
        value = self.number(name, least, most)
        if not isinstance(value, int):
            raise nonsense(name)
        return value

    def inner(self, name: str) -> Reply:
        """An object in the object."""
        return Reply(self._value.get(name))

    def has(self, name: str) -> bool:
        """Is it there and not null?"""
        return self._value.get(name) is not None

    def objects(self, name: str, most: int) -> list[Reply]:
        """A list of objects."""
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise nonsense(name)
        return [Reply(one) for one in value]

    def plain(self, names: re.Pattern[str], without: tuple[str, ...]) -> dict[str, str | int | float]:
        """The texts and numbers whose names are of this form."""
        return {
            name: value
            for name, value in self._value.items()
            if names.fullmatch(name) and name not in without and _is_plain(value)
        }

    def words(self, name: str) -> list[str]:
        """A short list of texts."""
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > MOST_ENTERPRISES:
            raise nonsense(name)
        return [word for word in value if isinstance(word, str)]


def _is_plain(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return abs(value) < 1e12  # nor NaN
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def nonsense(what: str) -> PlatformUnreachable:
    """The reply is not as the API says; `what` never holds anything from the reply itself."""
    return PlatformUnreachable("platform_nonsense", what=what)


def parse(body: bytes) -> Reply:
    """A reply's JSON. Error: PlatformUnreachable `platform_nonsense`."""
    try:
        return Reply(json.loads(body))
    except (ValueError, RecursionError):
        raise nonsense("json") from None


def enterprises(reply: Reply) -> tuple[EnterpriseChoice, ...]:
    """The enterprises of a mobile number, at least one."""
    found = tuple(_enterprise(one) for one in reply.objects("enterprises", MOST_ENTERPRISES))
    if not found:
        raise nonsense("enterprises")
    return found


def _enterprise(reply: Reply) -> EnterpriseChoice:
    return EnterpriseChoice(reply.id("id"), reply.id("name"), reply.text("main_number"))


def verification(reply: Reply) -> Verification:
    """A verification call that is being placed."""
    return Verification(
        id=reply.id("verification_id"),
        main_number=reply.text("main_number"),
        lifetime_s=reply.number("lifetime_s", 0, LONGEST_WAIT_S),
        resend_after_s=reply.number("resend_after_s", 0, LONGEST_WAIT_S),
        tries=reply.whole("tries", 1, 1000),
    )


def login(reply: Reply) -> Login:
    """What a right code brings."""
    token = reply.matching("token", _TOKEN)
    return Login(token, _credentials(reply.inner("sip")), account(reply.inner("profile")))


def _credentials(reply: Reply) -> SipCredentials:
    return SipCredentials(
        domain=reply.matching("domain", _DOMAIN),
        username=reply.matching("username", _USER),
        auth_username=reply.matching("auth_username", _USER),
        password=reply.matching("password", _TOKEN),
        proxy=_proxy(reply),
        transport=_transport(reply),
        expires_s=reply.whole("expires_s", 30, LONGEST_WAIT_S),
    )


def _proxy(reply: Reply) -> str:
    proxy = reply.matching("proxy", _PROXY)
    if int(proxy.rpartition(":")[2]) > 65_535:
        raise nonsense("proxy")
    return proxy


def _transport(reply: Reply) -> str:
    """The first that we know."""
    for transport in reply.words("transports"):
        if transport in _TRANSPORTS:
            return transport
    raise nonsense("transports")


def profile(reply: Reply) -> Profile:
    """The user as the platform sees them now."""
    if not reply.has("sip"):
        return Profile(account(reply))
    sip = reply.inner("sip")
    return Profile(
        account(reply),
        _proxy(sip) if sip.has("proxy") else "",
        _transport(sip) if sip.has("transports") else "",
        sip.matching("username", _USER) if sip.has("username") else "",
    )


def news(name: str, data: str) -> PlatformNews | None:
    """An event of the stream; None for one that this program does not know."""
    if name not in ("profile", "directory", "callback", "revoked"):
        return None
    reply = parse(data.encode())
    if name == "profile":
        return ProfileNews(profile(reply))
    if name == "directory":
        return DirectoryNews(reply.id("revision"))
    if name == "callback":
        return _callback(reply)
    return RevokedNews(reply.choice("reason", ("replaced", "logged_out", "removed", "unknown"), "unknown"))


def _callback(reply: Reply) -> CallbackNews:
    return CallbackNews(
        id=reply.id("id"),
        number=reply.text("number", longest=64),
        state=reply.choice("state", ("calling_mobile", "calling_party", "established", "ended")),
        status=reply.whole("status", 0, 699, default=0),
        reason=reply.text("reason", "", longest=64),
    )


def account(reply: Reply) -> Account:
    """Who is logged in."""
    enterprise = _enterprise(reply.inner("enterprise"))
    return Account(
        enterprise_id=enterprise.id,
        enterprise_name=enterprise.name,
        main_number=enterprise.main_number,
        user_id=reply.id("user_id"),
        name=reply.text("name"),
        extension=reply.text("extension"),
        mobile=reply.text("mobile"),
        permission=reply.choice("permission", _PERMISSIONS),
        mode=reply.choice("mode", ("network", "callback")),
        mode_reason=reply.choice("mode_reason", ("administration", "mobile_client"), "administration"),
        policy=reply.choice("policy", ("exclusive", "refuse", "shared")),
        area_code=reply.text("area_code", ""),
        echo=reply.text("echo_extension", ""),
    )


def directory(reply: Reply, etag: str) -> DirectoryContent:
    """A whole directory."""
    return DirectoryContent(
        revision=reply.text("revision"),
        departments=tuple(_department(one) for one in reply.objects("departments", MOST_PEOPLE)),
        people=tuple(_person(one) for one in reply.objects("people", MOST_PEOPLE)),
        etag=etag,
    )


def _department(reply: Reply) -> Department:
    return Department(reply.id("id"), reply.text("name"), reply.text("parent_id", ""), _order(reply))


def _person(reply: Reply) -> Person:
    return Person(
        id=reply.id("id"),
        name=reply.text("name"),
        department_id=reply.text("department_id"),
        position=reply.text("position", ""),
        extension=reply.text("extension", ""),
        mobile=reply.text("mobile", ""),
        email=reply.text("email", ""),
        permission=reply.choice("permission", _PERMISSIONS, ""),
        picture_etag=reply.text("picture_etag", ""),
        order=_order(reply),
    )


def _order(reply: Reply) -> int:
    return reply.whole("order", -(2**31), 2**31, default=0)
