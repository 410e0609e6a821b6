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

from PIL import Image, ImageGrab

from tests.program import own_environment

T = TypeVar("T")

# -noreset: without it the server starts afresh whenever the last client leaves, and forgets the window manager.
XVFB = "Xvfb -screen 0 1366x850x24 -nolisten tcp -noreset".split()
TRAY = "trayer --edge bottom --align left --height 32 --width 200 --widthtype pixel".split()
PANEL = "xdotool search --name ^panel$ getwindowgeometry --shell".split()
GEOMETRY = "xdotool getwindowgeometry --shell".split()
MENU_EDGE = 4
SMALLEST_TEXT = 6
STILL = 8  # looks that show the same
PAINTED = 50  # colours: a page has more than an empty window
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
        self._open_menu()
        self.do("xdotool", "key", *(["Down"] * downs), "Return")
        until(lambda: not self._popups(), "the menu has closed")

    def click_in_tray(self, row: int) -> None:
        """Open the icon's menu and click on one of its rows, counted from 0 or, from the last one, from -1."""
        menu = self._open_menu()
        place = until(lambda: dict(re.findall(r"(X|Y|WIDTH|HEIGHT)=(\d+)", self.do(*GEOMETRY, menu))), "its place")
        x, y, width, height = (int(place[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        rows = until(lambda: self._rows(x, y, width, height), "the menu is drawn")
        self.do("xdotool", "mousemove", str(x + width // 2), str(y + rows[row]), "click", "1")
        until(lambda: not self._popups(), "the menu has closed")

    def _open_menu(self) -> str:
        """The id of the icon's menu. A click while the windows are still moving is lost at times; nobody clicks so
        fast."""

        def menu() -> list[str]:
            self.click_tray(3)
            with contextlib.suppress(AssertionError):
                return until(self._popups, "the menu", within_s=1)
            return []

        return until(menu, "the menu")[0]

    def _rows(self, x: int, y: int, width: int, height: int) -> list[int]:
        """The middle of each line of text in this part of the screen, px below its upper edge. A line that only
        divides has no height to speak of."""
        inside = (x + MENU_EDGE, y + MENU_EDGE, x + width - MENU_EDGE, y + height - MENU_EDGE)
        screen = ImageGrab.grab(inside, xdisplay=self.environment["DISPLAY"]).convert("L")
        lines = [len(set(screen.crop((0, at, screen.width, at + 1)).tobytes())) > 1 for at in range(screen.height)]
        found, began = [], 0
        for at, text in enumerate([*lines, False]):
            if not text:
                if at - began >= SMALLEST_TEXT:
                    found.append(MENU_EDGE + (began + at) // 2)
                began = at + 1
        return found

    def _popups(self) -> list[str]:
        """The ids of the menus on the screen."""
        found = self.do("xdotool", "search", "--onlyvisible", "--class", "cloud-switchboard").split()
        return [one for one in found if "POPUP_MENU" in self.do("xprop", "-id", one, "_NET_WM_WINDOW_TYPE")]

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

    def photograph(self, title: str, path: Path) -> Path:
        """The screen with the window of this title in front, once it has painted itself and, if it comes to rest soon,
        stands still."""
        shown = self.window(title)
        self.do("wmctrl", "-i", "-a", shown.id)
        until(lambda: self.active_window() == title, f"{title} is in front")
        inside = (shown.x, shown.y, shown.x + shown.width, shown.y + shown.height)
        seen: list[Image.Image] = []

        def look() -> bool:
            seen.append(ImageGrab.grab(inside, xdisplay=self.environment["DISPLAY"]))
            return len(seen[-1].getcolors(1 << 20) or ()) > PAINTED

        until(look, "it is painted")
        with contextlib.suppress(AssertionError):  # a clock runs in it, or something turns
            until(lambda: look() and all(one == seen[-1] for one in seen[-STILL:-1]), "it is still", within_s=2)
        return self.screenshot(path)

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
