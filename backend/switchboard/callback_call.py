"""A call in callback mode: the own mobile is rung from the main number, then the party, and the two are joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from backend.switchboard.audio_call import FORMATS
from backend.switchboard.conversation import Conversation, Desk
from backend.switchboard.joined_call import JoinedCall
from backend.switchboard.media.tones import ringback
from backend.switchboard.move import Renewal, move, offer_of
from backend.switchboard.music import Music
from backend.switchboard.parties import Faces, Party, Target, called, faces, seen
from backend.switchboard.reception import Reception, is_full
from backend.switchboard.ringing import ABSENT, BUSY, NO_ANSWER, Ringing
from backend.switchboard.routing import Caller, ToMainNumber, ToOutside, ToPerson
from backend.switchboard.sip.leg import Failure, Leg, Reply
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import Session, describe
from backend.switchboard.world import Enterprise

State = Literal["calling_mobile", "calling_party", "established", "ended"]
OnState = Callable[[State, int, str], None]
_DISCARD_PORT = 9
_REASONS = {404: "unknown", 408: "no_answer", 484: "unknown", 486: "busy", 600: "busy", 603: "declined"}


class CallbackCall(Conversation):
    """One such call; it begins in `calling_mobile`, and `on_state` is told of every further state, `ended` once.

    With `ended` come the SIP status (200 when the two talked) and why: `hung_up`, `cancelled`, `mobile_busy`, ...
    """

    def __init__(
        self, desk: Desk, caller: Caller, goal: ToPerson | ToOutside | ToMainNumber, on_state: OnState
    ) -> None:
        super().__init__(desk)
        self._caller = caller
        self._goal = goal
        self._on_state = on_state
        self._outcome = (487, "cancelled")
        self._now: Conversation = self
        self._mobile: Leg | None = None
        self._peer: OutgoingLeg | None = None
        self._sounding: Renewal | None = None
        self._tone = Music(desk.place, ringback())
        self.on_over = lambda _: self._on_state("ended", *self._outcome)
        self.on_successor = self._goes_on

    def start(self, target: Target, shown: Faces) -> None:
        """Ring the own mobile; it offers nothing to listen to until the party answers."""
        silent = describe(Session(self.desk.host, _DISCARD_PORT, FORMATS, "inactive"))
        self._ring("mobile", (target,), shown, silent, self._mobile_answered)

    def end(self, reason: str = "") -> None:
        """Give up or hang up, in whatever phase the call is; nothing happens when it is over."""
        if self._now is not self:
            self._now.end(reason)
            return
        self._tone.close()
        super().end(reason)

    def _goes_on(self, successor: Conversation) -> None:
        self._now = successor

    def _ring(
        self,
        whom: Literal["mobile", "party"],
        targets: tuple[Target, ...],
        shown: Faces,
        offer: bytes,
        answered: Callable[[OutgoingLeg, Target], None],
    ) -> None:
        self.ringing = ringing = Ringing(self.desk.endpoint, shown, self._caller.number)
        ringing.on_answered = answered
        ringing.on_failed = lambda failure: self._fail(whom, failure)
        ringing.start(targets, offer, self.desk.world.settings.ring_timeout_s)

    def _fail(self, whom: Literal["mobile", "party"], failure: Failure) -> None:
        why = "no_answer" if failure == NO_ANSWER else _REASONS.get(failure.status, "unavailable")
        if whom == "mobile" and why == "unknown":
            why = "unavailable"
        self._outcome = (failure.status, f"{whom}_{why}")
        self.end(failure.reason)

    def _mobile_answered(self, leg: OutgoingLeg, target: Target) -> None:
        self._mobile = leg
        leg.owner = self
        self.parties[leg] = Party(self._caller)
        self._on_state("calling_party", 0, "")
        goal = self._goal
        if isinstance(goal, ToMainNumber):
            self._receive(leg, goal.enterprise)
            return
        targets = tuple(self.desk.find_targets(goal))
        if not targets:
            self._fail("party", ABSENT)
            return
        shown = faces(self._caller, goal, self.desk.host)

        def party_answered(peer: OutgoingLeg, target: Target) -> None:
            self._party_answered(peer, called(goal, target, self._caller.enterprise))

        self._ring("party", targets, shown, offer_of(leg), party_answered)
        self._sound()

    def _receive(self, mobile: Leg, enterprise: Enterprise) -> None:
        """The party is a main number, which answers at once."""
        if is_full(self.desk):
            self._fail("party", BUSY)
            return
        self._outcome = (200, "hung_up")
        reception = Reception(self.desk, self.parties[mobile], enterprise)
        self.give_way(reception)
        self._on_state("established", 0, "")
        reception.greet(mobile)

    def _sound(self) -> None:
        """Let the mobile hear that it rings."""
        assert self._mobile is not None
        try:
            offer = self._tone.offer()
        except OSError:
            return
        self._sounding = Renewal(self._mobile, offer, self._sound_to)

    def _sound_to(self, reply: Reply) -> None:
        if not isinstance(reply, Failure):
            self._tone.connect(reply)

    def _party_answered(self, peer: OutgoingLeg, party: Party) -> None:
        assert self._mobile is not None
        self._peer = peer
        if self._sounding is not None:
            self._sounding.stop()
        peer.owner = self
        own = self.parties[self._mobile]
        self.parties[peer] = party
        host = self.desk.host
        move(self._mobile, peer, seen(party, own, host), seen(own, party, host), self._moved)

    def _moved(self, failure: Failure | None) -> None:
        mobile, peer = self._mobile, self._peer
        if self.over or mobile is None or peer is None:
            return
        if failure is not None or peer.ended:
            self._fail("party", failure or ABSENT)
            return
        self._tone.close()
        self._outcome = (200, "hung_up")
        self.give_way(JoinedCall(self.desk, mobile, peer, self.parties))
        self._on_state("established", 0, "")

    # What the legs tell.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """What rings tells `Ringing`."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """What rings tells `Ringing`."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """What rings tells `Ringing`."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """The mobile moves its sound while the party rings."""
        agreed = self._tone.agree(offer) if leg is self._mobile and self._peer is None else None
        if agreed:
            leg.accept_offer(agreed)
        else:
            leg.refuse_offer(Failure(491))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The mobile hung up before the party answered; a party that did so at once is noticed when they are joined."""
        if leg is self._mobile:
            self.end(reason)
