"""A transfer: the party that stays hears music while the target rings, and gets it or the transferor back."""

from __future__ import annotations

from collections.abc import Callable

from backend.switchboard.conversation import Conversation, Desk
from backend.switchboard.joined_call import JoinedCall
from backend.switchboard.move import Renewal, move, offer_of
from backend.switchboard.music import Music
from backend.switchboard.parties import Party, Target, called, introduced, seen
from backend.switchboard.reception import Reception, is_full
from backend.switchboard.refer import RefusedReferral, Reports, target_of
from backend.switchboard.ringing import ABSENT, BUSY, Ringing
from backend.switchboard.routing import ToMainNumber, ToOutside, ToPerson, route
from backend.switchboard.sip.leg import Failure, Leg, Reply, reason_header
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import directed, mirrored, parse_session
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.uri import MalformedMessageError
from backend.switchboard.world import Enterprise

CANCELLED = Failure(487, reason=reason_header(487, "Transfer cancelled"))
_LEFT = Failure(480, reason='Q.850;cause=16;text="Normal call clearing"')


def refer(call: Conversation, transferor: Leg, staying: Leg, transaction: ServerTransaction) -> None:
    """Follow a REFER in an answered call; only a client may transfer."""
    if not call.parties[transferor].login_id:
        transferor.refuse_refer(transaction, 403)
        return
    try:
        target = target_of(transaction.request)
    except RefusedReferral as refused:
        transferor.refuse_refer(transaction, refused.status)
        return
    Transfer(call, transferor, staying, Reports(transferor, transaction)).begin(target.user)


