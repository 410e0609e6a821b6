"""Calls in callback mode: the platform is asked for them by HTTP and tells of them by its stream."""

from __future__ import annotations

import logging
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from backend.core import callback as transition
from backend.core.book import Book
from backend.core.errors import TelephoneError
from backend.core.loop import Loop, Timer
from backend.core.number import from_network, home_of
from backend.core.ports import CallbackNews, Platform
from backend.core.state import Account, Party
from backend.core.workers import Workers

log = logging.getLogger(__name__)

HANG_UP_LIMIT_S = 2.0
TOLD_AGAIN_S = 3.0  # what a stream begins with comes at once
MOST_REMEMBERED = 64


class Callbacks:
    """Belongs to the core thread. `doubt` has the account looked at again: the platform sees it differently."""

    def __init__(
        self, loop: Loop, workers: Workers, book: Book, platform: Platform, account: Callable[[], Account | None],
        doubt: Callable[[], None],
    ) -> None:  # fmt: skip
        self._loop, self._workers, self._book, self._platform = loop, workers, book, platform
        self._account, self._doubt = account, doubt
        self.token = ""
        self._asking: set[str] = set()
        self._ending: set[str] = set()
        self._ids: dict[str, str] = {}
        self._early: dict[str, CallbackNews] = {}
        self._over: OrderedDict[str, None] = OrderedDict()
        self._doubtful: set[str] = set()
        self._check: Timer | None = None

    def usable(self) -> bool:
        """Is there a login to ask with? It needs no registered line."""
        return self.token != ""

    # Commands of the user.

    def dial(self, number: str, party: Party) -> str:
        """Ask the platform for a callback; returns the call's id."""
        call_id, token = str(uuid.uuid4()), self.token
        self._asking.add(call_id)
        self._book.change(transition.begun(call_id, party, self._loop.now()))
        self._workers.do(
            lambda: self._platform.call_back(token, number),
            lambda callback_id: self._made(call_id, token, callback_id),
            lambda error: self._not_made(call_id, token, number, error),
        )
        return call_id

    def hang_up(self, call_id: str) -> None:
        """End it in whatever phase it is; after HANG_UP_LIMIT_S it is over even if the network is gone. A second click
        changes nothing."""
        call = self._book.get(call_id)
        if call is None or call_id in self._ending:
            return
        self._ending.add(call_id)
        if call.callback_id:
            self._end_there(self.token, call.callback_id)
        self._loop.after(HANG_UP_LIMIT_S, lambda: self._end(call_id, "cancelled"))

    def leave(self, call_id: str) -> None:
        """The program ends or the login is gone; the mobile goes on."""
        self._end(call_id, "left")

    def give_up(self) -> tuple[str, ...]:
        """The user logs out: every callback ends here; returns the ids of those that the platform must end."""
        ids = tuple(self._ids)
        for call in self._book.live():
            if call.mode == "callback":
                self._end(call.id, "cancelled")
        return ids

    # What the platform tells.

    def begin(self, token: str) -> None:
        """Somebody is logged in; what was known of another login is not theirs."""
        self.token = token
        self._asking.clear()
        self._ids.clear()
        self._early.clear()
        self._stop_checking()

    def on_stream(self, up: bool) -> None:
        """The stream tells every live callback when it begins: one that it does not tell of is over."""
        self._stop_checking()
        if up:
            self._doubtful = set(self._ids)
            self._check = self._loop.after(TOLD_AGAIN_S, self._lose_untold)

    def on_news(self, news: CallbackNews) -> None:
        """A callback of this login goes on, or begins to be known."""
        self._doubtful.discard(news.id)
        if news.id in self._over:
            return
        if self._asking and news.id not in self._ids:
            self._early[news.id] = news  # perhaps the one that was asked for
            return
        call_id = self._ids.get(news.id) or self._found(news)
        call = self._book.get(call_id)
        if call is None:
            return
        if news.state == "ended":
            ours = call_id in self._ending and transition.phase_of(call) == "established"
            self._end(call_id, "cancelled" if ours else news.reason, news.status)
        elif transition.PHASES.index(news.state) >= transition.PHASES.index(transition.phase_of(call)):
            self._book.change(transition.progressed(call, news.state, self._loop.now()))

    def _found(self, news: CallbackNews) -> str:
        """One that this program did not ask for: it did before it was started again."""
        if news.state == "ended" or self._book.live():
            return ""
        call_id = str(uuid.uuid4())
        number = from_network(news.number, home_of(self._account()))
        party = self._book.match(Party(number.display, number.canonical))
        self._ids[news.id] = call_id
        self._book.change(transition.begun(call_id, party, self._loop.now(), news.id))
        return call_id

    def _made(self, call_id: str, token: str, callback_id: str) -> None:
        self._asking.discard(call_id)
        call = self._book.get(call_id)
        if call is None:
            self._remember(callback_id)
            self._end_there(token, callback_id)
        else:
            self._ids[callback_id] = call_id
            self._book.change(replace(call, callback_id=callback_id))
            if call_id in self._ending:
                self._end_there(token, callback_id)
        self._hear_early()

    def _not_made(self, call_id: str, token: str, number: str, error: TelephoneError) -> None:
        """An answer that was lost on the way does not mean that the mobile does not ring."""
        self._asking.discard(call_id)
        unsure = transition.refusal(error.code) == "platform_unreachable"
        made = next((news.id for news in self._early.values() if unsure and news.number == number), "")
        if made:
            self._made(call_id, token, made)
            return
        log.info("no callback: %s", error.code)
        self._book.end(call_id, lambda call, now, _: transition.refused(call, error.code, now))
        self._ending.discard(call_id)
        if error.code in ("wrong_mode", "login_revoked", "not_permitted"):
            self._doubt()
        self._hear_early()

    def _hear_early(self) -> None:
        if not self._asking:
            early, self._early = self._early, {}
            for news in early.values():
                self.on_news(news)

    def _end(self, call_id: str, reason: str, status: int = 0) -> None:
        call = self._book.get(call_id)
        if call is None:
            return
        self._ending.discard(call_id)
        if call.callback_id:
            self._ids.pop(call.callback_id, None)
            self._remember(call.callback_id)
        self._book.end(call_id, lambda call, now, ms: transition.ended(call, reason, status, now, ms))

    def _end_there(self, token: str, callback_id: str) -> None:
        """What the platform could not be told to end is shown again when it goes on."""

        def failed(error: TelephoneError) -> None:
            log.warning("a callback could not be ended: %s", error.code)
            self._over.pop(callback_id, None)

        self._workers.do(lambda: self._platform.end_call_back(token, callback_id), lambda _: None, failed)

    def _lose_untold(self) -> None:
        self._check = None
        for callback_id in self._doubtful & set(self._ids):
            self._end(self._ids[callback_id], "lost")
            del self._over[callback_id]  # should it be told of after all, it is shown again
        self._doubtful = set()

    def _remember(self, callback_id: str) -> None:
        self._over[callback_id] = None
        if len(self._over) > MOST_REMEMBERED:
            self._over.popitem(last=False)

    def _stop_checking(self) -> None:
        self._doubtful = set()
        if self._check is not None:
            self._check.cancel()
            self._check = None
