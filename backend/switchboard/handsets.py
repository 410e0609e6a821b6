"""Simulated telephones outside: each is a SIP agent with its own socket, rung and dialled like any other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Literal

from backend.switchboard.announcements import samples_of, speech_file
from backend.switchboard.audio_call import AudioCall, MediaPlace
from backend.switchboard.media.rtp import EVENTS
from backend.switchboard.media.sources import Captions, Loop, Silence
from backend.switchboard.media.stream import Heard
from backend.switchboard.numbering import canonical
from backend.switchboard.sip.endpoint import Endpoint, address_of
from backend.switchboard.sip.headers import parse_name_addr
from backend.switchboard.sip.leg import Failure
from backend.switchboard.sip.message import Request
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow
from backend.switchboard.transcript import Line, Transcript
from backend.switchboard.udp import Address
from backend.switchboard.world import OutsidePhone, World

State = Literal["idle", "ringing", "calling", "talking"]
MOST_HANDSETS = 200


class Handset:
    """One telephone with one call at a time; commands say whether they applied in the present state."""

    def __init__(self, phone: OutsidePhone, switchboard: Address, place: MediaPlace, captions: Captions) -> None:
        self.number = phone.number
        self.name = phone.name
        self.kind = phone.kind
        self.shown = phone.shown
        self.state: State = "idle"
        self.peer = ""
        self.since = time.time()
        self.last_status = 0
        self.speaks = False
        self.on_change: Callable[[Handset], None] = lambda _: None
        self._flow = Flow(switchboard)
        self._place = place
        self._captions = captions
        self._call: AudioCall | None = None
        self._transcript = Transcript(captions, 0.0)
        self.endpoint = Endpoint("Handset", self._invited)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was heard in the present or last call, as text."""
        return self._transcript.lines

    def heard_wav(self) -> bytes:
        """What was heard in the present or last call: WAV, 16 kHz mono, the last 120 s; b"" before the first call."""
        return self._call.recording.wav() if self._call else b""

    def heard_since(self) -> float:
        """The Unix time of the first sample of `heard_wav()`; 0 before the first call."""
        return self._call.recording.wav_started_at if self._call else 0.0

    def answer(self) -> bool:
        """Take the call that rings."""
        if self.state != "ringing" or self._call is None:
            return False
        self._call.accept()
        return True

    def decline(self) -> bool:
        """Refuse the call that rings with 603."""
        if self.state != "ringing" or self._call is None:
            return False
        self._call.refuse(603)
        self._idle()
        return True

    def hang_up(self) -> bool:
        """End the call, or give up dialling; a ringing call is declined."""
        if self.state == "ringing":
            return self.decline()
        if self.state == "idle" or self._call is None:
            return False
        self._call.hang_up()
        self._idle()
        return True

    def dial(self, number: str) -> bool:
        """Call a number through the switchboard."""
        if self.state != "idle" or not number.strip():
            return False
        host = self.endpoint.address[0]
        call = self._new_call()
        self._enter("calling", number)
        caller = address_of(self.number, host, user_is_phone=True)
        call.dial(self._flow, caller, address_of(number.strip(), self._flow.remote[0]))
        return True

    def dtmf(self, digits: str) -> bool:
        """Press keys in a call (RFC 4733)."""
        if self.state != "talking" or self._call is None or not digits or any(key not in EVENTS for key in digits):
            return False
        self._call.stream.press(digits)
        return True

    def speak(self, on: bool) -> None:
        """Say the telephone's own speech in calls, or be silent."""
        self.speaks = on
        if self._call is not None:
            self._call.stream.source = Loop(samples_of(speech_file(self.number))) if on else Silence()
        self.on_change(self)

    def _invited(self, transaction: ServerTransaction) -> None:
        if transaction.request.method != "INVITE":
            self.endpoint.reply(transaction, 405)
            return
        if self.state != "idle":
            self.endpoint.reply(transaction, 486)
            return
        call = self._new_call()
        if call.take(transaction, self.number):
            call.ring()
            self._enter("ringing", shown_number(transaction.request))

    def _new_call(self) -> AudioCall:
        call = AudioCall(self.endpoint, self._place)
        call.on_established = self._established
        call.on_ended = self._ended
        call.on_heard = self._heard
        call.stream.on_digit = self._pressed
        self._call = call
        self._transcript = Transcript(self._captions, asyncio.get_running_loop().time())
        return call

    def _established(self) -> None:
        self._transcript = Transcript(self._captions, asyncio.get_running_loop().time())
        if self.speaks and self._call is not None:
            self._call.stream.source = Loop(samples_of(speech_file(self.number)))
        self._enter("talking", self.peer)

    def _ended(self, failure: Failure) -> None:
        self._idle(failure.status if failure.status >= 300 else 0)

    def _heard(self, heard: Heard) -> None:
        if self._transcript.hear(heard):
            self.on_change(self)

    def _pressed(self, digit: str) -> None:
        self._transcript.press(digit, asyncio.get_running_loop().time())
        self.on_change(self)

    def _idle(self, status: int = 0) -> None:
        self.last_status = status
        self._enter("idle", "")

    def _enter(self, state: State, peer: str) -> None:
        self.state, self.peer, self.since = state, peer, time.time()
        self.on_change(self)


