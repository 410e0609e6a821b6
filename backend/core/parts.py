"""The parts of a telephone, wired to each other; whatever lies outside comes in through the ports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.core.account import Belongings, Session
from backend.core.book import Book
from backend.core.bus import Bus
from backend.core.callbacks import Callbacks
from backend.core.calls import Calls
from backend.core.download import Download
from backend.core.enrolment import Enrolling
from backend.core.errors import NotPossibleNow
from backend.core.events import (
    AccountChanged,
    CallEnded,
    DevicesChanged,
    DirectoryChanged,
    Event,
    RegistrationChanged,
    SettingsChanged,
)
from backend.core.following import Following
from backend.core.journal import Journal
from backend.core.level import Level
from backend.core.links import Links
from backend.core.loop import Loop
from backend.core.notices import Notices
from backend.core.ports import (
    AccountData,
    CallbackNews,
    DirectoryNews,
    Phone,
    Platform,
    PlatformNews,
    ProfileNews,
    RevokedNews,
    SavedLogin,
    SavedSettings,
    StreamDown,
    StreamUp,
    Updater,
)
from backend.core.registration import Registrant
from backend.core.settings import Preferences
from backend.core.sound_tests import SoundTests
from backend.core.state import Account, Devices, LineFacts, Settings
from backend.core.updates import Updates
from backend.core.workers import Workers


@dataclass(frozen=True)
class Ports:
    """The rooms around core. There is no updater where nobody has one; `restart` has the program left and started anew
    in its new version."""

    phone: Phone
    platform: Platform
    saved_login: SavedLogin
    saved_settings: SavedSettings
    data: AccountData
    updater: Updater | None = None
    restart: Callable[[], None] = lambda: None


class Parts:
    """Belongs to the core thread."""

    def __init__(self, ports: Ports, loop: Loop, workers: Workers, keeper: Workers) -> None:
        self.loop, self.workers, self.keeper = loop, workers, keeper
        self.phone = ports.phone
        self.bus = Bus()
        self.devices = Devices()
        self.line_facts = LineFacts()
        self.notices = Notices(self.bus)
        self.registrant = Registrant(loop, self.bus, ports.phone)
        self.book = Book(loop, self.bus)

        def account() -> Account | None:
            return self.session.account

        self.callbacks = Callbacks(
            loop, workers, self.book, ports.platform, account, lambda: self.session.ask_profile()
        )
        self.calls = Calls(
            loop, self.bus, self.book, ports.phone, account, self.registrant.registered, self.callbacks,
            lambda: self.preferences.state.do_not_disturb,
        )  # fmt: skip
        self.level = Level(loop, ports.phone)
        self.journal = Journal(loop, self.bus, keeper, self.notices)
        self.download = Download(loop, self.bus, workers)
        self.preferences = Preferences(loop, self.bus, keeper, self.notices, ports.saved_settings)
        self.following = Following(loop, ports.platform, self._on_news)
        self.session = Session(
            loop, self.bus, workers, keeper, ports.platform, ports.saved_login, ports.data,
            Belongings(self.registrant, self.book, self.calls, self.journal, self.download, self.notices,
                self.following, self.callbacks),
        )  # fmt: skip
        self.links = Links(self.bus, self.book, account)
        self.sound_tests = SoundTests(loop, self.bus, ports.phone, self.calls.live)
        self.updates = Updates(loop, self.bus, workers, ports.updater, lambda: bool(self.calls.live()), ports.restart)
        self.enrolling = Enrolling(loop, self.bus, workers, ports.platform, self.session.log_in)
        self.bus.subscribe(self._on_event)

    def load_settings(self) -> None:
        """Read the user's settings and tell the phone of them."""
        self.preferences.load()
        self._apply(self.preferences.state)

    def _apply(self, settings: Settings) -> None:
        self.phone.choose_sound(settings)
        self.journal.keep(settings.history_days)

    def refresh_directory(self) -> None:
        """Download the directory again. Error: not_logged_in."""
        if self.session.account is None:
            raise NotPossibleNow("not_logged_in")
        self.download.refresh()

    def clear_history(self) -> None:
        """Forget every call. Errors: not_logged_in, StorageFailed."""
        if self.session.account is None:
            raise NotPossibleNow("not_logged_in")
        self.journal.clear()

    def leave(self) -> None:
        """The program ends: calls end and are written down, the binding goes."""
        self.session.leave()
        self.journal.forget()

    def on_sound(self, devices: Devices) -> None:
        """The phone says which sound devices there are and which are open."""
        if devices != self.devices:
            self.devices = devices
            self.bus.publish(DevicesChanged(devices))

    def on_level(self, microphone: float, speaker: float) -> None:
        """The phone says how loud it is."""
        self.level.on_level(microphone, speaker)

    def on_sound_test(self, state: str, error: str) -> None:
        """The phone says how a test of the sound devices gets on."""
        self.sound_tests.on_news(state, error)

    def on_line_facts(self, facts: LineFacts) -> None:
        """The phone says what its way to the platform is like."""
        self.line_facts = facts

    def on_phone_died(self) -> None:
        """The phone process is gone: its calls end with that reason, its sound devices are unknown."""
        self.calls.on_phone_died()
        self.registrant.on_phone_died()
        self.sound_tests.on_phone_died()
        self.line_facts = LineFacts()

    def _on_news(self, news: PlatformNews) -> None:
        """The platform tells of a change."""
        match news:
            case ProfileNews(profile):
                self.session.on_profile(profile)
            case DirectoryNews(revision):
                self.download.newest(revision)
            case CallbackNews():
                self.callbacks.on_news(news)
            case RevokedNews(reason):
                self.session.on_revoked(reason)
            case StreamUp() | StreamDown():
                self.callbacks.on_stream(isinstance(news, StreamUp))
                self.registrant.on_platform()
                if isinstance(news, StreamUp):
                    self.calls.check()

    def _on_event(self, _seq: int, event: Event) -> None:
        """What follows from what, across the parts."""
        match event:
            case CallEnded(call):
                self.journal.record(call)
                if call.ended is not None and call.ended.code == "platform_unreachable":
                    self.registrant.try_now()
            case RegistrationChanged(registration):
                if registration.state == "registered":
                    self.calls.check()
            case DirectoryChanged(directory):
                if directory.state in ("ready", "failed") and self.enrolling.state.step == "download":
                    self.enrolling.finish()
            case AccountChanged(None):
                self.enrolling.restart()
            case SettingsChanged(settings):
                self._apply(settings)
