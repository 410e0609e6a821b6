"""The switchboard between two telephones: who calls, where it leads, and the calls that are under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from backend.switchboard.conversation import Desk
from backend.switchboard.dialled_call import DialledCall
from backend.switchboard.numbering import canonical, masked
from backend.switchboard.parties import Party, Target, faces
from backend.switchboard.reception import Reception, is_full
from backend.switchboard.registrar import Gate
from backend.switchboard.ringing import ABSENT, BUSY
from backend.switchboard.routing import Caller, ToMainNumber, ToOutside, ToPerson, route
from backend.switchboard.sip.leg import Failure
from backend.switchboard.sip.server_transaction import ServerTransaction

log = logging.getLogger(__name__)
CHECK_S = 20.0
LONGEST_EXTENSION = 6

FindOwn = Callable[[ServerTransaction], Caller | None]


class B2bua:
    """Takes every new INVITE; `own_caller` knows our simulated telephones, everybody else passes the gate."""

    def __init__(self, desk: Desk, gate: Gate, own_caller: FindOwn) -> None:
        self._desk = desk
        self._gate = gate
        self._own_caller = own_caller
        self._checking: asyncio.TimerHandle | None = None

    @property
    def calls(self) -> int:
        """How many calls there are, ringing ones too."""
        return len(self._desk.calls)

    def start(self) -> None:
        """Begin to ask clients regularly whether they still know their calls."""
        self._checking = asyncio.get_running_loop().call_later(CHECK_S, self._check_again)

    def stop(self) -> None:
        """Hang up everything."""
        if self._checking is not None:
            self._checking.cancel()
        for call in tuple(self._desk.calls):
            call.end()

    def check(self) -> None:
        """Ask every client in a call whether it still knows it; a call that one side forgot ends."""
        for call in tuple(self._desk.calls):
            call.check()

    def follow(self, target: Target) -> None:
        """A client registered anew or from elsewhere: its calls go on there, if it still knows them."""
        for call in tuple(self._desk.calls):
            call.follow(target)

    def restarted(self, login_id: str) -> None:
        """A client was started again: the calls it was still dialling are nobody's."""
        for call in tuple(self._desk.calls):
            call.abandon(login_id)

    def receive(self, transaction: ServerTransaction) -> None:
        """Take a new INVITE."""
        caller, login_id = self._own_caller(transaction) or self._stranger(transaction), ""
        if caller is None:
            found = self._client(transaction)
            if found is None:
                return
            caller, login_id = found
        goal = route(self._desk.world, caller, transaction.request.target.user)
        if isinstance(goal, ToMainNumber):
            if is_full(self._desk):
                self._desk.endpoint.reply(transaction, 486)
                return
            log.info("call from %s to the main number of %s", fit_for_log(caller.number), goal.enterprise.id)
            Reception(self._desk, Party(caller, login_id, goal.enterprise), goal.enterprise).take(transaction)
            return
        through = goal.enterprise if isinstance(goal, ToPerson) else None
        call = DialledCall(self._desk, transaction, Party(caller, login_id, through))
        call.caller.progress(100)
        self._lead(call, caller, goal)

    def _stranger(self, transaction: ServerTransaction) -> Caller | None:
        """Any telephone outside may call a main number, and nothing else; its number is what it says it is."""
        sender = transaction.request.from_.uri
        if self._desk.world.by_domain(sender.host) is not None:
            return None
        caller = Caller(canonical(sender.user) or "anonymous")
        goal = route(self._desk.world, caller, transaction.request.target.user)
        return caller if isinstance(goal, ToMainNumber) else None

    def _client(self, transaction: ServerTransaction) -> tuple[Caller, str] | None:
        sender = transaction.request.from_.uri
        enterprise = self._desk.world.by_domain(sender.host)
        if enterprise is None:
            self._desk.endpoint.reply(transaction, 403)
            return None
        account = self._gate.admit(transaction, enterprise.domain)
        if account is None:
            return None
        if sender.user != account.username:
            self._desk.endpoint.reply(transaction, 403)
            return None
        return Caller(account.username, enterprise, account.person), account.login_id

    def _lead(self, call: DialledCall, caller: Caller, goal: ToPerson | ToOutside | Failure) -> None:
        if isinstance(goal, Failure):
            log.info("call from %s refused: %d", fit_for_log(caller.number), goal.status)
            call.refuse(goal)
            return
        targets = self._desk.to_ring(goal, call.parties[call.caller])
        called = goal.number if isinstance(goal, ToOutside) else goal.person.extension or ""
        log.info("call from %s to %s: %d to ring", fit_for_log(caller.number), fit_for_log(called), len(targets))
        if not targets:
            dials_oneself = bool(self._desk.find_targets(goal))  # and is busy with this very call
            call.refuse(BUSY if dials_oneself else ABSENT)
            return
        shown = faces(caller, goal, self._desk.host)
        call.ring(goal, targets, shown, self._desk.world.settings.ring_timeout_s)

    def _check_again(self) -> None:
        self.check()
        self.start()


def fit_for_log(number: str) -> str:
    """An extension as it is, a public number without its middle."""
    return number if len(number) <= LONGEST_EXTENSION else masked(number)
