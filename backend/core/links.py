"""The link that waits for the user: what it asks for is shown, and nothing is dialled before a click."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.book import Book
from backend.core.bus import Bus
from backend.core.errors import InvalidInput
from backend.core.events import AccountChanged, CallChanged, DirectoryChanged, Event, LinkChanged
from backend.core.foreign import one_line
from backend.core.link import LONGEST, number_of
from backend.core.number import home_of, parse
from backend.core.state import Account, CallState, Direction, Link, Party


class Links:
    """Belongs to the core thread. A link is kept until it is dialled or dismissed, also while somebody registers; what
    its number means is found out again for whoever is logged in."""

    def __init__(self, bus: Bus, book: Book, account: Callable[[], Account | None]) -> None:
        self._bus, self._book, self._account = bus, book, account
        self.state: Link | None = None
        self._number = ""
        bus.subscribe(self._on_event)

    def open(self, text: str) -> None:
        """A link was clicked somewhere; it replaces one that still waits."""
        try:
            self._number = number_of(text)
        except InvalidInput:
            self._number = ""
        self._become(self._read(Link(one_line(text, LONGEST))))

    def dismiss(self) -> None:
        """The user does not want it; without one it changes nothing."""
        self._become(None)

    def _read(self, link: Link) -> Link:
        """What the link asks for, as the account that is logged in dials it."""
        try:
            number = parse(self._number, home_of(self._account()))
        except InvalidInput:
            return Link(link.text, error="invalid_link")
        return Link(link.text, self._book.match(Party(number.display, number.canonical)))

    def _on_event(self, _seq: int, event: Event) -> None:
        if self.state is None:
            return
        match event:
            case AccountChanged() | DirectoryChanged():
                self._become(self._read(self.state))
            case CallChanged(call) if call.direction is Direction.OUTGOING and call.state is CallState.CALLING:
                if self.state.party is not None and call.party.canonical == self.state.party.canonical:
                    self._become(None)

    def _become(self, link: Link | None) -> None:
        if link != self.state:
            self.state = link
            self._bus.publish(LinkChanged(link))
