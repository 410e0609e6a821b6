"""The telephone as the screens see it: a thin front on the core thread, with one method for every command of a page."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.core.bus import Subscriber as Subscriber
from backend.core.errors import TelephoneError
from backend.core.number import EMERGENCY
from backend.core.parts import Parts
from backend.core.state import (
    Account,
    Call,
    Devices,
    DirectoryState,
    Enrolment,
    HistoryState,
    LineFacts,
    Link,
    Notice,
    Registration,
    Settings,
    SoundLevel,
    SoundTest,
    Update,
)

RESUME_LIMIT_S = 3.0
STOP_TIMEOUT_S = 1.0


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
    update: Update = field(default_factory=Update)
    sound_test: SoundTest = field(default_factory=SoundTest)
    link: Link | None = None
    locked: tuple[str, ...] = ()


class Telephone:
    """Every method may be called from any thread, answers within its time limit and raises TelephoneError only."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._resumed = threading.Event()

    def start(self) -> None:
        """Begin to work: settings and the saved login are read, and the account registers."""
        parts = self._parts
        for worker in (parts.loop, parts.workers, parts.keeper):
            worker.start()
        parts.loop.post(lambda: parts.session.resume(self._on_resumed))
        parts.loop.post(parts.load_settings)
        parts.loop.post(parts.updates.start)

    def stop(self) -> None:
        """End calls properly, remove the binding, write what must be written."""
        parts = self._parts
        with contextlib.suppress(TelephoneError):
            parts.loop.call(parts.leave, STOP_TIMEOUT_S)
        parts.keeper.stop()
        parts.workers.stop(0)
        parts.loop.stop(STOP_TIMEOUT_S)

    def _on_resumed(self, found: bool) -> None:
        if found:
            self._parts.enrolling.finish()
        self._resumed.set()

    def snapshot(self) -> Snapshot:
        """All state with the `seq` of the last event that is in it; at a start it waits for the saved login, so that no
        page flashes the registration."""
        self._resumed.wait(RESUME_LIMIT_S)
        return self._parts.loop.call(self._snapshot)

    def _snapshot(self) -> Snapshot:
        parts = self._parts
        return Snapshot(
            parts.bus.seq,
            parts.session.account,
            parts.registrant.state,
            parts.enrolling.state,
            parts.calls.live(),
            parts.download.state,
            parts.journal.state,
            parts.devices,
            parts.preferences.state,
            parts.notices.all(),
            EMERGENCY,
            parts.updates.state,
            parts.sound_tests.state,
            parts.links.state,
            parts.preferences.locked,
        )

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber(seq, event)` on the core thread for every event from now on, in order, without gaps; it must
        not block. Returns what ends the subscription."""
        end = self._parts.loop.call(lambda: self._parts.bus.subscribe(subscriber))
        return lambda: self._parts.loop.post(end)

    # Registration of a person (M2). Errors now: invalid_mobile, invalid_code, unknown_enterprise, wrong_step.

    def look_up(self, mobile: str) -> None:
        """校验手机号码."""
        self._do(lambda: self._parts.enrolling.look_up(mobile))

    def choose(self, enterprise_id: str) -> None:
        """确定: opens the code page and places the verification call."""
        self._do(lambda: self._parts.enrolling.choose(enterprise_id))

    def enter_code(self, code: str) -> None:
        """The four digits. Error: no_code_asked."""
        self._do(lambda: self._parts.enrolling.enter_code(code))

    def resend_code(self) -> None:
        """A new verification call; the old code is void. Error: code_too_soon."""
        self._do(self._parts.enrolling.resend)

    def back(self) -> None:
        """One step back in the registration."""
        self._do(self._parts.enrolling.back)

    def log_out(self, erase: bool = False) -> None:
        """注销: clears credentials and returns to registration at once; `erase` takes the account's history, directory
        and pictures along. Error: not_logged_in."""
        self._do(lambda: self._parts.session.log_out(erase))

    # Calls. Errors now: no_such_call, wrong_call_state, and those named at each.

    def dial(self, number: str, person_id: str = "") -> str:
        """Call a number as typed; returns the call's id. `person_id` only names the party when the number is theirs.
        Errors: invalid_number, own_number, not_permitted, not_registered, not_registered_emergency, call_in_progress,
        call_comes_in."""
        return self._parts.loop.call(lambda: self._parts.calls.dial(number, person_id))

    def answer(self, call_id: str) -> None:
        """应答."""
        self._do(lambda: self._parts.calls.answer(call_id))

    def decline(self, call_id: str) -> None:
        """拒接."""
        self._do(lambda: self._parts.calls.decline(call_id))

    def hang_up(self, call_id: str) -> None:
        """挂断, in whatever phase the call is."""
        self._do(lambda: self._parts.calls.hang_up(call_id))

    def mute(self, call_id: str, on: bool) -> None:
        """静音."""
        self._do(lambda: self._parts.calls.mute(call_id, on))

    def hold(self, call_id: str, on: bool) -> None:
        """保持."""
        self._do(lambda: self._parts.calls.hold(call_id, on))

    def send_dtmf(self, call_id: str, digits: str) -> None:
        """Keys pressed in a call: 0-9, *, #, A-D. Error: invalid_digits."""
        self._do(lambda: self._parts.calls.send_dtmf(call_id, digits))

    def transfer(self, call_id: str, number: str, person_id: str = "") -> None:
        """呼叫转接: hand the call on to a number as typed. Errors: invalid_number, transfer_to_self, transfer_to_party,
        not_permitted, transfer_under_way."""
        self._do(lambda: self._parts.calls.transfers.start(call_id, number, person_id))

    def cancel_transfer(self, call_id: str) -> None:
        """取消转接."""
        self._do(lambda: self._parts.calls.transfers.cancel(call_id))

    def dismiss_transfer(self, call_id: str) -> None:
        """The user has read why a transfer failed."""
        self._do(lambda: self._parts.calls.transfers.dismiss(call_id))

    def silence(self, call_id: str) -> None:
        """静音来电: it rings on without sound."""
        self._do(lambda: self._parts.calls.silence(call_id))

    # The rest.

    def sound_level(self) -> SoundLevel:
        """How loud it is now; measured for as long as somebody keeps asking."""
        return self._parts.loop.call(self._parts.level.ask)

    def line_facts(self) -> LineFacts:
        """What the phone told last of its way to the platform."""
        return self._parts.loop.call(lambda: self._parts.line_facts)

    def refresh_directory(self) -> None:
        """Download the directory again. Error: not_logged_in."""
        self._do(self._parts.refresh_directory)

    def history_seen(self) -> None:
        """Missed calls were looked at."""
        self._do(self._parts.journal.mark_seen)

    def clear_history(self) -> None:
        """Forget every call. Error: not_logged_in."""
        self._do(self._parts.clear_history)

    def change_settings(self, fields: Mapping[str, Any]) -> Settings:
        """Change some fields of Settings. Errors: invalid_setting, setting_locked, both with `field`."""
        return self._parts.loop.call(lambda: self._parts.preferences.change(fields))

    def tell(self, code: str, stands: bool) -> None:
        """A notice of the desktop around the program; one that no longer stands is taken back."""
        notices = self._parts.notices
        self._parts.loop.post(lambda: notices.add(code) if stands else notices.withdraw(code))

    def dismiss_notice(self, notice_id: str) -> None:
        """The user has read it; unknown ids are ignored."""
        self._do(lambda: self._parts.notices.dismiss(notice_id))

    # Links, the test of the sound devices, the program's update.

    def open_link(self, text: str) -> None:
        """A tel:, sip: or callto: link was clicked somewhere: what it asks for is shown and waits for a click."""
        self._do(lambda: self._parts.links.open(text))

    def dismiss_link(self) -> None:
        """It is not wanted."""
        self._do(self._parts.links.dismiss)

    def test_sound(self, kind: str) -> None:
        """Test the microphone, the speaker or the ring. Errors: invalid_body, sound_test_in_call."""
        self._do(lambda: self._parts.sound_tests.begin(kind))

    def stop_sound_test(self) -> None:
        """End it."""
        self._do(self._parts.sound_tests.stop)

    def check_update(self) -> None:
        """检查新版本."""
        self._do(self._parts.updates.check)

    def download_update(self) -> None:
        """Fetch what was found, in the background. Error: update_not_ready."""
        self._do(self._parts.updates.download)

    def cancel_update(self) -> None:
        """Fetch no further."""
        self._do(self._parts.updates.cancel)

    def apply_update(self) -> None:
        """更新应用: leave and start the new version. Errors: update_not_ready, update_in_call."""
        self._do(self._parts.updates.apply)

    def dismiss_update(self) -> None:
        """A failure, or that a version was taken back, was read."""
        self._do(self._parts.updates.dismiss)

    def _do(self, job: Callable[[], None]) -> None:
        self._parts.loop.call(job)
