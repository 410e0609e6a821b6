"""What the tray shows and does, without any window system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.desktop.standing import Standing, TrayState

Job = Callable[[], object]


@dataclass(frozen=True)
class TrayView:
    """The icon's state and all its words; `log_out` is "" while nobody is logged in."""

    state: TrayState
    tooltip: str
    open: str
    status: str
    about: str
    log_out: str
    exit: str


@dataclass(frozen=True)
class TrayActions:
    """What the menu's entries do; a left click opens."""

    open: Job
    about: Job
    log_out: Job
    exit: Job


def tray_view(now: Standing, say: Mapping[str, str]) -> TrayView:
    """The tray while the telephone stands so, in the words of a language."""
    status = say.get(f"tray.{now.tray_words}", say["tray.off"])
    return TrayView(
        now.tray_state,
        say["tray.tooltip"].format(status=status),
        say["open"],
        status,
        say["about"],
        say["log_out"] if now.logged_in else "",
        say["exit"],
    )
