"""The REFER a client sends and the reports it gets for it (RFC 3515)."""

from __future__ import annotations

from collections.abc import Callable

from backend.switchboard.sip.headers import parse_name_addr
from backend.switchboard.sip.leg import Failure, Leg
from backend.switchboard.sip.message import PHRASES, Request
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.uri import MalformedMessageError, SipUri

_LIFETIME_S = 120
_LONGEST_TARGET = 256


class RefusedReferral(Exception):
    """A REFER that cannot be followed; `status` answers it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def target_of(request: Request) -> SipUri:
    """Where a REFER wants the other party to go; raises RefusedReferral."""
    values = request.headers.all("refer-to")
    if len(values) != 1 or len(values[0]) > _LONGEST_TARGET:
        raise RefusedReferral(400)
    try:
        uri = parse_name_addr(values[0]).uri
    except MalformedMessageError:
        raise RefusedReferral(400) from None
    if "replaces=" in values[0].lower() or "method=" in uri.params.lower():
        raise RefusedReferral(501)  # following it without what it asks for would join the wrong parties
    if uri.scheme not in ("sip", "tel") or not uri.user:
        raise RefusedReferral(416 if uri.scheme not in ("sip", "tel") else 400)
    return uri


class Reports:
    """The implicit subscription of one REFER: 202 and a NOTIFY for each step, the last one ends it."""

    def __init__(self, leg: Leg, transaction: ServerTransaction) -> None:
        leg.accept_refer(transaction)
        # From the second REFER in a dialog on its subscription has an id (RFC 3515 section 2.4.6).
        number = transaction.request.cseq.number
        self._event = f"refer;id={number}" if leg.referred > 1 else "refer"
        self._leg = leg

    def progress(self, status: int) -> None:
        """Tell a provisional status: 100 or 180."""
        self._tell(Failure(status), f"active;expires={_LIFETIME_S}", lambda: None)

    def final(self, outcome: Failure, on_answer: Callable[[], None] = lambda: None) -> None:
        """Tell how it ended; `on_answer` comes when the client has acknowledged it, or does not within 64*T1."""
        self._tell(outcome, "terminated;reason=noresource", on_answer)

    def _tell(self, outcome: Failure, state: str, on_answer: Callable[[], None]) -> None:
        if self._leg.ended:
            return
        fragment = f"SIP/2.0 {outcome.status} {PHRASES.get(outcome.status) or outcome.phrase or 'Failure'}\r\n"
        headers = [("event", self._event), ("subscription-state", state)]
        if outcome.reason:
            fragment += f"Reason: {outcome.reason}\r\n"
            headers.append(("reason", outcome.reason))
        self._leg.report(headers, fragment, on_answer)
