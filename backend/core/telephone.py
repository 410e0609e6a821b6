"""The telephone as the screens see it: a thin front on the core thread, with one method for every command of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.core.events import Event
from backend.core.state import (
    Account,
    Call,
    Devices,
    DirectoryState,
    Enrolment,
    HistoryState,
    Notice,
    Registration,
    Settings,
)

Subscriber = Callable[[int, Event], None]


@dataclass(frozen=True)
class Snapshot:
    """All state at one moment; events with a `seq` greater than this one come after it."""

    seq: int
    account: Account | None
    registration: Registration
    enrolment: Enrolment
    calls: tuple[Call, ...]
    directory: DirectoryState
    history: HistoryState
    devices: Devices
    settings: Settings
    notices: tuple[Notice, ...]
    emergency: tuple[str, ...]


class Telephone:
    """Every method may be called from any thread, answers within its time limit and raises TelephoneError only."""

    def snapshot(self) -> Snapshot:
        """All state with the `seq` of the last event that is in it."""
        raise NotImplementedError

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber(seq, event)` on the core thread for every event from now on, in order, without gaps; it must
        not block. Returns what ends the subscription."""
        raise NotImplementedError

    # Registration of a person (M2). Errors now: invalid_mobile, invalid_code, unknown_enterprise, wrong_step.

    def look_up(self, mobile: str) -> None:
        """校验手机号码."""
        raise NotImplementedError

    def choose(self, enterprise_id: str) -> None:
        """确定: opens the code page and places the verification call."""
        raise NotImplementedError

    def enter_code(self, code: str) -> None:
        """The four digits."""
        raise NotImplementedError

    def resend_code(self) -> None:
        """A new verification call; the old code is void. Error: code_too_soon."""
        raise NotImplementedError

    def back(self) -> None:
        """One step back in the registration."""
        raise NotImplementedError

    def log_out(self) -> None:
        """注销: clears credentials and returns to registration at once. Error: not_logged_in."""
        raise NotImplementedError

    # Calls. Errors now: no_such_call, call_ended, and those named at each.

    def dial(self, number: str, person_id: str = "") -> str:
        """Call a number as typed; returns the call's id. `person_id` only names the party when the number is theirs.
        Errors: invalid_number, not_registered, not_registered_emergency, call_in_progress."""
        raise NotImplementedError

    def answer(self, call_id: str) -> None:
        """应答."""
        raise NotImplementedError

    def decline(self, call_id: str) -> None:
        """拒接."""
        raise NotImplementedError

    def hang_up(self, call_id: str) -> None:
        """挂断, in whatever phase the call is."""
        raise NotImplementedError

    def mute(self, call_id: str, on: bool) -> None:
        """静音."""
        raise NotImplementedError

    def hold(self, call_id: str, on: bool) -> None:
        """保持."""
        raise NotImplementedError

    def send_dtmf(self, call_id: str, digits: str) -> None:
        """Keys pressed in a call: 0-9, *, #, A-D. Error: invalid_digits."""
        raise NotImplementedError

    # The rest.

    def refresh_directory(self) -> None:
        """Download the directory again. Error: not_logged_in."""
        raise NotImplementedError

    def history_seen(self) -> None:
        """Missed calls were looked at."""
        raise NotImplementedError

    def change_settings(self, fields: Mapping[str, Any]) -> Settings:
        """Change some fields of Settings. Error: invalid_setting with `field`."""
        raise NotImplementedError

    def dismiss_notice(self, notice_id: str) -> None:
        """The user has read it; unknown ids are ignored."""
        raise NotImplementedError
