"""The SIP and sound side of the switchboard, built, started and stopped as one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from backend.switchboard.announcements import CodeCall
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.b2bua import B2bua
from backend.switchboard.behaviours import Behaviours
from backend.switchboard.callback_call import CallbackCall, OnState
from backend.switchboard.colleagues import Colleagues
from backend.switchboard.conversation import Desk
from backend.switchboard.handsets import Handsets
from backend.switchboard.media.sources import Captions
from backend.switchboard.parties import Faces, Target, colleague, outside
from backend.switchboard.registrar import Accounts, Binding, Gate, Registrar
from backend.switchboard.routing import Caller, ToOutside, ToPerson, route
from backend.switchboard.sip.endpoint import ALLOW, Endpoint
from backend.switchboard.sip.leg import Failure
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow
from backend.switchboard.sip.uri import SipUri
from backend.switchboard.transfer import refer
from backend.switchboard.world import Enterprise, Person, World

log = logging.getLogger(__name__)
PORT_TRIES = 20


class Exchange:
    """Registrar, calls, announcements, simulated telephones; `port` is the same number on UDP and TCP."""

    def __init__(
        self,
        world: World,
        behaviours: Behaviours,
        accounts: Accounts,
        host: str = "127.0.0.1",
        sip_port: int = 0,
        rtp_ports: tuple[int, int] = (50_000, 54_000),
        timers: Timers | None = None,
    ) -> None:
        timers = timers or Timers()
        self._world = world
        self._host = host
        self._wanted_port = sip_port
        self._place = MediaPlace(host, rtp_ports)
        self._captions = Captions()
        self._code_calls: dict[str, asyncio.Task[None]] = {}
        self._endpoint = Endpoint("CloudSwitchboard", self._received, timers)
        gate = Gate(self._endpoint, accounts, world.settings)
        self.registrar = Registrar(self._endpoint, gate, world)
        self.handsets = Handsets(world, self._place, self._captions, timers)
        self.colleagues = Colleagues(world, behaviours, self._place, timers)
        self._endpoint.allow = f"{ALLOW}, REFER"
        self._desk = Desk(self._endpoint, world, self._place, self._captions, self._targets, refer)
        self._b2bua = B2bua(self._desk, gate, self._own_caller)
        self.registrar.on_change = self._registered
        self.registrar.on_restart = self._b2bua.restarted

    @property
    def port(self) -> int:
        """The SIP port."""
        return self._endpoint.address[1]

    @property
    def calls(self) -> int:
        """How many calls there are between two telephones, ringing ones too."""
        return self._b2bua.calls

    async def start(self) -> None:
        """Listen and make the telephones; a taken port is replaced by a free one. Raises OSError when none is."""
        await self._listen()
        self.colleagues.open(self._endpoint.address)
        self.handsets.open(self._endpoint.address)
        self._b2bua.start()

    async def stop(self, patience_s: float = 1.0) -> None:
        """Hang up every call, wait a little for the answers, close every socket."""
        for task in tuple(self._code_calls.values()):
            task.cancel()
        self._b2bua.stop()
        await asyncio.gather(*self._code_calls.values(), return_exceptions=True)
        await self._endpoint.close(patience_s)
        await asyncio.gather(self.colleagues.close(patience_s), self.handsets.close(patience_s))

    def bindings(self) -> list[Binding]:
        """Every registered client."""
        return self.registrar.all()

    def drop_binding(self, login_id: str) -> None:
        """Forget the client of a login that is void."""
        self.registrar.drop(login_id)

    def check_calls(self) -> None:
        """Ask every client whether it still knows its calls; it happens by itself every 20 s."""
        self._b2bua.check()

    async def call_with_code(self, mobile: str, main_number: str, code: str) -> None:
        """Ring a mobile from the main number and read the code to whoever answers; an older such call ends.

        Returns when the call has ended, answered or not, and raises nothing.
        """
        handset = self.handsets.get(mobile)
        older = self._code_calls.get(handset.number)
        if older is not None:
            older.cancel()
            await asyncio.wait([older])
        call = CodeCall(self._endpoint, self._place, self._captions)
        caller, callee = outside(main_number, self._host), outside(handset.number, self._host)
        patience_s = self._world.settings.ring_timeout_s
        running = call.run(Flow(handset.endpoint.address), caller, callee, code, patience_s)
        task = asyncio.get_running_loop().create_task(running)
        self._code_calls[handset.number] = task
        await asyncio.wait([task])
        if self._code_calls.get(handset.number) is task:
            del self._code_calls[handset.number]
        if not task.cancelled() and task.exception() is not None:
            log.error("a verification call failed", exc_info=task.exception())

    def call_back(self, person: Person, enterprise: Enterprise, number: str, on_state: OnState) -> CallbackCall:
        """Ring this person's own mobile, then the number as a client dials it, and join the two.

        Raises LookupError when the person has no mobile, or the number leads nowhere for this person.
        """
        caller = Caller(person.extension or "", enterprise, person)
        goal = route(self._world, caller, number)
        if person.mobile is None or isinstance(goal, Failure):
            raise LookupError("nothing to call")
        call = CallbackCall(self._desk, caller, goal, on_state)
        call.start(self._handset(person.mobile), self._from_main_number(enterprise, person.mobile))
        return call

    async def _listen(self) -> None:
        for port in (self._wanted_port, *[0] * PORT_TRIES):
            try:
                self._endpoint.open(self._host, port)
                await self._endpoint.listen()
            except OSError:
                self._endpoint.shut()
                continue
            return
        raise OSError("no free SIP port")

    def _received(self, transaction: ServerTransaction) -> None:
        method = transaction.request.method
        if method == "INVITE":
            self._b2bua.receive(transaction)
        elif method == "REGISTER":
            self.registrar.receive(transaction)
        else:
            self._endpoint.reply(transaction, 405, allow=self._endpoint.allow)

    def _registered(self, login_id: str, binding: Binding | None) -> None:
        if binding is not None:
            self._b2bua.follow(_client(binding))

    def _own_caller(self, transaction: ServerTransaction) -> Caller | None:
        """The caller behind an INVITE from one of our own simulated telephones."""
        source = transaction.flow
        if source.reliable:
            return None
        if number := self.handsets.number_at(source.remote):
            return Caller(number)
        if source.remote == self.colleagues.address:
            sender = transaction.request.from_.uri
            enterprise = self._world.by_domain(sender.host)
            return colleague(enterprise, sender.user) if enterprise else None
        return None

    def _targets(self, goal: ToPerson | ToOutside) -> Sequence[Target]:
        """Who rings: a telephone outside, or every client of a person, and in callback mode the own mobile (M8)."""
        if isinstance(goal, ToOutside):
            return [self._handset(goal.number)]
        person, callback = goal.person, goal.person.mode == "callback"
        found = [
            _client(binding) for binding in self.registrar.of(person.id) if not (callback and binding.kind == "mobile")
        ]
        if not found and self.colleagues.plays(person):
            uri = str(SipUri(person.extension or "", goal.enterprise.domain))
            found.append(Target(uri, Flow(self.colleagues.address)))
        if callback and person.mobile:
            found.append(
                replace(self._handset(person.mobile), faces=self._from_main_number(goal.enterprise, person.mobile))
            )
        return found

    def _handset(self, number: str) -> Target:
        address = self.handsets.get(number).endpoint.address
        return Target(str(SipUri(number, address[0], address[1])), Flow(address))

    def _from_main_number(self, enterprise: Enterprise, number: str) -> Faces:
        return Faces(outside(enterprise.main_number, self._host), outside(number, self._host))


def _client(binding: Binding) -> Target:
    return Target(binding.contact, binding.flow, binding.login_id, binding.call_id)
