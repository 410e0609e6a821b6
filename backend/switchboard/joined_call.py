"""Two answered legs as one call (a B2BUA, RFC 7092 section 3.1).

Sound goes directly between the two parties: each offer and answer is passed on under the leg's own origin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.switchboard.conversation import Conversation, Desk
from backend.switchboard.move import Renewal
from backend.switchboard.parties import Party
from backend.switchboard.sip.leg import Failure, Leg, Reply
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.server_transaction import ServerTransaction


class JoinedCall(Conversation):
    """From the answer to the end of both legs."""

    def __init__(self, desk: Desk, one: Leg, other: Leg, parties: Mapping[Leg, Party]) -> None:
        super().__init__(desk)
        for leg in (one, other):
            self.parties[leg] = parties[leg]
            leg.owner = self
            leg.on_refer = self._referral(leg)

    def peer(self, leg: Leg) -> Leg:
        """The leg at the other end."""
        one, other = self.parties
        return other if leg is one else one

    # What the legs tell.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """Nothing rings any more."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """Both legs are answered."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """Both legs are answered."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """One party holds, takes back, or moves its sound: the other is asked, its answer is passed back."""

        def replied(reply: Reply) -> None:
            if isinstance(reply, Failure):
                leg.refuse_offer(reply if reply.status in (488, 491) else Failure(488))
            else:
                leg.accept_offer(reply)

        Renewal(self.peer(leg), offer, replied, repeats=0)

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """One party hung up or is gone: so does the call."""
        self.end(reason)

    def _referral(self, leg: Leg) -> Callable[[ServerTransaction], None]:
        return lambda transaction: self.desk.on_refer(self, leg, self.peer(leg), transaction)
