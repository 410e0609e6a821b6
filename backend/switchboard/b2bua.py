"""The switchboard between two telephones: who calls, where it leads, and the calls that are under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from backend.switchboard.joined_call import ABSENT, Faces, JoinedCall, Target
from backend.switchboard.numbering import masked
from backend.switchboard.registrar import Gate
from backend.switchboard.routing import Caller, Route, ToOutside, ToPerson, route
from backend.switchboard.sip.endpoint import Endpoint, address_of
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.leg import Failure
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.transport import Flow
from backend.switchboard.world import Enterprise, World

log = logging.getLogger(__name__)
CHECK_S = 20.0
LONGEST_EXTENSION = 6

FindTargets = Callable[[ToPerson | ToOutside], Sequence[Target]]
FindOwn = Callable[[ServerTransaction], Caller | None]


class B2bua:
    """Takes every new INVITE; `own_caller` knows our simulated telephones, everybody else passes the gate."""

    def __init__(
        self, endpoint: Endpoint, world: World, gate: Gate, own_caller: FindOwn, find_targets: FindTargets
    ) -> None:
        self._endpoint = endpoint
        self._world = world
        self._gate = gate
        self._own_caller = own_caller
        self._find_targets = find_targets
        self._calls: set[JoinedCall] = set()
        self._checking: asyncio.TimerHandle | None = None

    @property
    def calls(self) -> int:
        """How many calls there are, ringing ones too."""
        return len(self._calls)

    def start(self) -> None:
        """Begin to ask clients regularly whether they still know their calls."""
        self._checking = asyncio.get_running_loop().call_later(CHECK_S, self._check_again)

    def stop(self) -> None:
        """Hang up everything."""
        if self._checking is not None:
            self._checking.cancel()
        for call in tuple(self._calls):
            call.end()

    def check(self) -> None:
        """Ask every client in a call whether it still knows it; a call that one side forgot ends."""
        for call in tuple(self._calls):
            call.check()

    def follow(self, login_id: str, flow: Flow) -> None:
        """A client registered anew or from elsewhere: its calls go on there, if it still knows them."""
        for call in tuple(self._calls):
            call.follow(login_id, flow)

    def restarted(self, login_id: str) -> None:
        """A client was started again: the calls it was still dialling are nobody's."""
        for call in tuple(self._calls):
            call.abandon(login_id)

    def receive(self, transaction: ServerTransaction) -> None:
        """Take a new INVITE."""
        caller, login_id = self._own_caller(transaction), ""
        if caller is None:
            found = self._client(transaction)
            if found is None:
                return
            caller, login_id = found
        dialled = transaction.request.target.user
        call = JoinedCall(self._endpoint, transaction, caller.number, login_id)
        self._calls.add(call)
        call.on_over = lambda: self._calls.discard(call)
        call.caller.progress(100)
        self._lead(call, caller, route(self._world, caller, dialled))

    def _client(self, transaction: ServerTransaction) -> tuple[Caller, str] | None:
        sender = transaction.request.from_.uri
        enterprise = self._world.by_domain(sender.host)
        if enterprise is None:
            self._endpoint.reply(transaction, 403)
            return None
        account = self._gate.admit(transaction, enterprise.domain)
        if account is None:
            return None
        if sender.user != account.username:
            self._endpoint.reply(transaction, 403)
            return None
        return Caller(account.username, enterprise, account.person), account.login_id

    def _lead(self, call: JoinedCall, caller: Caller, goal: Route) -> None:
        if isinstance(goal, Failure):
            log.info("call from %s refused: %d", fit_for_log(caller.number), goal.status)
            call.refuse(goal)
            return
        targets = self._find_targets(goal)
        called = goal.number if isinstance(goal, ToOutside) else goal.person.extension or ""
        log.info("call from %s to %s: %d to ring", fit_for_log(caller.number), fit_for_log(called), len(targets))
        if not targets:
            call.refuse(ABSENT)
            return
        call.ring(targets, faces(caller, goal, self._endpoint.address[0]), self._world.settings.ring_timeout_s)

    def _check_again(self) -> None:
        self.check()
        self.start()


def fit_for_log(number: str) -> str:
    """An extension as it is, a public number without its middle."""
    return number if len(number) <= LONGEST_EXTENSION else masked(number)


def faces(caller: Caller, goal: ToPerson | ToOutside, host: str) -> Faces:
    """What the called side sees: colleagues by extension and name, the outside only the main number (PRODUCT M5)."""
    if isinstance(goal, ToOutside):
        shown = caller.enterprise.main_number if caller.enterprise else caller.number
        return Faces(outside(shown, host), outside(goal.number, host))
    domain = goal.enterprise.domain
    callee = address_of(goal.person.extension or "", domain, goal.person.name)
    via = str(outside(goal.via, domain)) if goal.via else ""
    if caller.person is not None:
        return Faces(address_of(caller.number, domain, caller.person.name), callee, via)
    return Faces(outside(caller.number, domain), callee, via)


def outside(number: str, host: str) -> NameAddr:
    """The address of a public number."""
    return address_of(number, host, user_is_phone=True)


def colleague(enterprise: Enterprise, extension: str) -> Caller | None:
    """The person of an enterprise as a caller."""
    person = enterprise.by_extension(extension)
    return Caller(extension, enterprise, person) if person else None
