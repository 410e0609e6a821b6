"""What the windows, the tray and the notifications need to know of the telephone, as one value that events change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from backend.core.events import (
    AccountChanged,
    CallChanged,
    CallEnded,
    EnrolmentChanged,
    Event,
    HistoryChanged,
    RegistrationChanged,
    SettingsChanged,
)
from backend.core.state import Call, CallState, Direction, Disposition, Registration, Settings
from backend.core.telephone import Snapshot

TrayState = Literal["ok", "ring", "call", "missed", "off"]


@dataclass(frozen=True)
class Standing:
    """`ringing` are the calls that come in, oldest first, `talking` holds the ids of the others, `muted` of those the
    user is not heard in; `missed_call` is the last one that was missed and not yet seen, `missed` how many there are.
    `step` is the step of a person's registration."""

    logged_in: bool = False
    registration: Registration = field(default_factory=Registration)
    missed: int = 0
    missed_call: Call | None = None
    step: str = "number"
    settings: Settings = field(default_factory=Settings)
    ringing: tuple[Call, ...] = ()
    talking: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()

    @property
    def onboarding(self) -> bool:
        """Is the registration of a person on the screen?"""
        return not self.logged_in or self.step != "done"

    @property
    def on_top(self) -> bool:
        """Is the main window to stay above the others?"""
        return self.settings.on_top_in_call and bool(self.talking)

    @property
    def tray_state(self) -> TrayState:
        """What is more urgent goes first."""
        if self.ringing:
            return "ring"
        if self.talking:
            return "call"
        if self.registration.state != "registered":
            return "off"
        return "missed" if self.missed else "ok"

    @property
    def tray_words(self) -> str:
        """The key of what the tray says, without "tray."; while one cannot be called it says why."""
        if not self.logged_in:
            return "nobody"
        if self.tray_state == "off":
            return f"off.{self.registration.reason or self.registration.state}"
        if self.tray_state == "call" and self.muted:
            return "call.muted"
        if self.tray_state in ("ok", "missed") and self.settings.do_not_disturb:
            return f"{self.tray_state}.quiet"
        return self.tray_state


def standing(snapshot: Snapshot) -> Standing:
    """Where the telephone stands in a snapshot."""
    now = Standing(
        logged_in=snapshot.account is not None,
        registration=snapshot.registration,
        missed=snapshot.history.missed,
        step=snapshot.enrolment.step,
        settings=snapshot.settings,
    )
    for call in snapshot.calls:
        now = after(now, CallChanged(call))
    return now


def after(now: Standing, event: Event) -> Standing:
    """Where the telephone stands after an event."""
    match event:
        case CallChanged(call) | CallEnded(call):
            return _after_call(now, call)
        case RegistrationChanged(registration):
            return replace(now, registration=registration)
        case AccountChanged(account):
            return replace(now, logged_in=account is not None, missed_call=now.missed_call if account else None)
        case EnrolmentChanged(enrolment):
            return replace(now, step=enrolment.step)
        case HistoryChanged(history):
            return replace(now, missed=history.missed, missed_call=now.missed_call if history.missed else None)
        case SettingsChanged(settings):
            return replace(now, settings=settings)
        case _:
            return now


def _after_call(now: Standing, call: Call) -> Standing:
    ringing = tuple(other for other in now.ringing if other.id != call.id)
    talking, muted = now.talking - {call.id}, now.muted - {call.id}
    if call.state is CallState.INCOMING:
        ringing = _with(now.ringing, call)
    elif call.state is not CallState.ENDED:
        talking |= {call.id}
        muted |= {call.id} if call.muted else frozenset()
    missed_call = call if _was_missed(call) else now.missed_call
    return replace(now, ringing=ringing, talking=talking, muted=muted, missed_call=missed_call)


def _with(ringing: tuple[Call, ...], call: Call) -> tuple[Call, ...]:
    if any(other.id == call.id for other in ringing):
        return tuple(call if other.id == call.id else other for other in ringing)
    return (*ringing, call)


def _was_missed(call: Call) -> bool:
    return (
        call.direction is Direction.INCOMING and call.ended is not None and call.ended.disposition is Disposition.MISSED
    )
