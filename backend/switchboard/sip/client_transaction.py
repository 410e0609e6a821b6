"""Client transactions (RFC 3261 section 17.1, with RFC 6026): a request, its repetitions, its responses."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from backend.switchboard.sip.headers import Headers
from backend.switchboard.sip.message import Request, Response, response_to
from backend.switchboard.sip.timers import Alarm, Repeater, Timers
from backend.switchboard.sip.transport import Flow

Send = Callable[[bytes, Flow], None]
OnResponse = Callable[[Response], None]


class Phase(Enum):
    """Where a client transaction stands."""

    CALLING = "calling"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


class ClientTransaction:
    """Sends a request until it is answered; no answer becomes a 408 and a lost connection a 503 made here.

    Every 2xx to an INVITE is passed on, repetitions too, because each needs an ACK; other finals are passed on once.
    """

    def __init__(
        self,
        request: Request,
        flow: Flow,
        send: Send,
        timers: Timers,
        on_response: OnResponse,
        on_end: Callable[[], object],
    ) -> None:
        self.request = request
        self.flow = flow
        self.phase = Phase.CALLING
        self._send = send
        self._timers = timers
        self._on_response = on_response
        self._on_end = on_end
        self._wire = bytes(request)
        self._ack = b""
        self._invite = request.method == "INVITE"
        longest = timers.timeout if self._invite else timers.t2
        self._repeater = Repeater(self._again, timers.t1, longest)
        self._limit = Alarm()
        self._cancelled = False

    @property
    def finished(self) -> bool:
        """Whether the final response is there."""
        return self.phase not in (Phase.CALLING, Phase.PROCEEDING)

    def start(self) -> None:
        """Send for the first time."""
        self._limit.set(self._timers.timeout, lambda: self._give_up(408))
        if not self.flow.is_open:
            self._limit.set(0, lambda: self._give_up(503))
            return
        self._send(self._wire, self.flow)
        if not self.flow.reliable:
            self._repeater.start()

    def receive(self, response: Response) -> None:
        """A response with this transaction's branch came in."""
        if response.status < 200:
            self._provisional(response)
        elif self._invite and response.status < 300:
            self._accepted(response)
        else:
            self._final(response)

    def stop(self) -> None:
        """End at once without telling anyone."""
        self.phase = Phase.TERMINATED
        self._repeater.stop()
        self._limit.stop()
        self._on_end()

    def fall_silent(self) -> None:
        """Repeat the request no more; a response is still taken."""
        self._repeater.stop()

    def _provisional(self, response: Response) -> None:
        if self.phase not in (Phase.CALLING, Phase.PROCEEDING):
            return
        self.phase = Phase.PROCEEDING
        if self._invite:
            self._repeater.stop()
            if not self._cancelled:
                self._limit.stop()
        else:
            self._repeater.slow_down()
        self._on_response(response)

    def _accepted(self, response: Response) -> None:
        if self.phase in (Phase.CALLING, Phase.PROCEEDING):
            self.phase = Phase.ACCEPTED
            self._repeater.stop()
            self._limit.set(self._timers.timeout, self.stop)
        if self.phase is Phase.ACCEPTED:
            self._on_response(response)

    def _final(self, response: Response) -> None:
        if self.phase is Phase.COMPLETED and self._invite:
            self._send(self._ack, self.flow)
        if self.phase not in (Phase.CALLING, Phase.PROCEEDING):
            return
        self.phase = Phase.COMPLETED
        self._repeater.stop()
        if self._invite:
            self._ack = bytes(self._ack_for(response))
            self._send(self._ack, self.flow)
        linger = self._timers.timeout if self._invite else self._timers.t4
        self._limit.set(0 if self.flow.reliable else linger, self.stop)
        self._on_response(response)

    def _again(self) -> None:
        if self.phase in (Phase.CALLING, Phase.PROCEEDING):
            self._send(self._wire, self.flow)

    def _give_up(self, status: int) -> None:
        self.stop()
        self._on_response(response_to(self.request, status))

    def _ack_for(self, response: Response) -> Request:
        return _same_branch("ACK", self.request, response.headers.get("to") or "")

    def cancel(self, reason: str = "") -> Request:
        """The CANCEL for this INVITE, to be sent after a provisional response (RFC 3261 section 9.1).

        An agent that sends no final response within 64*T1 of it is gone, and the INVITE is given up with 408.
        """
        if self.phase is Phase.PROCEEDING:
            self._cancelled = True
            self._limit.set(self._timers.timeout, lambda: self._give_up(408))
        cancel = _same_branch("CANCEL", self.request, self.request.headers.get("to") or "")
        if reason:
            cancel.headers.add("reason", reason)
        return cancel


def _same_branch(method: str, request: Request, to: str) -> Request:
    headers = Headers([("via", request.headers.get("via") or ""), ("max-forwards", "70")])
    for value in request.headers.all("route"):
        headers.add("route", value)
    headers.add("from", request.headers.get("from") or "")
    headers.add("to", to)
    headers.add("call-id", request.call_id)
    headers.add("cseq", f"{request.cseq.number} {method}")
    return Request(method, request.uri, headers=headers)
