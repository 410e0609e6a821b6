"""What the pages read beside the telephone; the program gives the real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from backend.core.directory import Picture
from backend.core.telephone import Telephone


class DirectoryPages(Protocol):
    """The directory on the disk; read on the caller's thread. Errors: InvalidInput, StorageFailed."""

    def departments(self) -> object: ...
    def people(self, department: str, q: str, offset: int, limit: int) -> object: ...
    def person(self, person_id: str) -> object: ...


class HistoryPages(Protocol):
    """The history on the disk; read on the caller's thread. Errors: InvalidInput, StorageFailed."""

    def page(self, choice: str, before: str, limit: int) -> object: ...
    def number(self, canonical: str, before: str, limit: int) -> object: ...
    def count(self, before_ms: int) -> int: ...


class PicturePages(Protocol):
    """Pictures, from the disk or the platform; may block for seconds. Errors: TelephoneError."""

    def picture(self, person_id: str) -> Picture | None: ...


class DiagnosticsPages(Protocol):
    """What is wrong here; may block for seconds. Errors: TelephoneError."""

    def about(self) -> object: ...
    def check(self) -> object: ...
    def preview(self) -> object: ...
    def export(self) -> object: ...


@dataclass(frozen=True)
class AppInfo:
    """What the page shows of the program itself. platform: linux, windows or macos."""

    version: str
    platform: str
    demo: bool = False
    simulator: bool = False
    browser: bool = False


@dataclass(frozen=True)
class DesktopInfo:
    """What the desktop around the program offers; None: not known yet, false: it has none. `keys`: what can have a key
    that works in all programs (answer, hang_up, mute, dial), `key_conflicts`: whose key another program holds."""

    tray: bool | None = False
    notifications: bool | None = False
    autostart: bool = False
    links: bool = False
    keys: tuple[str, ...] = ()
    key_conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """Everything behind the pages. `open_simulator` opens the window of the simulated telephones, or returns the
    address the page is to open; None outside the demo. `incoming_shown` hears that the incoming window
    painted its number; `open_sound_settings` opens the system's own, false where there are none; `desktop` says what
    the desktop offers at the moment, in a browser nothing; `pause_keys(on)` lets go of the keys that work in all
    programs, or takes them again."""

    telephone: Telephone
    directory: DirectoryPages
    history: HistoryPages
    pictures: PicturePages
    info: AppInfo
    diagnostics: DiagnosticsPages
    open_simulator: Callable[[], str] | None = None
    incoming_shown: Callable[[], None] = lambda: None
    open_sound_settings: Callable[[], bool] = lambda: False
    desktop: Callable[[], DesktopInfo] = DesktopInfo
    pause_keys: Callable[[bool], None] = lambda on: None