class Handsets:
    """All telephones outside; one for a number that nobody named is made when it is first rung."""

    def __init__(self, world: World, place: MediaPlace, captions: Captions, timers: Timers) -> None:
        self._world = world
        self._place = place
        self._captions = captions
        self._timers = timers
        self._switchboard: Address = ("", 0)
        self._handsets: dict[str, Handset] = {}
        self._listeners: list[Callable[[Handset], None]] = []

    def open(self, switchboard: Address) -> None:
        """Make the telephones the world shows; they call through this SIP address."""
        self._switchboard = switchboard
        for phone in self._world.outside:
            self.get(phone.number)

    def get(self, number: str) -> Handset:
        """The telephone with this number in any form; service numbers such as 110 have one too."""
        number = canonical(number) or number
        handset = self._handsets.get(number)
        if handset is None:
            self._make_room()
            handset = Handset(self._world.outside_phone(number), self._switchboard, self._place, self._captions)
            handset.endpoint.timers = self._timers
            handset.endpoint.open(self._place.host)
            handset.on_change = self._changed
            self._handsets[number] = handset
        return handset

    def all(self) -> list[Handset]:
        """Every telephone there is now."""
        return list(self._handsets.values())

    def on_change(self, listener: Callable[[Handset], None]) -> None:
        """Call `listener(handset)` whenever one changes its state or hears something new."""
        self._listeners.append(listener)

    def number_at(self, address: Address) -> str:
        """The number of the telephone with this socket, "" when it is none of ours."""
        return next((known.number for known in self._handsets.values() if known.endpoint.address == address), "")

    async def close(self, patience_s: float) -> None:
        """Hang up everywhere and close every socket."""
        for handset in self._handsets.values():
            handset.hang_up()
        await asyncio.gather(*(handset.endpoint.close(patience_s) for handset in self._handsets.values()))

    def _make_room(self) -> None:
        idle = [known for known in self._handsets.values() if known.state == "idle" and not known.shown]
        if len(self._handsets) >= MOST_HANDSETS and idle:
            oldest = min(idle, key=lambda handset: handset.since)
            oldest.endpoint.shut()
            del self._handsets[oldest.number]

    def _changed(self, handset: Handset) -> None:
        for listener in tuple(self._listeners):
            listener(handset)


def shown_number(request: Request) -> str:
    """The number a telephone displays: P-Asserted-Identity before From."""
    asserted = request.headers.get("p-asserted-identity")
    address = parse_name_addr(asserted) if asserted else request.from_
    return address.uri.user
