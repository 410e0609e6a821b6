"""A call that a client or a telephone dials, until it is answered: the caller's leg and the agents that ring."""

from __future__ import annotations

from collections.abc import Sequence

from backend.switchboard.conversation import Conversation, Desk
from backend.switchboard.joined_call import JoinedCall
from backend.switchboard.parties import Faces, Party, Target, called
from backend.switchboard.ringing import Ringing
from backend.switchboard.routing import ToOutside, ToPerson
from backend.switchboard.sip.incoming_leg import IncomingLeg
from backend.switchboard.sip.leg import Failure, Leg, LegState
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import parse_session
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.uri import MalformedMessageError


class DialledCall(Conversation):
    """From the caller's INVITE to the answer, when a joined call takes over."""

    def __init__(self, desk: Desk, transaction: ServerTransaction, party: Party) -> None:
        super().__init__(desk)
        self.caller = IncomingLeg(desk.endpoint, self, transaction, party.who.number)
        self.parties[self.caller] = party
        self._goal: ToPerson | ToOutside | None = None

    def ring(self, goal: ToPerson | ToOutside, targets: Sequence[Target], shown: Faces, patience_s: float) -> None:
        """Ring every target at once; the first to answer has the call, nobody within `patience_s` is a 480."""
        try:
            parse_session(self.caller.last_received)
        except MalformedMessageError:
            self.refuse(Failure(488))
            return
        self._goal = goal
        self.ringing = ringing = Ringing(self.desk.endpoint, shown, self.parties[self.caller].who.number)
        ringing.on_ringing = lambda early: self.caller.progress(183 if early else 180, early)
        ringing.on_answered = self._answered
        ringing.on_failed = self.refuse
        ringing.start(targets, self.caller.last_received, patience_s)

    def refuse(self, failure: Failure) -> None:
        """Tell the caller why there is no call."""
        self.caller.refuse(failure)
        self.finish()

    def abandon(self, login_id: str) -> None:
        """A caller's client was started again and no longer waits for an answer: stop ringing.

        OPTIONS cannot ask it, because the answer belongs to an INVITE whose sender is gone.
        """
        if self.parties[self.caller].login_id == login_id and self.caller.state is LegState.EARLY:
            self.end()

    def _answered(self, leg: OutgoingLeg, target: Target) -> None:
        assert self._goal is not None
        caller = self.parties[self.caller]
        parties = {self.caller: caller, leg: called(self._goal, target, caller.enterprise)}
        self.give_way(JoinedCall(self.desk, self.caller, leg, parties))
        self.caller.answer(leg.last_received)

    # What the caller's leg tells.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """The caller does not ring."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The caller is not called."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """The caller is not called."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """No offer comes before the answer."""
        leg.refuse_offer(Failure(491))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The caller gave up."""
        self.end(reason)
