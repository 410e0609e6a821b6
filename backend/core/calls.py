"""The live calls: commands of the user go to the phone, what the phone reports becomes the next state of a call."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable

from backend.core import call as transition
from backend.core import transfer
from backend.core.book import Book
from backend.core.bus import Bus
from backend.core.callbacks import Callbacks
from backend.core.ending import End
from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import CallChanged, CallEnded
from backend.core.foreign import one_line
from backend.core.loop import Loop
from backend.core.number import Home, Number, display, from_network, home_of, is_emergency, parse
from backend.core.permission import check_not_own, check_permission
from backend.core.ports import Phone
from backend.core.state import Account, Call, CallState, EndedBy, Party
from backend.core.transfer import interrupted
from backend.core.transfers import Transfers

log = logging.getLogger(__name__)

HANG_UP_LIMIT_S = 2.0
SECOND_DIAL_DELAY_S = 1.0
RINGS_ON_S = 30.0
BUSY_HERE = 486
DECLINE = 603
TEMPORARILY_UNAVAILABLE = 480


class Calls:
    """At most one conversation: one that comes in while another is live, or while the user does not want to be
    disturbed, is refused with 486 Busy Here and stands in the history as missed. Belongs to the core thread."""

    def __init__(
        self, loop: Loop, bus: Bus, book: Book, phone: Phone, account: Callable[[], Account | None],
        registered: Callable[[], bool], callbacks: Callbacks, do_not_disturb: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._loop, self._bus, self._book, self._phone = loop, bus, book, phone
        self._account, self._registered, self._callbacks = account, registered, callbacks
        self._do_not_disturb = do_not_disturb
        self.transfers = Transfers(loop, bus, book, phone, account, self.hang_up)
        self._turned_away: dict[str, Call] = {}
        self._second: dict[str, str] = {}
        self._emergency: dict[str, str] = {}
        self._ending: set[str] = set()

    def live(self) -> tuple[Call, ...]:
        """The calls a page shows, oldest first."""
        return self._book.live()

    def in_emergency(self) -> bool:
        """Is a call to an emergency number live?"""
        return bool(self._emergency)

    # Commands of the user.

    def dial(self, typed: str, person_id: str = "") -> str:
        """Call a typed number, or have the platform call it in callback mode, and return the call's id. An emergency
        number does not wait: a running call is ended, unless it is to that same number; then the id is its id."""
        number = parse(typed, home_of(self._account()))
        for call_id, emergency in self._emergency.items():
            if emergency == number.canonical and call_id not in self._ending:
                return call_id
        account = self._account()
        check_permission(number, account)
        by_platform = account is not None and account.mode == "callback" and not is_emergency(number)
        check_not_own(number, account, by_platform)
        self._check_line(number, by_platform)
        for running in self.live():
            self.hang_up(running.id)
        party = self._book.match(Party(number.display, number.canonical), person_id)
        if by_platform:
            return self._callbacks.dial(number.dial, party)
        call_id = str(uuid.uuid4())
        if number.second:
            self._second[call_id] = number.second
        self._phone.dial(call_id, number.dial)
        if is_emergency(number):
            self._emergency[call_id] = number.canonical
        self._book.change(transition.outgoing(call_id, party, self._loop.now()))
        return call_id

    def answer(self, call_id: str) -> None:
        """Answer an incoming call; a second click changes nothing."""
        self._book.expect(call_id, CallState.INCOMING)
        self._phone.answer(call_id)

    def decline(self, call_id: str) -> None:
        """Refuse an incoming call with 603 Decline."""
        self._book.expect(call_id, CallState.INCOMING)
        self._phone.decline(call_id)
        self._end_within_limit(call_id, End(DECLINE, EndedBy.LOCAL))

    def hang_up(self, call_id: str) -> None:
        """End a call in whatever phase it is; after HANG_UP_LIMIT_S it is over even if the network is gone."""
        if self._book.expect(call_id, *transition.LIVE, callback=True).mode == "callback":
            self._callbacks.hang_up(call_id)
            return
        self._phone.hang_up(call_id)
        self._end_within_limit(call_id, End(0, EndedBy.LOCAL))

    def silence(self, call_id: str) -> None:
        """Let an incoming call ring on without sound; a second click changes nothing."""
        call = self._book.expect(call_id, CallState.INCOMING)
        if not call.silenced:
            self._phone.silence(call_id)
            self._book.change(transition.silenced(call))

    def mute(self, call_id: str, on: bool) -> None:
        """Switch the microphone of a call off or on."""
        self._book.expect(call_id, CallState.CALLING, CallState.RINGING, CallState.ESTABLISHED)
        self._phone.mute(call_id, on)

    def hold(self, call_id: str, on: bool) -> None:
        """Put the other side on hold or take it back."""
        if transfer.under_way(self._book.expect(call_id, CallState.ESTABLISHED)):
            raise NotPossibleNow("transfer_under_way")
        self._phone.hold(call_id, on)

    def send_dtmf(self, call_id: str, digits: str) -> None:
        """Send keys as telephone events."""
        if not re.fullmatch(r"[0-9*#A-D]{1,32}", digits):
            raise InvalidInput("invalid_digits")
        self._book.expect(call_id, CallState.ESTABLISHED)
        self._phone.send_dtmf(call_id, digits)

    def check(self) -> None:
        """The platform was away: one that came back without the calls will never end them by itself. It cannot be asked
        about one that still rings here, which is given up after a while."""
        for call in self.live():
            if call.state is CallState.ESTABLISHED and call.mode == "network":
                self._phone.check(call.id)
            elif call.state is CallState.INCOMING:
                self._loop.after(RINGS_ON_S, lambda call_id=call.id: self._give_up(call_id))  # type: ignore[misc]

    def end_all(self, by: EndedBy = EndedBy.LOCAL) -> None:
        """The program or the login ends: hang up, and take every call as ended without waiting for the network."""
        for call in self.live():
            if call.mode == "callback":
                self._callbacks.leave(call.id)
                continue
            self._phone.hang_up(call.id)
            self.on_ended(call.id, End(0, by))
        for call_id in tuple(self._turned_away):
            self.on_ended(call_id, End(BUSY_HERE, EndedBy.LOCAL))

    # What the phone reports.

    def on_incoming(
        self, call_id: str, number: str, display_name: str, via: str, referred_by: str = "", referred_by_name: str = ""
    ) -> None:
        """An INVITE came in and rings; it may have been handed on by somebody."""
        if (account := self._account()) is None:
            self._phone.decline(call_id, TEMPORARILY_UNAVAILABLE)
            return
        home = home_of(account)
        shown_via = display(from_network(via, home).canonical) if via else ""
        party = self._party(number, display_name, home, shown_via)
        referrer = self._party(referred_by, referred_by_name, home) if referred_by else None
        call = transition.incoming(call_id, party, self._loop.now(), referrer)
        if self._do_not_disturb():
            self._phone.decline(call_id, BUSY_HERE)
            end = End(BUSY_HERE, EndedBy.LOCAL, do_not_disturb=True)
            self._bus.publish(CallEnded(transition.ended(call, end, self._loop.now(), 0)))
        elif self.live():
            self._turned_away[call_id] = call
            self._phone.decline(call_id, BUSY_HERE)
            self._end_within_limit(call_id, End(BUSY_HERE, EndedBy.LOCAL))
        else:
            self._book.change(call)

    def on_ringing(self, call_id: str, early_media: bool) -> None:
        """180 or 183 came."""
        if call := self._book.get(call_id):
            self._book.change(transition.ringing(call, early_media))

    def on_established(self, call_id: str) -> None:
        """Somebody answered."""
        if call := self._book.get(call_id):
            self._book.change(transition.established(call, self._loop.now()))
            if second := self._second.pop(call_id, ""):
                self._loop.after(SECOND_DIAL_DELAY_S, lambda: self._dial_second(call_id, second))

    def _dial_second(self, call_id: str, digits: str) -> None:
        """Somebody answered a moment ago; they may have hung up since."""
        if self._book.get(call_id):
            self.send_dtmf(call_id, digits)

    def on_muted(self, call_id: str, on: bool) -> None:
        """The microphone is now off or on."""
        if call := self._book.get(call_id):
            self._book.change(transition.muted(call, on))

    def on_held(self, call_id: str, local: bool, remote: bool) -> None:
        """Who holds whom has changed."""
        if call := self._book.get(call_id):
            self._book.change(transition.held(call, local, remote))

    def on_remote_changed(self, call_id: str, number: str, display_name: str) -> None:
        """The other end is somebody else now."""
        if (call := self._book.get(call_id)) and (account := self._account()) is not None:
            party = self._party(number, display_name, home_of(account), call.party.via)
            self._book.change(transition.with_party(call, party))

    def on_transfer_progress(self, call_id: str, status: int, final: bool) -> None:
        """What comes of a transfer."""
        self.transfers.on_progress(call_id, status, final)

    def on_refused(self, call_id: str, code: str, command: str = "") -> None:
        """The phone could not do what was asked: the page is told the truth again; a call it does not know is over."""
        log.info("the phone refused a command: %s %s", command, code)
        if command == "Transfer":
            self.transfers.on_refused(call_id)
        if call := self._book.get(call_id):
            if code == "no_such_call":
                self.on_ended(call_id, End(0, EndedBy.FAILURE))
            else:
                self._bus.publish(CallChanged(call))

    def on_ended(self, call_id: str, end: End) -> None:
        """A call is over; one that is no longer known has been ended here before."""
        self._second.pop(call_id, None)
        self._emergency.pop(call_id, None)
        self._ending.discard(call_id)
        if call := self._turned_away.pop(call_id, None):
            self._bus.publish(CallEnded(transition.ended(call, end, self._loop.now(), 0)))
        else:
            self._book.end(call_id, lambda call, now, ms: transition.ended(interrupted(call, end), end, now, ms))

    def on_phone_died(self) -> None:
        """All its calls went with it."""
        for call in (*self.live(), *self._turned_away.values()):
            if call.mode == "network":
                self.on_ended(call.id, End(0, EndedBy.FAILURE))

    def _party(self, number: str, display_name: str, home: Home, via: str = "") -> Party:
        """Whom headers name, by the name the directory has for them."""
        found = from_network(number, home)
        return self._book.match(Party(found.display, found.canonical, name=one_line(display_name), via=via))

    def _check_line(self, number: Number, by_platform: bool) -> None:
        if not (self._callbacks.usable() if by_platform else self._registered()):
            raise NotPossibleNow("not_registered_emergency" if is_emergency(number) else "not_registered")
        if is_emergency(number):
            return
        if any(call.state is CallState.INCOMING for call in self.live()):
            raise NotPossibleNow("call_comes_in")
        if self.live():
            raise NotPossibleNow("call_in_progress")

    def _end_within_limit(self, call_id: str, end: End) -> None:
        self._ending.add(call_id)
        self._loop.after(HANG_UP_LIMIT_S, lambda: self._end_now(call_id, end))

    def _give_up(self, call_id: str) -> None:
        """Nobody answered, and perhaps nobody calls any more."""
        if (call := self._book.get(call_id)) and call.state is CallState.INCOMING:
            self._phone.decline(call_id, TEMPORARILY_UNAVAILABLE)
            self.on_ended(call_id, End(TEMPORARILY_UNAVAILABLE, EndedBy.FAILURE))

    def _end_now(self, call_id: str, end: End) -> None:
        """A call that leaves the page must not go on in the phone, which may have refused what was asked first: a
        Decline that came after its own Answer."""
        if self._book.get(call_id):
            self._phone.hang_up(call_id)
        self.on_ended(call_id, end)