class Transfer(Conversation):
    """From the REFER to the call of the party that stays with its new peer, or with the old one again.

    The transferor may hang up meanwhile: the transfer goes on, and the main number tells the party when it fails.
    """

    def __init__(self, before: Conversation, transferor: Leg, staying: Leg, reports: Reports) -> None:
        super().__init__(before.desk)
        self._transferor = transferor
        self._staying = staying
        self._reports = reports
        self._music = Music(self.desk.place)
        self._playing: Renewal | None = None
        self._goal: ToPerson | ToOutside | None = None
        self._peer: OutgoingLeg | None = None
        self._settling = False
        self._waiting: bytes | None = None
        self._held = _direction(transferor.last_received) != "sendrecv"
        for leg in (transferor, staying):
            self.parties[leg] = before.parties[leg]
            leg.owner = self
            leg.on_refer = _another(leg)
        before.give_way(self)

    def begin(self, number: str) -> None:
        """Ring the number the transferor named."""
        self._reports.progress(100)
        goal = self._route(number)
        if isinstance(goal, Failure):
            self._bring_back(goal)
            return
        if isinstance(goal, ToMainNumber):
            self._receive(goal.enterprise)
            return
        targets = self.desk.find_targets(goal)
        if not targets:
            self._bring_back(ABSENT)
            return
        self._goal = goal
        staying = self.parties[self._staying]
        shown = introduced(staying, goal, self.desk.host, self.parties[self._transferor])
        self.ringing = ringing = Ringing(self.desk.endpoint, shown, staying.who.number)
        ringing.on_ringing = lambda _: self._reports.progress(180)
        ringing.on_answered = self._answered
        ringing.on_failed = self._bring_back
        ringing.start(targets, offer_of(self._staying), self.desk.world.settings.transfer_timeout_s)
        self._play()

    def end(self, reason: str = "") -> None:
        """Hang up everywhere."""
        self._stop(reason)
        super().end(reason)

    def _route(self, number: str) -> ToPerson | ToOutside | ToMainNumber | Failure:
        """Where the number leads for the transferor, as the world is now."""
        who = self.parties[self._transferor].who
        assert who.enterprise is not None
        assert who.person is not None
        now = self.desk.world.person(who.person.id)
        if now is None:
            return Failure(403)
        goal = route(self.desk.world, type(who)(who.number, *now), number)
        there = {party.who.person.id for party in self.parties.values() if party.who.person is not None}
        if isinstance(goal, ToPerson) and goal.person.id in there:
            return BUSY  # with this very call
        return BUSY if isinstance(goal, ToMainNumber) and is_full(self.desk) else goal

    def _receive(self, enterprise: Enterprise) -> None:
        """The target is a main number, which answers at once."""
        reception = Reception(self.desk, self.parties[self._staying], enterprise)
        self.give_way(reception)
        reception.greet(self._staying)
        Farewell(self.desk, self._transferor, self.parties[self._transferor], self._reports)

    def _play(self) -> None:
        try:
            offer = self._music.offer()
        except OSError:
            return  # no port is free: the party waits in silence
        self._playing = Renewal(self._staying, offer, self._play_to)

    def _play_to(self, reply: Reply) -> None:
        if not isinstance(reply, Failure):
            self._music.connect(reply)

    # The target answers.

    def _answered(self, peer: OutgoingLeg, target: Target) -> None:
        assert self._goal is not None
        self._peer, self._settling = peer, True
        self._stop_offering_music()
        peer.owner = self
        staying = self.parties[self._staying]
        self.parties[peer] = party = called(self._goal, target, staying.enterprise)
        host = self.desk.host
        move(self._staying, peer, seen(party, staying, host), seen(staying, party, host), self._moved)

    def _moved(self, failure: Failure | None) -> None:
        peer = self._peer
        if self.over or peer is None:
            return
        if failure is not None or peer.ended:
            self._peer = None
            del self.parties[peer]
            peer.hang_up()
            self._bring_back(Failure(failure.status) if failure else _LEFT)
            return
        self._stop()
        self.give_way(JoinedCall(self.desk, self._staying, peer, self.parties))
        if not self._transferor.ended:
            Farewell(self.desk, self._transferor, self.parties[self._transferor], self._reports)

    # The target does not.

    def _bring_back(self, failure: Failure) -> None:
        if self.over:
            return
        if self._transferor.ended:
            self._console(failure)
            return
        if not self._music.opened:
            self._give_back(failure)
            return
        self._settling = True
        self._stop_offering_music()
        parties, host = self.parties, self.desk.host
        back, staying = parties[self._transferor], parties[self._staying]
        move(
            self._staying,
            self._transferor,
            seen(back, staying, host),
            seen(staying, back, host),
            lambda _: self._give_back(failure),
        )

    def _give_back(self, failure: Failure) -> None:
        if self.over:
            return
        if self._transferor.ended:
            self._console(failure)
            return
        self._stop(failure.reason)
        self._reports.final(failure)
        call = JoinedCall(self.desk, self._transferor, self._staying, self.parties)
        self.give_way(call)
        if self._waiting is not None:
            call.leg_offered(self._transferor, self._waiting)

    def _console(self, failure: Failure) -> None:
        """There is nobody to give the party back to."""
        reason, enterprise = failure.reason or reason_header(failure.status), self.parties[self._transferor].enterprise
        if enterprise is None or is_full(self.desk):
            self.end(reason)
            return
        self._stop(reason)
        reception = Reception(self.desk, self.parties[self._staying], enterprise)
        self.give_way(reception)
        reception.console(self._staying, reason)

    def _stop_offering_music(self) -> None:
        if self._playing is not None:
            self._playing.stop()

    def _stop(self, reason: str = "") -> None:
        self._stop_offering_music()
        self._music.close()
        if self.ringing is not None:
            self.ringing.stop(reason)

    # What the legs tell.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """What rings tells `Ringing`."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """What rings tells `Ringing`."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """What rings tells `Ringing`."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """The transferor takes the call back, or the waiting party moves its sound."""
        if leg is self._transferor and self._peer is None:
            self._transferor_offered(offer)
        elif self._settling:
            leg.refuse_offer(Failure(491))
        elif agreed := self._music.agree(offer):
            leg.accept_offer(agreed)
        else:
            leg.refuse_offer(Failure(488 if self._music.opened else 491))

    def _transferor_offered(self, offer: bytes) -> None:
        direction = _direction(offer)
        if self._settling or (self._held and direction == "sendrecv"):
            self._waiting = offer  # answered by the party itself, once it is back
            if not self._settling:
                self._give_back(CANCELLED)
            return
        self._held = self._held or direction != "sendrecv"
        try:
            self._transferor.accept_offer(directed(self._transferor.last_sent, mirrored(direction)))
        except (MalformedMessageError, KeyError):
            self._transferor.refuse_offer(Failure(488))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The party that waits is gone, and the call with it; the others may go."""
        if leg is self._staying:
            self.end(reason)


class Farewell(Conversation):
    """The end of the transferor's leg: the result is told, and when that has arrived the leg is hung up."""

    def __init__(self, desk: Desk, leg: Leg, party: Party, reports: Reports) -> None:
        super().__init__(desk)
        self.parties[leg] = party
        leg.owner = self
        reports.final(Failure(200), self.end)

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """The leg is answered."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The leg is answered."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """The leg is answered."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """There is nobody to answer it any more."""
        leg.refuse_offer(Failure(491))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The transferor hung up by itself."""
        self.finish(reason)


def _another(leg: Leg) -> Callable[[ServerTransaction], None]:
    return lambda transaction: leg.refuse_refer(transaction, 491)


def _direction(body: bytes) -> str:
    try:
        session = parse_session(body)
    except MalformedMessageError:
        return ""
    return "inactive" if session.host == "0.0.0.0" else session.direction
