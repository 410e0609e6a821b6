"""Two legs as one call: the caller's, and the first of the called agents' that answers (a B2BUA, RFC 7092 section 3.1).

Sound goes directly between the two parties: each offer and answer is passed on under the leg's own origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.incoming_leg import IncomingLeg
from backend.switchboard.sip.leg import Failure, Leg, LegState, Reply, reason_header
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import parse_session
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Alarm
from backend.switchboard.sip.transport import Flow
from backend.switchboard.sip.uri import MalformedMessageError

NO_ANSWER = Failure(480, reason='Q.850;cause=19;text="No answer"')
ABSENT = Failure(480, reason='Q.850;cause=20;text="Subscriber absent"')
ELSEWHERE = reason_header(200, "Call completed elsewhere")
_TOLD = {403, 404, 480, 484, 486, 488, 600, 603, 604, 606}


@dataclass(frozen=True)
class Target:
    """One agent to ring: its request URI, the way to it, and the login it registered with, "" for our own."""

    uri: str
    flow: Flow
    login_id: str = ""


@dataclass(frozen=True)
class Faces:
    """What the called side is shown: who calls (From and P-Asserted-Identity), who is called, through which number."""

    caller: NameAddr
    callee: NameAddr
    via: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """The identity headers of the INVITE (RFC 3325, RFC 7315 section 4.2)."""
        found = [("p-asserted-identity", str(self.caller))]
        if self.via:
            found.append(("p-called-party-id", self.via))
        return found


class JoinedCall:
    """From the caller's INVITE to the end of both legs; `on_over` is called once when nothing is left."""

    def __init__(self, endpoint: Endpoint, transaction: ServerTransaction, user: str, login_id: str = "") -> None:
        self.caller = IncomingLeg(endpoint, self, transaction, user)
        self.callee: OutgoingLeg | None = None
        self.on_over: Callable[[], None] = lambda: None
        self._endpoint = endpoint
        self._user = user
        self._logins: dict[Leg, str] = {self.caller: login_id}
        self._branches: list[OutgoingLeg] = []
        self._failures: list[Failure] = []
        self._no_answer = Alarm()
        self._rung = self._over = False

    def ring(self, targets: Sequence[Target], faces: Faces, patience_s: float) -> None:
        """Ring every target at once; the first to answer has the call, nobody within `patience_s` is a 480."""
        try:
            parse_session(self.caller.last_received)
        except MalformedMessageError:
            self.refuse(Failure(488))
            return
        self._no_answer.set(patience_s, self._give_up)
        for target in targets:
            leg = OutgoingLeg(self._endpoint, self, target.flow, faces.caller, faces.callee, self._user)
            self._branches.append(leg)
            self._logins[leg] = target.login_id
        for leg, target in zip(tuple(self._branches), targets, strict=True):
            leg.invite(target.uri, self.caller.last_received, faces.headers())

    def refuse(self, failure: Failure) -> None:
        """Tell the caller why there is no call."""
        self.caller.refuse(failure)
        self._finish()

    def end(self, reason: str = "") -> None:
        """Hang up every leg."""
        for leg in (self.caller, self.callee, *self._branches):
            if leg is not None:
                leg.hang_up(reason)
        self._finish()

    def check(self) -> None:
        """Ask the clients whether they still know the call."""
        for leg, login_id in self._logins.items():
            if login_id:
                leg.check()

    def follow(self, login_id: str, flow: Flow) -> None:
        """A client registered anew: it is reached this way now, and asked whether it still knows its call.

        One that moved goes on talking; one that was started again answers 481, and the other party is released.
        """
        for leg, owner in self._logins.items():
            if owner == login_id:
                leg.flow = flow
                leg.check()

    def abandon(self, login_id: str) -> None:
        """A caller's client was started again and no longer waits for an answer: stop ringing.

        OPTIONS cannot ask it, because the answer belongs to an INVITE whose sender is gone.
        """
        if self._logins[self.caller] == login_id and self.caller.state is LegState.EARLY:
            self.end()

    # What the legs tell.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """A called agent rings; early sound is passed on when it is the only one."""
        early = response.body if len(self._branches) == 1 and not self._failures else b""
        if early:
            self.caller.progress(183, early)
        elif not self._rung:
            self.caller.progress(180)
        self._rung = True

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The first called agent that answers has the call."""
        assert isinstance(leg, OutgoingLeg)
        self._branches.remove(leg)
        try:
            parse_session(sdp)
        except MalformedMessageError:
            leg.hang_up()
            self.leg_refused(leg, Failure(488))
            return
        self.callee = leg
        self._no_answer.stop()
        self._drop_branches(ELSEWHERE)
        self.caller.answer(sdp)

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """A called agent does not take the call; the caller hears of it when no other rings."""
        self._branches = [branch for branch in self._branches if branch is not leg]
        self._failures.append(failure)
        if failure.status >= 600:
            self._drop_branches(reason_header(failure.status, failure.phrase))
        if not self._branches and self.callee is None:
            self.refuse(worst(self._failures))

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """One party holds, takes back, or moves its sound: the other is asked, its answer is passed back."""
        peer = self._peer(leg)
        if peer is None:
            leg.refuse_offer(Failure(491))
            return

        def replied(reply: Reply) -> None:
            if isinstance(reply, Failure):
                leg.refuse_offer(reply if reply.status in (488, 491) else Failure(488))
            else:
                leg.accept_offer(reply)

        peer.offer(offer, replied)

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """One party hung up, cancelled or is gone: so does the call."""
        self.end(reason)

    def _peer(self, leg: Leg) -> Leg | None:
        return self.callee if leg is self.caller else self.caller

    def _give_up(self) -> None:
        self._drop_branches("")
        self.refuse(NO_ANSWER)

    def _drop_branches(self, reason: str) -> None:
        branches, self._branches = self._branches, []
        for branch in branches:
            branch.hang_up(reason)

    def _finish(self) -> None:
        self._no_answer.stop()
        if not self._over:
            self._over = True
            self.on_over()


def worst(failures: Sequence[Failure]) -> Failure:
    """The failure the caller is told: a decline before busy before anything else (RFC 3261 section 16.7)."""
    declined = [failure for failure in failures if failure.status >= 600]
    told = declined or [failure for failure in failures if failure.status == 486] or list(failures)
    chosen = told[0]
    if chosen.status in (408, 503):
        return ABSENT
    return chosen if chosen.status in _TOLD else Failure(480, reason=chosen.reason)
