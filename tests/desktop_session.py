"""A desktop of one's own for a test: an X server, a window manager, a tray; on a display number nobody else has."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from PIL import ImageGrab

from tests.program import own_environment

T = TypeVar("T")

# -noreset: without it the server starts afresh whenever the last client leaves, and forgets the window manager.
XVFB = "Xvfb -screen 0 1366x850x24 -nolisten tcp -noreset".split()
TRAY = "trayer --edge bottom --align left --height 32 --width 200 --widthtype pixel".split()
PANEL = "xdotool search --name ^panel$ getwindowgeometry --shell".split()
READY_S = 10.0


def until(condition: Callable[[], T], what: str, within_s: float = 10.0) -> T:
    """What `condition` returns once it is true; AssertionError with `what` if it never is. For what sends no event."""
    deadline = time.monotonic() + within_s
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s: {what}")
        time.sleep(0.02)
    return result


@dataclass(frozen=True)
class ShownWindow:
    """A window as the window manager lists it. Screen px."""

    id: str
    title: str
    x: int
    y: int
    width: int
    height: int


class DesktopSession:
    """Use as a context manager; `environment` is what a program needs to appear here."""

    def __init__(self, home: Path, *, tray: bool = True) -> None:
        self.home = home
        self.environment: dict[str, str] = {}
        self._tray = tray
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> DesktopSession:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "desktop.log").open("ab") as log:
            display = self._start_x(log)
            runtime = self.home / "run"
            runtime.mkdir(mode=0o700, exist_ok=True)
            own = {"DISPLAY": display, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime)}
            self.environment = own_environment(**own)
            managed = self.home / "managed"  # openbox loses windows that appear before it is quite there
            self._start(["openbox", "--config-file", "/etc/xdg/openbox/rc.xml", "--startup", f"touch {managed}"], log)
            until(managed.exists, "a window manager", READY_S)
        if self._tray:
            self.start_tray()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(timeout=10)

    def start_tray(self) -> None:
        """A panel with a tray; it may come later than the programs."""
        with (self.home / "desktop.log").open("ab") as log:
            self._start(TRAY, log)
        until(self.tray_is_there, "a tray", READY_S)

    def click_tray(self, button: int) -> None:
        """Click on the first icon in the tray."""
        # The search fails where a window leaves while it looks at all of them.
        numbers = until(lambda: dict(re.findall(r"(X|Y|WIDTH|HEIGHT)=(\d+)", self.do(*PANEL))), "the panel's place")
        x, y = int(numbers["X"]) + 16, int(numbers["Y"]) + int(numbers["HEIGHT"]) // 2
        self.do("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def choose_in_tray(self, downs: int) -> None:
        """Open the icon's menu and take the entry so many presses of the down key below."""

        def menu() -> bool:
            """A click while the windows are still moving is lost at times; nobody clicks so fast."""
            self.click_tray(3)
            with contextlib.suppress(AssertionError):
                return until(lambda: self._popups() > 0, "the menu", within_s=1)
            return False

        until(menu, "the menu")
        self.do("xdotool", "key", *(["Down"] * downs), "Return")
        until(lambda: self._popups() == 0, "the menu has closed")

    def _popups(self) -> int:
        """How many menus are on the screen."""
        found = self.do("xdotool", "search", "--onlyvisible", "--class", "cloud-switchboard").split()
        return sum("POPUP_MENU" in self.do("xprop", "-id", one, "_NET_WM_WINDOW_TYPE") for one in found)

    def tray_is_there(self) -> bool:
        """Is the tray's panel on the screen?"""
        return "IsViewable" in self.do("xwininfo", "-name", "panel")

    def tray_icons(self) -> int:
        """How many icons the tray holds."""
        return self.do("xwininfo", "-name", "panel", "-tree").count("cloud-switchboard")

    def windows(self, title: str = "") -> list[ShownWindow]:
        """The windows on the screen that have this title; all for ""."""
        found = []
        for line in self.do("wmctrl", "-lG").splitlines():
            match = re.match(r"(0x\w+)\s+-?\d+\s+(-?\d+)\s+(-?\d+)\s+(\d+)\s+(\d+)\s+\S+\s+(.*)", line)
            if match and title in ("", match[6]):
                found.append(ShownWindow(match[1], match[6], *(int(match[place]) for place in (2, 3, 4, 5))))
        return found

    def window(self, title: str, within_s: float = 10.0) -> ShownWindow:
        """The window of this title, as soon as it is on the screen."""
        return until(lambda: self.windows(title), f"a window called {title}", within_s)[0]

    def close(self, title: str) -> None:
        """Press the close button of a window."""
        self.do("wmctrl", "-i", "-c", self.window(title).id)

    def active_window(self) -> str:
        """The title of the window that has the focus, "" for none."""
        return self.do("xdotool", "getactivewindow", "getwindowname").strip()

    def screenshot(self, path: Path) -> Path:
        """The whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        ImageGrab.grab(xdisplay=self.environment["DISPLAY"]).save(path)
        return path

    def do(self, *command: str) -> str:
        """Run a desktop tool (xdotool, wmctrl) on this desktop; returns what it says."""
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return ran.stdout

    def _start_x(self, log: IO[bytes]) -> str:
        reading, writing = os.pipe()
        self._start([*XVFB, "-displayfd", str(writing)], log, writing)
        os.close(writing)
        with os.fdopen(reading) as number:
            return f":{number.readline().strip()}"

    def _start(self, command: list[str], log: IO[bytes], *keep: int) -> None:
        environment = self.environment or None
        self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, pass_fds=keep, env=environment))
