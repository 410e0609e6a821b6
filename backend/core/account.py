"""Who is logged in: starts and ends everything that belongs to a login."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from backend.core.book import Book
from backend.core.bus import Bus
from backend.core.callbacks import Callbacks
from backend.core.calls import Calls
from backend.core.download import Download
from backend.core.errors import NotPossibleNow, TelephoneError
from backend.core.events import AccountChanged, CallEnded, Event, RegistrationChanged
from backend.core.following import Following
from backend.core.journal import Journal
from backend.core.loop import Loop, Timer
from backend.core.notices import Notices
from backend.core.ports import AccountData, Login, OpenedData, Platform, Profile, SavedLogin, SipCredentials
from backend.core.registration import Registrant
from backend.core.resuming import Resuming
from backend.core.state import Account, EndedBy
from backend.core.workers import Workers

OPEN_AGAIN_S = 10.0
SAVE_AGAIN_S = 10.0
ERASE_AGAIN_S = 10.0
PROFILE_EVERY_S = 300.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Belongings:
    """What a login has: its line, its calls, its history, its directory."""

    registrant: Registrant
    book: Book
    calls: Calls
    journal: Journal
    download: Download
    notices: Notices
    following: Following
    callbacks: Callbacks


class Session:
    """Belongs to the core thread. `keeper` is one worker, so that saving, opening and closing keep their order."""

    def __init__(
        self,
        loop: Loop,
        bus: Bus,
        workers: Workers,
        keeper: Workers,
        platform: Platform,
        saved: SavedLogin,
        data: AccountData,
        belongings: Belongings,
    ) -> None:
        self._loop, self._bus, self._workers, self._keeper = loop, bus, workers, keeper
        self._platform, self._saved, self._data, self._has = platform, saved, data, belongings
        self._login: Login | None = None
        self._resuming = Resuming(loop, keeper, belongings.notices, saved)
        self._asking = ""  # the token of the login whose profile is asked for
        self._refresh_timer: Timer | None = None
        self._revoked = ""  # why the platform did it, during an emergency call that goes on
        self._postponed: Profile | None = None  # a moved platform, during a call that goes on
        bus.subscribe(self._on_event)

    @property
    def account(self) -> Account | None:
        """Who is logged in."""
        return None if self._login is None else self._login.account

    def resume(self, done: Callable[[bool], None]) -> None:
        """Start with the saved login; `done(found)` follows on the core thread. While the login cannot be read it is
        tried again, and `done` follows again."""

        def loaded(login: Login | None) -> None:
            if login is not None:
                self._begin(login)
                self.ask_profile()
            done(login is not None)

        self._resuming.start(loaded, lambda: done(False))

    def log_in(self, login: Login) -> None:
        """A right code brought this login."""
        self._begin(login)
        self._save(login)

    def log_out(self, erase: bool = False) -> None:
        """注销: calls end, the binding goes, the credentials are cleared here even when the platform cannot be told.
        `erase`: what was kept of the account goes too."""
        if (login := self._login) is None:
            raise NotPossibleNow("not_logged_in")
        self._postponed = None
        callbacks = self._has.callbacks.give_up()
        self.leave(erase)
        self._login = None
        self._asking = ""
        self._has.book.callers = None
        self._has.journal.forget()
        self._has.download.forget()
        self._bus.publish(AccountChanged(None))
        self._forget()
        self._keeper.do(self._data.close, _nothing, _log)
        if erase:
            self._erase(login.account)
        self._workers.do(lambda: self._tell_of_end(login.token, callbacks), _nothing, _log)

    def _tell_of_end(self, token: str, callbacks: tuple[str, ...]) -> None:
        """On a worker: the login's last requests, in their order."""
        for callback_id in callbacks:
            try:
                self._platform.end_call_back(token, callback_id)
            except TelephoneError as error:
                _log(error)
        self._platform.log_out(token)

    def leave(self, erase: bool = False) -> None:
        """The program or the login ends: calls end and are written down, the binding goes, questions stop. `erase`:
        the phone's log goes too."""
        self._resuming.stop()
        self._has.following.end()
        self._revoked, self._postponed = "", None
        if self._refresh_timer is not None:
            self._refresh_timer.cancel()
        self._has.calls.end_all()
        self._has.callbacks.begin("")
        self._has.registrant.unregister(erase)

    def _begin(self, login: Login) -> None:
        self._resuming.stop()
        self._login = login
        self._has.notices.withdraw("login_not_cleared")
        self._has.notices.withdraw("data_not_erased")
        self._has.registrant.register(login.sip, login.account.name)
        self._bus.publish(AccountChanged(login.account))
        self._open(login)
        self._has.callbacks.begin(login.token)
        self._has.following.begin(login.token)
        self._refresh_timer = self._loop.after(PROFILE_EVERY_S, self._refresh)

    def _refresh(self) -> None:
        """What an administrator has changed meanwhile, while the platform does not tell it by itself: mode, permission,
        policy. A line that failed asks by itself."""
        self._refresh_timer = self._loop.after(PROFILE_EVERY_S, self._refresh)
        if self._has.registrant.registered() and not self._has.following.up:
            self.ask_profile()

    def _open(self, login: Login) -> None:
        if self._is_current(login):
            self._keeper.do(
                lambda: self._data.open(login.account),
                lambda opened: self._opened(login, opened),
                lambda error: self._not_opened(login, error),
            )

    def _not_opened(self, login: Login, error: TelephoneError) -> None:
        """Calls go on without history and directory; the journal keeps the rows until the folder can be opened."""
        if self._is_current(login):
            self._has.notices.add("data_not_opened", cause=error.code)
            self._has.download.unavailable(error.code)
            self._loop.after(OPEN_AGAIN_S, lambda: self._open(login))

    def _opened(self, login: Login, opened: OpenedData) -> None:
        if not self._is_current(login):
            return
        self._has.notices.withdraw("data_not_opened")
        for problem in opened.problems:
            self._has.notices.add(problem)
        self._has.book.callers = opened.callers
        self._has.journal.use(opened.history)
        self._has.download.use(opened.source, opened.directory, login.token)

    def _on_event(self, _seq: int, event: Event) -> None:
        if isinstance(event, RegistrationChanged) and event.registration.state == "failed":
            self.ask_profile()
        elif isinstance(event, CallEnded):
            self._after_call()

    def _after_call(self) -> None:
        """What had to wait for its end."""
        postponed, self._postponed = self._postponed, None
        if self._revoked:
            self.on_revoked(self._revoked)
        elif postponed is not None:
            self.on_profile(postponed)

    def on_profile(self, profile: Profile) -> None:
        """The platform tells of the user, without having been asked."""
        if self._login is not None and self._has.registrant.state.state != "replaced":
            self._told(self._login, profile)

    def ask_profile(self) -> None:
        """Ask the platform whether the login still stands and where its SIP side is."""
        login = self._login
        if login is None or self._asking == login.token:
            return
        self._asking = login.token
        self._workers.do(
            lambda: self._platform.profile(login.token),
            lambda profile: self._told(login, profile),
            lambda error: self._not_told(login, error),
        )

    def _told(self, asked: Login, profile: Profile) -> None:
        login = self._login
        if login is None or not self._is_current(asked):
            return
        self._asking = ""
        fresh, self._postponed = replace(login, account=profile.account), None
        if self._has.registrant.registered() and self._has.calls.live():  # a line that works keeps its call
            self._postponed = profile
        else:
            fresh = replace(fresh, sip=_moved(login.sip, profile))
        if fresh != login:
            self._login = fresh
            self._save(fresh)
            self._bus.publish(AccountChanged(fresh.account))
        if fresh.sip != login.sip:
            self._has.registrant.register(fresh.sip, fresh.account.name)
        else:
            self._has.registrant.retry_later()

    def _not_told(self, asked: Login, error: TelephoneError) -> None:
        if not self._is_current(asked):
            return
        self._asking = ""
        if error.code == "login_revoked":
            self.on_revoked(str(error.detail.get("reason", "")))
        else:
            self._has.registrant.retry_later()

    def on_revoked(self, reason: str) -> None:
        """The platform took the login away (replaced, removed, ...): an emergency call still goes on to its end."""
        self._has.following.end()
        if self._has.calls.in_emergency():
            self._revoked = reason or "unknown"
            return
        self._revoked = ""
        self._has.calls.end_all(EndedBy.PLATFORM)
        self._has.callbacks.begin("")
        self._has.registrant.replaced("login_removed" if reason == "removed" else "login_revoked")

    def _is_current(self, login: Login) -> bool:
        """Is this still the login in force, perhaps with newer facts about it?"""
        return self._login is not None and self._login.token == login.token

    def _save(self, login: Login) -> None:
        self._keeper.do(
            lambda: self._saved.save(login), lambda _: self._has.notices.withdraw("login_not_saved"), self._not_saved
        )

    def _not_saved(self, error: TelephoneError) -> None:
        if self._login is not None:
            self._has.notices.add("login_not_saved", cause=error.code)
            self._loop.after(SAVE_AGAIN_S, self._save_again)

    def _save_again(self) -> None:
        if self._login is not None:
            self._save(self._login)

    def _forget(self) -> None:
        """Clear the credentials, for as long as it takes, unless somebody logs in meanwhile."""
        self._has.notices.withdraw("login_not_saved")
        if self._login is None:
            self._has.notices.withdraw("secrets_in_file")
            self._keeper.do(
                self._saved.clear, lambda _: self._has.notices.withdraw("login_not_cleared"), self._not_cleared
            )

    def _not_cleared(self, error: TelephoneError) -> None:
        self._has.notices.add("login_not_cleared", cause=error.code)
        self._loop.after(SAVE_AGAIN_S, self._forget)

    def _erase(self, account: Account) -> None:
        """Remove what was kept of an account, for as long as it takes, unless the same person is back."""
        if self.account is None or _who(self.account) != _who(account):
            self._keeper.do(
                lambda: self._data.erase(account),
                lambda _: self._has.notices.withdraw("data_not_erased"),
                lambda error: self._not_erased(account, error),
            )

    def _not_erased(self, account: Account, error: TelephoneError) -> None:
        self._has.notices.add("data_not_erased", cause=error.code)
        self._loop.after(ERASE_AGAIN_S, lambda: self._erase(account))


def _who(account: Account) -> tuple[str, str]:
    return account.enterprise_id, account.user_id


def _moved(sip: SipCredentials, profile: Profile) -> SipCredentials:
    """The SIP account as the platform has it now; what it does not say stays."""
    return replace(
        sip,
        proxy=profile.proxy or sip.proxy,
        transport=profile.transport or sip.transport,
        username=profile.username or sip.username,
    )


def _nothing(_: object) -> None:
    """What was asked for is done."""


def _log(error: TelephoneError) -> None:
    log.warning("the end of a login: %s", error.code)
