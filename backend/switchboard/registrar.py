"""Registrations: which agent answers for which login, and the digest check every client has to pass (RFC 3261)."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from backend.switchboard.guessing import PasswordGuessing
from backend.switchboard.logins import SipCredentials
from backend.switchboard.sip.digest import Challenges, Verdict, read_credentials
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.headers import NameAddr, parse_name_addr, parse_number
from backend.switchboard.sip.message import Request, response_to
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.transport import Flow
from backend.switchboard.sip.uri import MalformedMessageError
from backend.switchboard.world import Settings, World

log = logging.getLogger(__name__)
SHORTEST_S = 10
MOST_CONTACTS = 10


class Accounts(Protocol):
    """The accounts that may register now."""

    def find(self, domain: str, username: str) -> SipCredentials | None:
        """The account of this user name in this SIP domain; None when there is none or its login is void."""


@dataclass(frozen=True)
class Binding:
    """One registered agent: its contact URI, the way to it, and until when (loop time in seconds)."""

    login_id: str
    person_id: str
    kind: str
    username: str
    domain: str
    contact: str
    flow: Flow
    expires_at: float
    call_id: str
    sequence: int
    user_agent: str = ""


class Gate:
    """Lets a request pass when its digest fits a living account; challenges or refuses it otherwise."""

    def __init__(self, endpoint: Endpoint, accounts: Accounts, settings: Settings) -> None:
        self._endpoint = endpoint
        self._accounts = accounts
        self._challenges = Challenges(settings.digest_algorithms_at_most)
        self._guessing = PasswordGuessing()

    def admit(self, transaction: ServerTransaction, domain: str) -> SipCredentials | None:
        """The account of the sender; None when the request has been answered with 401, 403 or 503 here."""
        request = transaction.request
        given = read_credentials(request.headers.all("authorization"), domain)
        if given is None:
            self._challenge(transaction, domain)
            return None
        source = transaction.flow.remote[0]
        wait_s = self._guessing.wait_s(source, given.username)
        if wait_s > 0:
            self._endpoint.reply(transaction, 503, retry_after=str(math.ceil(wait_s)))
            return None
        account = self._accounts.find(domain, given.username)
        verdict = self._challenges.judge(given, account.ha1, request.method) if account else Verdict.WRONG
        if verdict is Verdict.STALE:
            self._challenge(transaction, domain, stale=True)
            return None
        if account is None or verdict is Verdict.WRONG:
            log.info("%s refused: wrong credentials", request.method)
            self._guessing.wrong(source, given.username)
            self._endpoint.reply(transaction, 403)
            return None
        return account

    def _challenge(self, transaction: ServerTransaction, domain: str, stale: bool = False) -> None:
        response = response_to(transaction.request, 401, to_tag="challenge")
        for value in self._challenges.challenge(domain, stale):
            response.headers.add("www-authenticate", value)
        transaction.respond(response)


class Registrar:
    """Takes REGISTER; a login has one agent, so a new contact of the same login replaces the old one.

    An agent keeps its Call-ID (RFC 3261 section 10.2.4): `on_restart` tells of a login whose agent comes with another.
    """

    def __init__(self, endpoint: Endpoint, gate: Gate, world: World) -> None:
        self._endpoint = endpoint
        self._gate = gate
        self._world = world
        self._longest_s = world.settings.sip_expires_s
        self._bindings: dict[str, Binding] = {}
        self.on_change: Callable[[str, Binding | None], None] = lambda _login, _binding: None
        self.on_restart: Callable[[str], None] = lambda _login: None

    def all(self) -> list[Binding]:
        """Every living binding."""
        now = asyncio.get_running_loop().time()
        return [binding for binding in self._bindings.values() if binding.expires_at > now and binding.flow.is_open]

    def of(self, person_id: str) -> list[Binding]:
        """The living bindings of one person."""
        return [binding for binding in self.all() if binding.person_id == person_id]

    def drop(self, login_id: str) -> None:
        """Forget the agent of a login."""
        if self._bindings.pop(login_id, None) is not None:
            self.on_change(login_id, None)

    def receive(self, transaction: ServerTransaction) -> None:
        """Answer a REGISTER."""
        request = transaction.request
        domain = request.to.uri.host.lower()
        if self._world.by_domain(domain) is None:
            self._endpoint.reply(transaction, 404)
            return
        account = self._gate.admit(transaction, domain)
        if account is None:
            return
        if request.to.uri.user != account.username:
            self._endpoint.reply(transaction, 403)
            return
        self._register(transaction, account)

    def _register(self, transaction: ServerTransaction, account: SipCredentials) -> None:
        request = transaction.request
        known = self._bindings.get(account.login_id)
        if known and known.call_id == request.call_id and request.cseq.number <= known.sequence:
            self._endpoint.reply(transaction, 500)
            return
        wanted = self._wanted(request)
        if any(0 < expires < SHORTEST_S for _, expires in wanted):
            self._endpoint.reply(transaction, 423, min_expires=str(SHORTEST_S))
            return
        for contact, expires in wanted:
            self._bind(account, contact, min(expires, self._longest_s), transaction)
        self._confirm(transaction, account.login_id)
        self._tell(known, account.login_id)

    def _wanted(self, request: Request) -> list[tuple[str, int]]:
        """Contacts with their expiry in seconds; `*` stands for every contact (RFC 3261 section 10.2.2)."""
        fields = request.headers.all("contact")
        default = parse_number(request.headers.get("expires") or str(self._longest_s), 2**32)
        if len(fields) > MOST_CONTACTS or ("*" in fields and (len(fields) > 1 or default)):
            raise MalformedMessageError("bad contacts")
        if fields == ["*"]:
            return [("*", 0)]
        contacts = [parse_name_addr(field) for field in fields]
        wanted = [(str(contact.uri), _expires(contact, default)) for contact in contacts]
        return sorted(wanted, key=lambda item: item[1])

    def _bind(self, account: SipCredentials, contact: str, expires_s: int, transaction: ServerTransaction) -> None:
        request, login_id = transaction.request, account.login_id
        known = self._bindings.get(login_id)
        if expires_s == 0:
            if known and contact in ("*", known.contact):
                self.drop(login_id)
            return
        self._bindings[login_id] = Binding(
            login_id=login_id,
            person_id=account.person.id,
            kind=account.kind,
            username=account.username,
            domain=account.enterprise.domain,
            contact=contact,
            flow=transaction.flow,
            expires_at=asyncio.get_running_loop().time() + expires_s,
            call_id=request.call_id,
            sequence=request.cseq.number,
            user_agent=request.headers.get("user-agent") or "",
        )

    def _confirm(self, transaction: ServerTransaction, login_id: str) -> None:
        response = response_to(transaction.request, 200, to_tag="registrar")
        binding = self._bindings.get(login_id)
        if binding:
            left = round(binding.expires_at - asyncio.get_running_loop().time())
            response.headers.add("contact", f"<{binding.contact}>;expires={left}")
        transaction.respond(response)

    def _tell(self, known: Binding | None, login_id: str) -> None:
        """Say what has changed, after the client has been answered: what follows may be a call to it."""
        now = self._bindings.get(login_id)
        if now is None:
            return
        if known is not None and known.call_id != now.call_id:
            self.on_restart(login_id)
        if known is None or replace(known, expires_at=0, sequence=0) != replace(now, expires_at=0, sequence=0):
            log.info("%s registered over %s", now.username, now.flow.transport)
            self.on_change(login_id, now)


def _expires(contact: NameAddr, default: int) -> int:
    value = contact.param("expires")
    return parse_number(value, 2**32) if value else default
