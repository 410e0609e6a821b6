"""The main number: greets a caller, takes the extension by keys (RFC 4733), rings it, hands the call on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import numpy as np

from backend.switchboard.announcements import PROMPTS, samples_of
from backend.switchboard.audio_call import AudioCall
from backend.switchboard.conversation import Conversation, Desk
from backend.switchboard.joined_call import JoinedCall
from backend.switchboard.media.codecs import RATE
from backend.switchboard.media.sources import Loop, Script, Silence, Utterance
from backend.switchboard.media.tones import ringback
from backend.switchboard.move import move, offer_of
from backend.switchboard.parties import Party, Target, called, faces, seen
from backend.switchboard.ringing import Ringing
from backend.switchboard.routing import ToPerson
from backend.switchboard.second_dialling import AGAIN, read_keys
from backend.switchboard.sip.incoming_leg import IncomingLeg
from backend.switchboard.sip.leg import Failure, Leg
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Alarm
from backend.switchboard.world import Enterprise, Person

log = logging.getLogger(__name__)
MOST_AT_ONCE = 100  # callers that are spoken to at the same time: each of them is a stream of our own
_PAUSE_S = 0.3
_ONE_NUMBER_S = 1.0  # keys that come faster belong to one number
TEXTS = {
    "welcome": "您好，欢迎致电。",
    "dial-extension": "请直拨分机号，人工服务请拨零。",
    "no-key": "对不起，没有收到您的按键。",
    "wrong-extension": "对不起，您拨的分机号不存在。",
    "not-reached": "对不起，您拨打的分机暂时无人接听。",
    "thanks": "感谢您的来电。",
    "goodbye": "再见。",
}


class Reception(Conversation):
    """From the caller's INVITE to the call with the extension; the sound of the caller is ours until then.

    It begins with `take`, or as the successor of another call with `greet` or `console`.
    """

    def __init__(self, desk: Desk, party: Party, enterprise: Enterprise) -> None:
        super().__init__(desk)
        self._enterprise = enterprise
        self._caller = party
        self._call = AudioCall(desk.endpoint, desk.place)
        self._call.on_ended = lambda failure: self._gone(failure.reason)
        self._call.stream.on_digit = self._pressed
        self._keys = ""
        self._listening = False
        self._rest = False  # whether what is pressed now belongs to a number that is wrong already
        self._key_at = 0.0
        self._failed_tries = self._lines = 0
        self._key_wait = Alarm()
        self._peer: OutgoingLeg | None = None
        self._goal: ToPerson | None = None

    def take(self, transaction: ServerTransaction) -> None:
        """Answer a caller who dialled the main number."""
        self._call.on_established = self._welcome
        if self._call.take(transaction, self._enterprise.main_number) and self._call.leg is not None:
            self.parties[self._call.leg] = self._caller
            self._call.accept()
        else:
            self.finish()

    def greet(self, leg: Leg) -> None:
        """Greet a party of another call that was led here."""
        self._adopt(leg, self._welcome)

    def console(self, leg: Leg, reason: str) -> None:
        """Tell a party that it was not put through and nobody is left to take it back; a caller from outside may dial
        another extension."""
        calls_us = isinstance(leg, IncomingLeg) and self._caller.who.person is None

        def sorry() -> None:
            if calls_us:
                self._failed("not-reached")
            else:
                self._say("not-reached", "goodbye", then=lambda: self.end(reason))

        self._adopt(leg, sorry)

    def _adopt(self, leg: Leg, speak: Callable[[], None]) -> None:
        self.parties[leg] = self._caller
        self._call.on_established = speak
        self._call.adopt(leg)

    def _welcome(self) -> None:
        self._say("welcome", "dial-extension")

    def end(self, reason: str = "") -> None:
        """Hang up."""
        self._call.hang_up(reason)
        self._gone(reason)

    def _gone(self, reason: str) -> None:
        self._key_wait.stop()
        if self.ringing is not None:
            self.ringing.stop(reason)
        if self._peer is not None:
            self._peer.hang_up(reason)
        self._fall_silent()
        self.finish(reason)

    # Speaking and listening.

    def _say(self, *prompts: str, then: Callable[[], None] | None = None) -> None:
        """Say these prompts; the caller may press a key before they end, unless something else is to follow."""
        script = []
        for prompt in prompts:
            self._lines += 1
            script.append(Utterance(samples_of(PROMPTS / f"{prompt}.wav"), TEXTS[prompt], line=self._lines))
            script.append(Utterance(np.zeros(int(_PAUSE_S * RATE), dtype=np.int16)))
        self._keys = ""
        self._listening = then is None
        self._call.stream.source = Script(script, self.desk.captions, then or self._wait)

    def _wait(self) -> None:
        self._key_wait.set(self.desk.world.settings.key_timeout_s, self._waited)

    def _waited(self) -> None:
        if self._keys:
            self._read(complete=True)
        else:
            self._failed("no-key")

    def _pressed(self, key: str) -> None:
        now = asyncio.get_running_loop().time()
        hasty, self._key_at = now - self._key_at < _ONE_NUMBER_S, now
        self._rest = self._rest and hasty
        if not self._listening or self.over or self._rest:
            return
        self._call.stream.source = Silence()
        self._keys = "" if key == AGAIN else self._keys + key
        if self._keys:
            self._read()
        else:
            self._wait()

    def _read(self, complete: bool = False) -> None:
        found = read_keys(self._enterprise, self._keys, complete)
        if found == "more":
            self._wait()
        elif found == "wrong":
            self._rest = True
            self._failed("wrong-extension")
        else:
            self._ring(found)

    def _failed(self, prompt: str) -> None:
        self._key_wait.stop()
        self._failed_tries += 1
        if self._failed_tries < self.desk.world.settings.extension_tries:
            self._say(prompt, "dial-extension")
        else:
            self._say(prompt, "thanks", "goodbye", then=self.end)

    def _fall_silent(self) -> None:
        self.desk.captions.forget(self._call.stream.ssrc)

    # Ringing and handing on.

    def _ring(self, person: Person) -> None:
        self._key_wait.stop()
        self._listening = False
        leg = self._call.leg
        self._goal = goal = ToPerson(self._enterprise, person, via=self._enterprise.main_number)
        targets = self.desk.to_ring(goal, self._caller)
        log.info("main number: call to %s: %d to ring", person.extension, len(targets))
        if not targets or leg is None:
            self._failed("not-reached")
            return
        self._call.stream.source = Loop(ringback())
        who = self._caller.who
        self.ringing = ringing = Ringing(self.desk.endpoint, faces(who, goal, self.desk.host), who.number)
        ringing.on_answered = self._answered
        ringing.on_failed = lambda _: self._failed("not-reached")
        ringing.start(targets, offer_of(leg), self.desk.world.settings.ring_timeout_s)

    def _answered(self, peer: OutgoingLeg, target: Target) -> None:
        leg = self._call.leg
        assert leg is not None
        assert self._goal is not None
        self._peer = peer
        peer.owner = self
        self.parties[peer] = party = called(self._goal, target, self._enterprise)
        host = self.desk.host
        move(leg, peer, seen(party, self._caller, host), seen(self._caller, party, host), self._moved)

    def _moved(self, failure: Failure | None) -> None:
        leg, peer = self._call.leg, self._peer
        if self.over or leg is None or peer is None:
            return
        if failure is not None:
            self._peer = None
            del self.parties[peer]
            peer.hang_up()
            self._failed("not-reached")
        elif peer.ended:
            self.end()
        else:
            self._fall_silent()
            self._call.release()
            self.give_way(JoinedCall(self.desk, leg, peer, self.parties))

    # What the called leg tells.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """What rings tells `Ringing`."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """What rings tells `Ringing`."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """What rings tells `Ringing`."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """The two are not joined yet."""
        leg.refuse_offer(Failure(491))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """A called party that hung up at once is noticed when the two would be joined."""


def is_full(desk: Desk) -> bool:
    """Whether nobody more can be spoken to."""
    return sum(isinstance(call, Reception) for call in desk.calls) >= MOST_AT_ONCE
