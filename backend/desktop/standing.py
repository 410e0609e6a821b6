"""What the windows and the tray need to know of the telephone, as one value that events change."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from backend.core.state import CallState
from backend.core.telephone import Snapshot


@dataclass(frozen=True)
class Standing:
    """`ringing` and `talking` hold the ids of calls; `step` is the step of a person's registration."""

    logged_in: bool = False
    registered: bool = False
    missed: int = 0
    step: str = "number"
    language: str = ""
    theme: str = "system"
    ringing: frozenset[str] = frozenset()
    talking: frozenset[str] = frozenset()

    @property
    def onboarding(self) -> bool:
        """Is the registration of a person on the screen?"""
        return not self.logged_in or self.step != "done"

    @property
    def tray_state(self) -> str:
        """ok, ring, call, missed or off; what is more urgent goes first."""
        if self.ringing:
            return "ring"
        if self.talking:
            return "call"
        if not self.registered:
            return "off"
        return "missed" if self.missed else "ok"

    @property
    def tray_words(self) -> str:
        """The key of the tray's tooltip."""
        return self.tray_state if self.logged_in else "nobody"


def standing(snapshot: Snapshot) -> Standing:
    """Where the telephone stands in a snapshot."""
    now = Standing(
        logged_in=snapshot.account is not None,
        registered=snapshot.registration.state == "registered",
        missed=snapshot.history.missed,
        step=snapshot.enrolment.step,
        language=snapshot.settings.language,
        theme=snapshot.settings.theme,
    )
    for call in snapshot.calls:
        now = after(now, CallChanged(call))
    return now


def after(now: Standing, event: Event) -> Standing:
    """Where the telephone stands after an event."""
    match event:
        case CallChanged(call) | CallEnded(call):
            others = {call.id}
            ringing, talking = now.ringing - others, now.talking - others
            if call.state is CallState.INCOMING:
                ringing |= others
            elif call.state is not CallState.ENDED:
                talking |= others
            return replace(now, ringing=ringing, talking=talking)
        case RegistrationChanged(registration):
            return replace(now, registered=registration.state == "registered")
        case AccountChanged(account):
            return replace(now, logged_in=account is not None)
        case EnrolmentChanged(enrolment):
            return replace(now, step=enrolment.step)
        case HistoryChanged(history):
            return replace(now, missed=history.missed)
        case SettingsChanged(settings):
            return replace(now, language=settings.language, theme=settings.theme)
        case _:
            return now
