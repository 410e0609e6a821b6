"""What core needs from the other rooms, as protocols; app.py gives it the real ones, tests give it fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from backend.core.state import Account, Call, EnterpriseChoice, Party


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


class Phone(Protocol):
    """Sends commands to the phone; what comes of them arrives as news posted to core's loop."""

    def register(self, sip: SipCredentials, display_name: str) -> None: ...
    def unregister(self) -> None: ...
    def dial(self, call_id: str, number: str) -> None: ...
    def answer(self, call_id: str) -> None: ...
    def decline(self, call_id: str, status: int = 603) -> None: ...
    def hang_up(self, call_id: str) -> None: ...
    def mute(self, call_id: str, on: bool) -> None: ...
    def hold(self, call_id: str, on: bool) -> None: ...
    def send_dtmf(self, call_id: str, digits: str) -> None: ...


class Platform(Protocol):
    """The provisioning API; every method blocks and runs on a worker. Errors: PlatformRefused, PlatformUnreachable."""

    def look_up(self, mobile: str) -> tuple[EnterpriseChoice, ...]: ...
    def ask_code(self, mobile: str, enterprise_id: str) -> Verification: ...
    def log_in(self, verification_id: str, code: str) -> Login: ...
    def profile(self, token: str) -> Account: ...
    def log_out(self, token: str) -> None: ...


class History(Protocol):
    """Writes a finished call; small and quick, called on the core thread. Errors: StorageFailed."""

    def record(self, call: Call) -> None: ...


class Callers(Protocol):
    """Finds who a number belongs to; quick, called on the core thread."""

    def match(self, number: str, display_name: str, via: str) -> Party: ...
