"""What core needs from the other rooms, as protocols; app.py gives it the real ones, tests give it fakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from backend.core.state import Account, Call, DirectoryState, EnterpriseChoice, Party, Settings


@dataclass(frozen=True)
class SipCredentials:
    """The SIP account of a login. `proxy` is host:port."""

    domain: str
    username: str
    auth_username: str
    password: str = field(repr=False)
    proxy: str = ""
    transport: str = "udp"
    expires_s: int = 300


@dataclass(frozen=True)
class Verification:
    """A verification call that is being placed. Durations in seconds."""

    id: str
    main_number: str
    lifetime_s: float
    resend_after_s: float
    tries: int


@dataclass(frozen=True)
class Login:
    """What a right code brings: the device token, the SIP account and who one is."""

    token: str = field(repr=False)
    sip: SipCredentials = field(repr=False)
    account: Account = field()


@dataclass(frozen=True)
class Profile:
    """The user as the platform sees them now; where its SIP side is and who they are there, "" when it does not say."""

    account: Account
    proxy: str = ""
    transport: str = ""
    username: str = ""


@dataclass(frozen=True)
class StreamUp:
    """The platform tells of changes from now on; the whole state comes first."""


@dataclass(frozen=True)
class StreamDown:
    """It does not, for the moment; the stream is opened again."""


@dataclass(frozen=True)
class ProfileNews:
    """The user as the platform sees them now."""

    profile: Profile


@dataclass(frozen=True)
class DirectoryNews:
    """The platform's directory has this revision."""

    revision: str


@dataclass(frozen=True)
class CallbackNews:
    """A callback of this login: `number` as it was asked for; state: calling_mobile, calling_party, established, or
    ended with the SIP status and the reason of the end."""

    id: str
    number: str
    state: str
    status: int = 0
    reason: str = ""


@dataclass(frozen=True)
class RevokedNews:
    """The login is over: replaced, logged_out, removed or unknown. Nothing follows."""

    reason: str


PlatformNews = StreamUp | StreamDown | ProfileNews | DirectoryNews | CallbackNews | RevokedNews


class Phone(Protocol):
    """Sends commands to the phone; what comes of them arrives as news posted to core's loop."""

    def register(self, sip: SipCredentials, display_name: str) -> None: ...
    def unregister(self) -> None: ...
    def empty_log(self) -> None:
        """Remove what was logged, and log nothing of the line until the next register()."""
        ...

    def dial(self, call_id: str, number: str) -> None: ...
    def answer(self, call_id: str) -> None: ...
    def decline(self, call_id: str, status: int = 603) -> None: ...
    def hang_up(self, call_id: str) -> None: ...
    def mute(self, call_id: str, on: bool) -> None: ...
    def hold(self, call_id: str, on: bool) -> None: ...
    def send_dtmf(self, call_id: str, digits: str) -> None: ...
    def transfer(self, call_id: str, number: str) -> None: ...
    def cancel_transfer(self, call_id: str) -> None: ...
    def silence(self, call_id: str) -> None: ...
    def check(self, call_id: str) -> None: ...
    def measure_level(self, on: bool) -> None: ...
    def choose_sound(self, settings: Settings) -> None: ...
    def test_sound(self, kind: str) -> None:
        """Begin a test, microphone, speaker or ring; what comes of it is told as it happens."""
        ...

    def stop_sound_test(self) -> None: ...


class Stream(Protocol):
    """An open stream of the platform's news."""

    def stop(self) -> None:
        """End it; returns at once, and nothing is told any more."""
        ...


class Platform(Protocol):
    """The provisioning API; every method but `follow` blocks and runs on a worker. Errors: PlatformRefused,
    PlatformUnreachable."""

    def look_up(self, mobile: str) -> tuple[EnterpriseChoice, ...]: ...
    def ask_code(self, mobile: str, enterprise_id: str) -> Verification: ...
    def log_in(self, verification_id: str, code: str) -> Login: ...
    def profile(self, token: str) -> Profile: ...
    def log_out(self, token: str) -> None: ...
    def call_back(self, token: str, number: str) -> str:
        """Have the own mobile called, then the number; returns the callback's id."""
        ...

    def end_call_back(self, token: str, callback_id: str) -> None: ...
    def follow(self, token: str, tell: Callable[[PlatformNews], None]) -> Stream:
        """Tell what changes for this login, on a thread of its own, until it is stopped or revoked."""
        ...


class History(Protocol):
    """The history of the account that is logged in; small, quick, on the core thread. Errors: StorageFailed."""

    def record(self, call: Call) -> None: ...
    def missed(self) -> int:
        """How many missed calls have not been seen."""
        ...

    def mark_seen(self) -> None: ...
    def clear(self) -> None:
        """Forget every call."""
        ...

    def purge(self, before_ms: int) -> int:
        """Forget the calls that began before this UTC time; returns how many."""
        ...


class Callers(Protocol):
    """Finds who a canonical number (`+86...`, `ext:<enterprise>:8014`) belongs to in the directory: Party's name,
    person_id and department, the rest left as given. Quick, on the core thread, raises nothing."""

    def match(self, party: Party, person_id: str = "") -> Party:
        """`person_id` decides between several people with the same number."""
        ...


class DirectorySource(Protocol):
    """Downloads the directory of a login and swaps it in; blocks, runs on a worker. `progress(done, total)` counts
    people. Errors: PlatformRefused, PlatformUnreachable, StorageFailed; the old directory then stays."""

    def download(self, token: str, progress: Callable[[int, int], None]) -> DirectoryState: ...


@dataclass(frozen=True)
class OpenedData:
    """The data of one account: `problems` are codes for notices, e.g. `database_set_aside`."""

    history: History
    callers: Callers
    source: DirectorySource
    directory: DirectoryState
    problems: tuple[str, ...] = ()


class AccountData(Protocol):
    """Opens and closes the data folder of an account; blocks, runs on a worker. Errors: StorageFailed."""

    def open(self, account: Account) -> OpenedData: ...
    def close(self) -> None: ...
    def erase(self, account: Account) -> None:
        """Remove what was kept of a closed account: its history, directory and pictures."""
        ...


class SavedLogin(Protocol):
    """Keeps the login over a restart, its secrets in the keychain. Errors: StorageFailed."""

    def load(self) -> Login | None: ...
    def save(self, login: Login) -> None: ...
    def clear(self) -> None: ...


class SavedSettings(Protocol):
    """Keeps the user's settings. Errors: StorageFailed."""

    def load(self) -> Settings: ...
    def save(self, settings: Settings) -> None: ...
    def locked(self) -> Mapping[str, Any]:
        """The settings that the machine's policy has fixed, and their values; raises nothing."""
        ...


@dataclass(frozen=True)
class Release:
    """A version that can be had: `size` in bytes, `notes` by language."""

    version: str
    size: int = 0
    notes: tuple[tuple[str, str], ...] = ()


class Updater(Protocol):
    """Fetches new versions of the program; every method blocks and runs on a worker. `way` is that of state.Update,
    `rolled_back` a version that did not start and was taken back, "" without one. Errors: UpdateRefused."""

    way: str
    rolled_back: str

    def check(self) -> Release | None:
        """The newest version, None when this is it."""
        ...

    def download(self, release: Release, progress: Callable[[int, int], bool]) -> None:
        """Fetch it; `progress(done, size)` in bytes returns False to stop."""
        ...

    def forget_roll_back(self) -> None:
        """The user has read of `rolled_back`: a later start does not tell of it again."""
        ...

    def apply(self, release: Release) -> None:
        """Prepare what was downloaded to be started in place of this one; the program is then left and started anew."""
        ...
