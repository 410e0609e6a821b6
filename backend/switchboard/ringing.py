"""Rings every agent of the called party at once; the first that answers has the call (RFC 3261 section 16.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.switchboard.parties import Faces, Target
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.leg import Failure, Leg, reason_header
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import parse_session
from backend.switchboard.sip.timers import Alarm
from backend.switchboard.sip.uri import MalformedMessageError

NO_ANSWER = Failure(480, reason='Q.850;cause=19;text="No answer"')
ABSENT = Failure(480, reason='Q.850;cause=20;text="Subscriber absent"')
BUSY = Failure(486, reason='Q.850;cause=17;text="User busy"')
ELSEWHERE = reason_header(200, "Call completed elsewhere")
_TOLD = {403, 404, 480, 484, 486, 488, 600, 603, 604, 606}


class Ringing:
    """One attempt; exactly one of `on_answered` and `on_failed` comes, none after `stop`.

    `on_ringing` comes once for the first agent that rings, and for early sound when it is the only agent.
    """

    def __init__(self, endpoint: Endpoint, faces: Faces, user: str) -> None:
        self.legs: dict[OutgoingLeg, Target] = {}
        self.on_ringing: Callable[[bytes], None] = lambda _: None
        self.on_answered: Callable[[OutgoingLeg, Target], None] = lambda _leg, _target: None
        self.on_failed: Callable[[Failure], None] = lambda _: None
        self._endpoint = endpoint
        self._faces = faces
        self._user = user
        self._offer = b""
        self._failures: list[Failure] = []
        self._no_answer = Alarm()
        self._rung = False

    def start(self, targets: Sequence[Target], offer: bytes, patience_s: float) -> None:
        """Ring every target with this offer; nobody within `patience_s` is a 480."""
        self._offer = offer
        self._no_answer.set(patience_s, self._give_up)
        for target in targets:
            self._invite(target)

    def follow(self, target: Target) -> None:
        """A client registered anew: one that was started again, or never got the call, is offered it once more."""
        for leg, before in tuple(self.legs.items()):
            if before.login_id != target.login_id:
                continue
            if leg.reached:
                leg.flow = target.flow
            if not leg.reached or before.registration != target.registration:
                del self.legs[leg]
                leg.drop()
                self._invite(target)

    def stop(self, reason: str = "") -> None:
        """Cancel whatever still rings."""
        self._no_answer.stop()
        legs, self.legs = tuple(self.legs), {}
        for leg in legs:
            leg.hang_up(reason)

    # What the legs tell.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """A called agent rings; early sound is passed on when it is the only one."""
        early = response.body if len(self.legs) == 1 and not self._failures else b""
        if early or not self._rung:
            self._rung = True
            self.on_ringing(early)

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The first called agent that answers has the call."""
        assert isinstance(leg, OutgoingLeg)
        try:
            parse_session(sdp)
        except MalformedMessageError:
            leg.hang_up()
            self.leg_refused(leg, Failure(488))
            return
        target = self.legs.pop(leg)
        self.stop(ELSEWHERE)
        self.on_answered(leg, target)

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """A called agent does not take the call; that is a failure when no other rings."""
        self.legs = {other: target for other, target in self.legs.items() if other is not leg}
        self._failures.append(failure)
        if failure.status >= 600:
            self.stop(reason_header(failure.status, failure.phrase))
        if not self.legs:
            self._no_answer.stop()
            self.on_failed(worst(self._failures))

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """No offer comes before the answer."""
        leg.refuse_offer(Failure(491))

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """A called agent is gone before it had the call."""
        self.leg_refused(leg, Failure(480, reason=reason))

    def _invite(self, target: Target) -> None:
        shown = target.faces or self._faces
        leg = OutgoingLeg(self._endpoint, self, target.flow, shown.caller, shown.callee, self._user)
        self.legs[leg] = target
        leg.invite(target.uri, self._offer, shown.headers())

    def _give_up(self) -> None:
        self.stop()
        self.on_failed(NO_ANSWER)


def worst(failures: Sequence[Failure]) -> Failure:
    """The failure the caller is told: a decline before busy before anything else (RFC 3261 section 16.7)."""
    declined = [failure for failure in failures if failure.status >= 600]
    told = declined or [failure for failure in failures if failure.status == 486] or list(failures)
    chosen = told[0]
    if chosen.status in (408, 503):
        return ABSENT
    return chosen if chosen.status in _TOLD else Failure(480, reason=chosen.reason, warning=chosen.warning)
