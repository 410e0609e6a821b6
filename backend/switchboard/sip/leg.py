"""A call leg: one INVITE dialog with one agent (RFC 3261 sections 12 to 15), what both directions share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from backend.switchboard.sip.client_transaction import ClientTransaction
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.headers import CSeq, Headers, NameAddr, quoted
from backend.switchboard.sip.message import PHRASES, Request, Response, response_to
from backend.switchboard.sip.sdp import CONTENT_TYPE, Origin
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Alarm
from backend.switchboard.sip.transport import Flow

log = logging.getLogger(__name__)

LONGEST_WARNING = 512


class LegState(Enum):
    """Where a leg stands."""

    NEW = "new"
    EARLY = "early"
    ESTABLISHED = "established"
    ENDED = "ended"


@dataclass(frozen=True)
class Failure:
    """Why something did not come about: SIP status, its phrase, the value of a Reason header (RFC 3326), and those of
    Warning (RFC 3261 section 20.43)."""

    status: int
    phrase: str = ""
    reason: str = ""
    warning: str = ""


Reply = bytes | Failure


class LegOwner(Protocol):
    """Who decides about a leg: a joined call, a simulated telephone, an announcement."""

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """The called agent rings (180 or 183)."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The called agent answered our offer."""

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """The called agent did not take the call; the leg has ended."""

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """The agent sent a new offer in the call; `accept_offer` or `refuse_offer` answers it."""

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The agent hung up, cancelled or is gone; the leg has ended."""


def reason_header(status: int, text: str = "") -> str:
    """A Reason header value for a SIP status."""
    return f"SIP;cause={status}" + (f";text={quoted(text)}" if text else "")


class Leg:
    """One dialog; after `hang_up` its owner hears nothing more of it."""

    def __init__(self, endpoint: Endpoint, owner: LegOwner, flow: Flow, call_id: str, user: str) -> None:
        self.endpoint = endpoint
        self.owner = owner
        self.flow = flow
        self.call_id = call_id
        self.state = LegState.NEW
        self.local: NameAddr
        self.remote: NameAddr
        self.remote_target = ""
        self.routes: list[str] = []
        self.last_received = b""
        self.last_sent = b""
        self.referred = 0
        self.on_refer: Callable[[ServerTransaction], None] | None = None
        self.origin = Origin(endpoint.address[0])
        self._contact_user = user
        self._sequence = 0
        self._remote_sequence = -1
        self._offered: ServerTransaction | None = None
        self._offering = False
        self._patience = Alarm()
        self._confirming: ServerTransaction | None = None
        self._acks: dict[int, bytes] = {}

    @property
    def contact(self) -> str:
        """Our Contact on this leg."""
        return f"<{self.endpoint.uri(self._contact_user, self.flow)}>"

    @property
    def ended(self) -> bool:
        """Whether the dialog is over."""
        return self.state is LegState.ENDED

    # Towards the agent.

    def hang_up(self, reason: str = "") -> None:
        """End the leg in whatever phase it is."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether an INVITE of either side is still under way, so that a new offer would have to wait."""
        return self._offering or self._offered is not None or self._confirming is not None

    @property
    def asked(self) -> bool:
        """Whether the agent's own offer still waits for our answer."""
        return self._offered is not None

    def offer(self, sdp: bytes, on_reply: Callable[[Reply], None], headers: Iterable[tuple[str, str]] = ()) -> None:
        """Send a re-INVITE; one at a time: another gets 491 at once."""
        if self.state is not LegState.ESTABLISHED or self._offering or self._offered is not None:
            on_reply(Failure(491))
            return
        self._offering = True
        request = self._request("INVITE", sdp)
        for name, value in headers:
            request.headers.add(name, value)
        asking = self.endpoint.request(request, self.flow, lambda response: self._offer_answered(response, on_reply))
        # After a provisional response a transaction waits without end; the party that waits meanwhile shall not.
        self._patience.set(self.endpoint.timers.timeout, lambda: self._lost(asking, on_reply))

    def accept_offer(self, sdp: bytes) -> None:
        """Answer the agent's re-INVITE with 200."""
        transaction, self._offered = self._offered, None
        if transaction is not None:
            self._accept(transaction, sdp)

    def refuse_offer(self, failure: Failure) -> None:
        """Answer the agent's re-INVITE with an error; the call goes on as it was."""
        transaction, self._offered = self._offered, None
        if transaction is not None:
            transaction.respond(self._response(transaction.request, failure.status))

    def check(self) -> None:
        """Ask the agent whether it still knows the dialog; if not, the leg ends."""
        if self.state is LegState.ESTABLISHED:
            self.endpoint.request(self._request("OPTIONS"), self.flow, self._checked)

    def report(self, headers: Iterable[tuple[str, str]], fragment: str, on_answer: Callable[[], None]) -> None:
        """Send a NOTIFY with a piece of a SIP message (RFC 3515 section 2.4.5); `on_answer` comes in any case, once."""
        request = self._request("NOTIFY")
        request.headers.add("contact", self.contact)
        for name, value in (*headers, ("content-type", "message/sipfrag;version=2.0")):
            request.headers.add(name, value)
        request.body = fragment.encode()
        self.endpoint.request(request, self.flow, lambda response: on_answer() if response.status >= 200 else None)

    def accept_refer(self, transaction: ServerTransaction) -> None:
        """Answer a REFER with 202."""
        self.referred += 1
        response = self._response(transaction.request, 202)
        response.headers.add("contact", self.contact)
        transaction.respond(response)

    def refuse_refer(self, transaction: ServerTransaction, status: int) -> None:
        """Answer a REFER with an error."""
        transaction.respond(self._response(transaction.request, status))

    # From the agent.

    def receive(self, transaction: ServerTransaction) -> None:
        """A request of this dialog came in."""
        request = transaction.request
        if request.from_.tag != self.remote.tag:
            self.endpoint.reply(transaction, 481)
        elif request.cseq.number <= self._remote_sequence:  # an old one, or the same again by another way
            transaction.respond(self._response(request, 500))
        else:
            self._remote_sequence = request.cseq.number
            self._dispatch(transaction)

    def acknowledge(self, request: Request) -> None:
        """The agent acknowledged our 2xx."""
        if self._confirming is not None and self._confirming.request.cseq.number == request.cseq.number:
            self._confirming.acknowledge()
            self._confirming = None

    def _dispatch(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if request.method == "BYE":
            transaction.respond(self._response(request, 200))
            self._over(request.headers.get("reason") or "")
        elif request.method == "INVITE":
            self._reinvited(transaction)
        elif request.method == "OPTIONS":
            transaction.respond(self._response(request, 200))
        elif request.method == "REFER" and self.on_refer is not None:
            self.on_refer(transaction)
        else:
            transaction.respond(self._response(request, 405))

    def _reinvited(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if self.state is not LegState.ESTABLISHED or self._offering or self._offered is not None:
            transaction.respond(self._response(request, 491))
            return
        self._accept_target(request)
        self.flow = transaction.flow
        if not request.body:
            self._accept(transaction, self.last_sent)
            return
        self._offered = transaction
        self.last_received = request.body
        self.owner.leg_offered(self, request.body)

    def _accept(self, transaction: ServerTransaction, sdp: bytes) -> None:
        self._confirming = transaction
        transaction.on_unacknowledged = self._unacknowledged
        transaction.respond(self._response(transaction.request, 200, sdp))

    def _lost(self, asking: ClientTransaction, on_reply: Callable[[Reply], None]) -> None:
        asking.stop()
        self._offer_answered(response_to(asking.request, 408), on_reply)

    def _offer_answered(self, response: Response, on_reply: Callable[[Reply], None]) -> None:
        if response.status < 200:
            return
        self._patience.stop()
        if response.status < 300:
            self._accept_target(response)
            if not self._send_ack(response):
                return
            self._offering = False
            self.last_received = response.body or self.last_received
            on_reply(response.body)
            return
        self._offering = False
        on_reply(failure_of(response))
        if response.status == 481:
            self._over(reason_header(481))
        elif response.status == 408:
            self._gone(reason_header(408))

    def _checked(self, response: Response) -> None:
        if response.status in (408, 481, 503):
            self._gone(reason_header(response.status))

    def _unacknowledged(self) -> None:
        self._gone(reason_header(408, "no ACK"))

    def _gone(self, reason: str) -> None:
        if self.state is LegState.ESTABLISHED:
            owner = self.owner
            self.hang_up(reason)
            owner.leg_ended(self, reason)

    def _over(self, reason: str) -> None:
        if self.state is not LegState.ENDED:
            self._close()
            self.owner.leg_ended(self, reason)

    def _bye(self, reason: str) -> None:
        request = self._request("BYE")
        if reason:
            request.headers.add("reason", reason)
        self._close()
        self.endpoint.request(request, self.flow, lambda _: None)

    def _close(self) -> None:
        self.refuse_offer(Failure(487))
        self.state = LegState.ENDED
        self.endpoint.leave(self.call_id, self.local.tag)

    # Building messages.

    def _request(self, method: str, body: bytes = b"") -> Request:
        self._sequence += 1
        headers = Headers([("route", route) for route in self.routes])
        headers.add("from", str(self.local))
        headers.add("to", str(self.remote))
        headers.add("call-id", self.call_id)
        headers.add("cseq", str(CSeq(self._sequence, method)))
        if method == "INVITE":
            headers.add("contact", self.contact)
            headers.add("allow", self.endpoint.allow)
        request = Request(method, self.remote_target, headers=headers)
        self._describe(request, body)
        return request

    def _response(self, request: Request, status: int, body: bytes = b"") -> Response:
        response = response_to(request, status, PHRASES.get(status, ""), self.local.tag)
        for route in request.headers.all("record-route"):
            response.headers.add("record-route", route)
        if request.method == "INVITE" and status < 300:
            response.headers.add("contact", self.contact)
        if status in (200, 405):
            response.headers.add("allow", self.endpoint.allow)
        response.headers.add("server", self.endpoint.name)
        self._describe(response, body)
        return response

    def _describe(self, message: Request | Response, body: bytes) -> None:
        if body:
            message.body = self.origin.stamp(body)
            message.headers.add("content-type", CONTENT_TYPE)
            self.last_sent = body

    def _send_ack(self, response: Response) -> bool:
        """Acknowledge a 2xx; false when it was a repetition."""
        number = response.cseq.number
        if number in self._acks:
            self.endpoint.send_again(self._acks[number], self.flow)
            return False
        ack = self._request("ACK")
        self._sequence -= 1
        ack.headers.put("cseq", str(CSeq(number, "ACK")))
        self._acks[number] = self.endpoint.send_ack(ack, self.flow)
        return True

    def _accept_target(self, message: Request | Response) -> None:
        if message.contact is not None:
            self.remote_target = str(message.contact.uri)


def failure_of(response: Response) -> Failure:
    """The failure a final response stands for; warnings nobody would read to their end are left out."""
    warning = ", ".join(response.headers.all("warning"))
    return Failure(
        response.status,
        response.phrase,
        response.headers.get("reason") or "",
        warning if len(warning) <= LONGEST_WARNING else "",
    )
