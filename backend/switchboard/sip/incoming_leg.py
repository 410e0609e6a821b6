"""A leg an agent starts: ringing, answering, refusing (RFC 3261 section 13.3)."""

from __future__ import annotations

from backend.switchboard.sip.endpoint import Endpoint, new_tag
from backend.switchboard.sip.leg import Failure, Leg, LegOwner, LegState
from backend.switchboard.sip.message import Request
from backend.switchboard.sip.server_transaction import ServerTransaction


class IncomingLeg(Leg):
    """Takes an INVITE; a CANCEL ends it with 487 and tells its owner."""

    def __init__(self, endpoint: Endpoint, owner: LegOwner, transaction: ServerTransaction, user: str) -> None:
        request = transaction.request
        super().__init__(endpoint, owner, transaction.flow, request.call_id, user)
        self.invite = request
        self.local = request.to.with_tag(new_tag())
        self.remote = request.from_
        self.remote_target = str(request.contact.uri) if request.contact else str(request.from_.uri)
        self.routes = request.headers.all("record-route")
        self.last_received = request.body
        self.state = LegState.EARLY
        self._remote_sequence = request.cseq.number
        self._transaction = transaction
        transaction.on_cancel = self._cancelled
        endpoint.join(self.call_id, self.local.tag, self)

    def progress(self, status: int, sdp: bytes = b"") -> None:
        """Send a provisional response: 100, 180 or 183."""
        if self.state is LegState.EARLY:
            self._transaction.respond(self._response(self.invite, status, sdp))

    def answer(self, sdp: bytes) -> None:
        """Send 200 with our answer and repeat it until the ACK."""
        if self.state is LegState.EARLY:
            self.state = LegState.ESTABLISHED
            self._accept(self._transaction, sdp)

    def refuse(self, failure: Failure) -> None:
        """Send a final refusal; the leg has ended."""
        if self.state is LegState.EARLY:
            response = self._response(self.invite, failure.status)
            response.phrase = failure.phrase or response.phrase
            if failure.reason:
                response.headers.add("reason", failure.reason)
            if failure.warning:
                response.headers.add("warning", failure.warning)
            self._close()
            self._transaction.respond(response)

    def hang_up(self, reason: str = "") -> None:
        """BYE after the answer, 480 before it."""
        if self.state is LegState.EARLY:
            self.refuse(Failure(480, reason=reason))
        elif self.state is LegState.ESTABLISHED:
            self._bye(reason)

    def _over(self, reason: str) -> None:
        """A CANCEL, or a BYE before the answer, ends the INVITE too (RFC 3261 section 15.1.2)."""
        if self.state is LegState.EARLY:
            self.refuse(Failure(487))
            self.owner.leg_ended(self, reason)
        else:
            super()._over(reason)

    def _cancelled(self, cancel: Request) -> None:
        self._over(cancel.headers.get("reason") or "")
