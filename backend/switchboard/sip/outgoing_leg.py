"""A leg we start: INVITE, its answers, CANCEL (RFC 3261 sections 9 and 13.2)."""

from __future__ import annotations

from collections.abc import Iterable

from backend.switchboard.sip.client_transaction import ClientTransaction
from backend.switchboard.sip.endpoint import Endpoint, new_call_id, new_tag
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.leg import Leg, LegOwner, LegState, failure_of
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.transport import Flow


class OutgoingLeg(Leg):
    """Calls an agent; a leg hung up early is cancelled, and a 200 that crosses the CANCEL is met with BYE."""

    def __init__(
        self, endpoint: Endpoint, owner: LegOwner, flow: Flow, caller: NameAddr, callee: NameAddr, user: str
    ) -> None:
        super().__init__(endpoint, owner, flow, new_call_id(), user)
        self.local = caller.with_tag(new_tag())
        self.remote = callee
        self._invite: ClientTransaction | None = None
        self._rung = False
        self._unwanted = False
        self._cancelled = False
        self._cancel_reason = ""

    @property
    def reached(self) -> bool:
        """Whether the agent is known to have the INVITE."""
        return self._rung

    def invite(self, target: str, sdp: bytes, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Send the INVITE with our offer to the request URI `target`."""
        self.remote_target = target
        self.endpoint.join(self.call_id, self.local.tag, self)
        request = self._request("INVITE", sdp)
        for name, value in headers:
            request.headers.add(name, value)
        self.state = LegState.EARLY
        self._invite = self.endpoint.request(request, self.flow, self._receive_response)

    def hang_up(self, reason: str = "") -> None:
        """CANCEL before the answer, BYE after it."""
        if self.state is LegState.ESTABLISHED:
            self._bye(reason)
        elif self.state is LegState.EARLY:
            self._unwanted = True
            self._cancel_reason = reason
            self.state = LegState.ENDED
            self._cancel()

    def drop(self) -> None:
        """The agent has forgotten the call: repeat nothing, and hang up should it answer all the same."""
        self.hang_up()
        if self._invite is not None:
            self._invite.fall_silent()

    def _cancel(self) -> None:
        if self._rung and not self._cancelled and self._invite is not None:
            self._cancelled = True
            self.endpoint.cancel(self._invite, self.flow, self._cancel_reason)

    def _receive_response(self, response: Response) -> None:
        if response.status < 200:
            self._provisional(response)
        elif response.status < 300:
            self._answered(response)
        else:
            self.endpoint.leave(self.call_id, self.local.tag)
            if not self._unwanted:
                self.state = LegState.ENDED
                self.owner.leg_refused(self, failure_of(response))

    def _provisional(self, response: Response) -> None:
        self._rung = True
        if self._unwanted:
            self._cancel()
        elif response.status > 100:
            self.owner.leg_ringing(self, response)

    def _answered(self, response: Response) -> None:
        if response.to.tag != self.remote.tag:
            if self.remote.tag:
                return
            self.remote = response.to
            self.routes = list(reversed(response.headers.all("record-route")))
        self._accept_target(response)
        if not self._send_ack(response):
            return
        self.state = LegState.ESTABLISHED
        if self._unwanted:
            self._bye(self._cancel_reason)
            return
        self.last_received = response.body
        self.owner.leg_answered(self, response.body)
