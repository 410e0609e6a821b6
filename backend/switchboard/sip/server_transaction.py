"""Server transactions (RFC 3261 section 17.2, with RFC 6026): a request that came in and our responses to it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from backend.switchboard.sip.message import MAGIC_COOKIE, Request, Response
from backend.switchboard.sip.timers import Alarm, Repeater, Timers
from backend.switchboard.sip.transport import Flow

Send = Callable[[bytes, Flow], None]
Key = tuple[str, ...]


class Phase(Enum):
    """Where a server transaction stands."""

    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


def transaction_key(request: Request) -> Key:
    """What matches a request to its transaction (RFC 3261 section 17.2.3); an ACK has its INVITE's key."""
    method = "INVITE" if request.method == "ACK" else request.method
    via = request.via
    if via.branch.startswith(MAGIC_COOKIE):
        return (via.branch, via.host.lower(), str(via.port), method)
    return (request.call_id, request.from_.tag, str(request.cseq.number), str(via.host), str(via.port), method)


class ServerTransaction:
    """Answers repetitions of its request by itself and repeats a final response to an INVITE until the ACK."""

    def __init__(self, request: Request, flow: Flow, send: Send, timers: Timers, on_end: Callable[[], object]) -> None:
        self.request = request
        self.flow = flow
        self.phase = Phase.PROCEEDING
        self.on_cancel: Callable[[Request], None] | None = None
        self.on_unacknowledged: Callable[[], None] | None = None
        self._send = send
        self._timers = timers
        self._on_end = on_end
        self._last = b""
        self._invite = request.method == "INVITE"
        self._repeater = Repeater(self._again, timers.t1, timers.t2)
        self._limit = Alarm()

    @property
    def answered(self) -> bool:
        """Whether a final response has been sent."""
        return self.phase is not Phase.PROCEEDING

    def respond(self, response: Response) -> None:
        """Send a response; after a final one nothing more is sent."""
        if self.phase is not Phase.PROCEEDING:
            return
        self._last = bytes(response)
        self._again()
        if response.status >= 200:
            self._finish(response.status)

    def receive(self, request: Request) -> None:
        """The same request, or the ACK to a refusal, came in."""
        if request.method == "ACK":
            self.acknowledge()
        elif self._last and self.phase in (Phase.PROCEEDING, Phase.COMPLETED):
            self._again()

    def acknowledge(self) -> None:
        """The final response to this INVITE has arrived: stop repeating it."""
        if self.phase is Phase.COMPLETED and self._invite:
            self.phase = Phase.CONFIRMED
            self._repeater.stop()
            self._limit.set(0 if self.flow.reliable else self._timers.t4, self.stop)
        elif self.phase is Phase.ACCEPTED:
            self._repeater.stop()
            self.on_unacknowledged = None

    def stop(self) -> None:
        """End at once."""
        self.phase = Phase.TERMINATED
        self._repeater.stop()
        self._limit.stop()
        self._on_end()

    def _finish(self, status: int) -> None:
        if not self._invite:
            self.phase = Phase.COMPLETED
            self._limit.set(0 if self.flow.reliable else self._timers.timeout, self.stop)
            return
        accepted = status < 300
        self.phase = Phase.ACCEPTED if accepted else Phase.COMPLETED
        if accepted or not self.flow.reliable:
            self._repeater.start()
        self._limit.set(self._timers.timeout, self._expire)

    def _expire(self) -> None:
        unacknowledged = self.on_unacknowledged
        self.stop()
        if unacknowledged is not None:
            unacknowledged()

    def _again(self) -> None:
        self._send(self._last, self.flow)
