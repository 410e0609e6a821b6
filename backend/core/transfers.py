"""呼叫转接: the user hands a call on, takes it back, or reads why it failed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from backend.core import transfer
from backend.core.book import Book
from backend.core.bus import Bus
from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import CallEnded, Event
from backend.core.loop import Loop, Timer
from backend.core.number import home_of, parse
from backend.core.permission import check_permission, is_own_extension
from backend.core.ports import Phone
from backend.core.state import Account, Call, CallState, Party

log = logging.getLogger(__name__)

SILENT_LIMIT_S = 75.0  # the phone itself gives up after 60 s
LEAVING_LIMIT_S = 5.0  # and leaves the call 2 s after the target's answer


class Transfers:
    """Belongs to the core thread. `hang_up` ends a call that the target has taken over."""

    def __init__(
        self, loop: Loop, bus: Bus, book: Book, phone: Phone, account: Callable[[], Account | None],
        hang_up: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._loop, self._book, self._phone = loop, book, phone
        self._account, self._hang_up = account, hang_up
        self._cancelling: set[str] = set()
        self._limits: dict[str, Timer] = {}
        bus.subscribe(self._on_event)

    # Commands of the user.

    def start(self, call_id: str, typed: str, person_id: str = "") -> None:
        """Hand the call on to a typed number. Errors: invalid_number, transfer_to_self, transfer_to_party,
        not_permitted, no_such_call, wrong_call_state, transfer_under_way."""
        call = self._book.expect(call_id, CallState.ESTABLISHED)
        account = self._account()
        home = home_of(account)
        number = parse(typed, home)
        if number.second:
            raise InvalidInput("invalid_number")
        if is_own_extension(number, account):
            raise InvalidInput("transfer_to_self")
        if number.canonical == call.party.canonical:
            raise InvalidInput("transfer_to_party")
        check_permission(number, account)
        self._expect_none(call)
        self._phone.transfer(call_id, number.dial)
        self._limit(call_id, SILENT_LIMIT_S, lambda: self._give_up(call_id))
        target = self._book.match(Party(number.display, number.canonical), person_id)
        self._book.change(transfer.begun(call, target, self._loop.now()))

    def cancel(self, call_id: str) -> None:
        """取消转接: take the call back; a second click changes nothing. Errors: no_such_call, wrong_call_state."""
        call = self._book.expect(call_id, CallState.ESTABLISHED)
        if not transfer.under_way(call):
            raise NotPossibleNow("wrong_call_state", state=call.state.value)
        if call_id not in self._cancelling:
            self._cancelling.add(call_id)
            self._phone.cancel_transfer(call_id)

    def dismiss(self, call_id: str) -> None:
        """The user has read why it failed. Errors: no_such_call, transfer_under_way."""
        call = self._book.expect(call_id, CallState.ESTABLISHED)
        self._expect_none(call)
        if call.transfer is not None:
            self._book.change(transfer.dismissed(call))

    # What the phone reports.

    def on_progress(self, call_id: str, status: int, final: bool) -> None:
        """The platform tells of the transfer; what comes after its end is too late."""
        call = self._book.get(call_id)
        if call is None or not transfer.under_way(call):
            log.info("news of a transfer that is over: %d", status)
            return
        self._become(transfer.progressed(call, status, final))
        if final and status < 300:
            self._limit(call_id, LEAVING_LIMIT_S, lambda: self._hang_up(call_id))

    def on_refused(self, call_id: str) -> None:
        """The phone could not ask the platform for it."""
        if (call := self._book.get(call_id)) and transfer.under_way(call):
            self._become(transfer.failed(call, "transfer_failed"))

    def _give_up(self, call_id: str) -> None:
        if (call := self._book.get(call_id)) and transfer.under_way(call):
            log.warning("nothing is heard of a transfer")
            self._phone.cancel_transfer(call_id)
            self._become(transfer.failed(call, "transfer_failed"))

    def _become(self, call: Call) -> None:
        if not transfer.under_way(call):
            self._forget(call.id)
        self._book.change(call)

    def _expect_none(self, call: Call) -> None:
        if call.transfer is not None and call.transfer.state == "under_way":
            raise NotPossibleNow("transfer_under_way")

    def _limit(self, call_id: str, seconds: float, job: Callable[[], None]) -> None:
        self._forget(call_id)
        self._limits[call_id] = self._loop.after(seconds, job)

    def _forget(self, call_id: str) -> None:
        self._cancelling.discard(call_id)
        if (timer := self._limits.pop(call_id, None)) is not None:
            timer.cancel()

    def _on_event(self, _seq: int, event: Event) -> None:
        if isinstance(event, CallEnded):
            self._forget(event.call.id)
