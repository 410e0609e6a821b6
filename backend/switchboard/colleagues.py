"""The telephones of colleagues without a client: one SIP agent plays them all, each with one call, as it behaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from backend.switchboard.announcements import samples_of, speech_file
from backend.switchboard.audio_call import AudioCall, MediaPlace
from backend.switchboard.behaviours import Behaviours
from backend.switchboard.handsets import State, shown_number
from backend.switchboard.media.sources import Loop
from backend.switchboard.sip.endpoint import Endpoint, address_of
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow
from backend.switchboard.udp import Address
from backend.switchboard.world import Behaviour, Enterprise, Person, World

DECLINE_AFTER_S = 1.0
_SIMULATED: tuple[Behaviour, ...] = ("talks", "echo", "busy", "silent", "declines", "calls_back")


@dataclass(frozen=True)
class ColleagueCall:
    """The call a colleague is in, and with which number."""

    state: State = "idle"
    peer: str = ""


class Colleagues:
    """Plays every person whose behaviour is not `client` or `offline`; `on_change(person_id)` is called when one begins
    to ring or call, talks, and is idle again."""

    def __init__(self, world: World, behaviours: Behaviours, place: MediaPlace, timers: Timers) -> None:
        self._world = world
        self._behaviours = behaviours
        self._place = place
        self._endpoint = Endpoint("Colleague", self._invited, timers)
        self._switchboard: Address = ("", 0)
        self._last_calls: dict[str, AudioCall] = {}
        self._calls: dict[AudioCall, str] = {}
        self._states: dict[str, ColleagueCall] = {}
        self.on_change: Callable[[str], None] = lambda _person_id: None
        self._waiting: set[asyncio.TimerHandle] = set()

    @property
    def address(self) -> Address:
        """Where the telephones are reached."""
        return self._endpoint.address

    def open(self, switchboard: Address) -> None:
        """Open the telephones; they call through this SIP address."""
        self._switchboard = switchboard
        self._endpoint.open(self._place.host)

    async def close(self, patience_s: float) -> None:
        """Hang up everywhere and close the socket."""
        self.hang_up()
        await self._endpoint.close(patience_s)

    def hang_up(self) -> None:
        """End every call, ringing ones too, and call nobody back."""
        for timer in self._waiting:
            timer.cancel()
        self._waiting.clear()
        for call in tuple(self._calls):
            call.hang_up()
            self._over(call)

    def plays(self, person: Person) -> bool:
        """Whether this person has a telephone here that is switched on."""
        return self._behaviours.of(person.id) in _SIMULATED

    def heard_wav(self, person_id: str) -> bytes:
        """What a colleague heard in the present or last call: WAV, 16 kHz mono, at most 120 s; b"" before the first."""
        call = self._last_calls.get(person_id)
        return call.recording.wav() if call else b""

    def heard_since(self, person_id: str) -> float:
        """The Unix time of the first sample of `heard_wav()`; 0 before the first call."""
        call = self._last_calls.get(person_id)
        return call.recording.wav_started_at if call else 0.0

    def in_call(self, person_id: str) -> bool:
        """Whether this colleague is in a call, one that only rings included."""
        return person_id in self._states

    def call_of(self, person_id: str) -> ColleagueCall:
        """The call this colleague is in now."""
        return self._states.get(person_id, ColleagueCall())

    def _invited(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        enterprise = self._world.by_domain(request.target.host)
        person = enterprise.by_extension(request.target.user) if enterprise else None
        if request.method != "INVITE" or enterprise is None or person is None:
            self._endpoint.reply(transaction, 405 if request.method != "INVITE" else 404)
            return
        behaviour = self._behaviours.of(person.id)
        if behaviour in ("busy", "calls_back"):
            self._endpoint.reply(transaction, 486)
            if behaviour == "calls_back":
                self._call_later(enterprise, person, request.from_.uri.user)
        elif behaviour in ("offline", "client"):
            self._endpoint.reply(transaction, 480)
        elif self.in_call(person.id):
            self._endpoint.reply(transaction, 486)
        else:
            self._take(transaction, person, behaviour)

    def _take(self, transaction: ServerTransaction, person: Person, behaviour: Behaviour) -> None:
        call = AudioCall(self._endpoint, self._place)
        if not call.take(transaction, person.extension or ""):
            return
        self._follow(call, person, ColleagueCall("ringing", shown_number(transaction.request)), behaviour == "echo")
        call.ring()
        if behaviour == "declines":
            self._later(DECLINE_AFTER_S, lambda: self._decline(call))
        elif behaviour != "silent":
            self._later(self._world.settings.answer_after_s, call.accept)

    def _decline(self, call: AudioCall) -> None:
        call.refuse(603)
        self._over(call)

    def _call_later(self, enterprise: Enterprise, person: Person, dialled: str) -> None:
        self._later(self._world.settings.call_back_after_s, lambda: self._call(enterprise, person, dialled))

    def _call(self, enterprise: Enterprise, person: Person, dialled: str) -> None:
        if self.in_call(person.id):
            self._call_later(enterprise, person, dialled)
            return
        call = AudioCall(self._endpoint, self._place)
        self._follow(call, person, ColleagueCall("calling", dialled), echo=False)
        caller = address_of(person.extension or "", enterprise.domain, person.name)
        call.dial(Flow(self._switchboard), caller, address_of(dialled, enterprise.domain))

    def _follow(self, call: AudioCall, person: Person, begun: ColleagueCall, echo: bool) -> None:
        def established() -> None:
            self._last_calls[person.id] = call
            self._enter(person.id, replace(begun, state="talking"))
            if echo:
                call.stream.reflects = True
            else:
                call.stream.source = Loop(samples_of(speech_file(person.extension or "0")))

        self._calls[call] = person.id
        self._enter(person.id, begun)
        call.on_established = established
        call.on_ended = lambda _: self._over(call)

    def _enter(self, person_id: str, now: ColleagueCall) -> None:
        self._states[person_id] = now
        self.on_change(person_id)

    def _over(self, call: AudioCall) -> None:
        person_id = self._calls.pop(call, None)
        if person_id is not None and self._states.pop(person_id, None) is not None:
            self.on_change(person_id)

    def _later(self, seconds: float, job: Callable[[], object]) -> None:
        timer: asyncio.TimerHandle

        def ring() -> None:
            self._waiting.discard(timer)
            job()

        timer = asyncio.get_running_loop().call_later(seconds, ring)
        self._waiting.add(timer)
