"""The second half of the composition root: the windows or the browser's server around a running telephone."""

from __future__ import annotations

import logging
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from backend.core.errors import TelephoneError
from backend.version import version

if TYPE_CHECKING:  # slow to import: the phone process is on its way before they are needed
    from flask import Flask, Response

    from backend.app import Start
    from backend.core.telephone import Telephone
    from backend.demo import LocalSwitchboard
    from backend.diagnostics.diagnostics import Diagnostics
    from backend.storage.library import Library
    from backend.storage.secrets import Secrets
    from backend.web.events import Pushes
    from backend.web.sources import AppInfo, DesktopInfo

log = logging.getLogger(__name__)

SYSTEMS = {"Linux": "linux", "Windows": "windows", "Darwin": "macos"}


@dataclass(frozen=True)
class Inside:
    """What the screens stand on. `left` is filled when the program is to be left; `stops` takes what ends a part;
    `listen(show, open_link)` has a second start call them; `confirm()` says that a page works, more than once is no
    harm."""

    start: Start
    telephone: Telephone
    library: Library
    switchboard: LocalSwitchboard | None
    left: SimpleQueue[None]
    stops: list[Callable[[], object]]
    listen: Callable[[Callable[[], None], Callable[[str], None]], None]
    platform_url: str
    secrets: Secrets
    confirm: Callable[[], None]


class Screens:
    """Opened on the main thread; `leave` may be called from any other."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._quit: Callable[[], None] = lambda: inside.left.put(None)

    def leave(self) -> None:
        """Let `show` return."""
        self._quit()

    def show(self) -> None:
        """Open the screens and return when the user has left."""
        from backend.web.events import Pushes

        inside = self._inside
        self._choose_language(inside.start.language)
        if inside.start.link:
            self._open_link(inside.start.link)
        switchboard = inside.switchboard
        simulator = None if switchboard is None else lambda: switchboard.ready().simulator
        pushes = Pushes()
        inside.stops.append(pushes.follow(inside.telephone))
        if inside.start.browser or _hindered():
            self._serve(pushes, simulator)
        else:
            self._open_window(pushes, simulator)

    def _choose_language(self, language: str) -> None:
        if language:
            try:
                self._inside.telephone.change_settings({"language": language})
            except TelephoneError as error:
                log.warning("the language stays as it is: %s", error.code)

    def _open_link(self, link: str) -> None:
        try:
            self._inside.telephone.open_link(link)
        except TelephoneError as error:
            log.warning("a link is not shown: %s", error.code)

    def _serve(self, pushes: Pushes, simulator: Callable[[], str] | None) -> None:
        """Browser mode: print the link and wait for a signal."""
        from backend.web.server import BrowserServer

        server = BrowserServer(self._pages(True, simulator), pushes, frontend())
        server.start()
        self._inside.stops.append(server.stop)

        def print_links() -> None:
            print(f"云总机 / Cloud Switchboard: {server.link}", flush=True)
            if simulator is not None:
                print(f"模拟电话 / Simulated telephones: {simulator()}", flush=True)

        self._inside.listen(print_links, self._open_link)
        print_links()
        self._inside.confirm()
        while True:
            try:
                return self._inside.left.get(timeout=1.0)  # a wait without an end hears no signal on Windows
            except Empty:
                continue

    def _open_window(self, pushes: Pushes, simulator: Callable[[], str] | None) -> None:
        """The windows and the tray; they own the main thread until the user leaves. The pages' app is loaded and built
        while the window system starts."""
        from backend.desktop.desktop import Desktop, DesktopParts
        from backend.desktop.start_command import start_command
        from backend.updates import installation
        from backend.web.bridge import Bridge
        from backend.web.later import Later
        from backend.web.sources import DesktopInfo

        def open_simulator() -> str:
            desktop.open_simulator()
            return ""

        opening = None if simulator is None else open_simulator

        def build() -> Flask:
            offers, pause = (lambda: DesktopInfo(*desktop.offers())), (lambda on: desktop.pause_keys(on))
            return self._confirming(self._pages(False, opening, offers, pause))

        pages = Later(build)
        start = self._inside.start
        command = start_command(installation.find().lasting, start.demo, start.data)
        parts = DesktopParts(
            frontend() / "index.html", Bridge(pages), self._inside.telephone, pushes.attach, simulator, pages.start,
            start.data, command, start.hidden, self._inside.telephone.tell,
        )  # fmt: skip
        desktop = Desktop(parts)
        self._quit = desktop.quit
        self._inside.listen(desktop.raise_window, self._open_link)
        if self._inside.left.empty():
            desktop.run()

    def _confirming(self, pages: Flask) -> Flask:
        """The page in the window has been loaded, runs, and got its first answer: this version works."""

        def answered(response: Response) -> Response:
            if response.status_code == 200:
                self._inside.confirm()
            return response

        pages.after_request(answered)
        return pages

    def _pages(
        self, in_browser: bool, simulator: Callable[[], str] | None,
        desktop: Callable[[], DesktopInfo] | None = None, pause_keys: Callable[[bool], None] = lambda on: None,
    ) -> Flask:  # fmt: skip
        """The pages' API; slow to load and not needed before a page asks."""
        from backend.desktop.sound_settings import open_sound_settings
        from backend.web.app import create_app
        from backend.web.sources import DesktopInfo, Sources

        inside = self._inside
        shelves, info = inside.library.shelves(), _info(inside.start.demo, in_browser)
        sources = Sources(
            inside.telephone, shelves.directory, shelves.history, shelves.pictures, info,
            _diagnostics(inside, in_browser), simulator,
            open_sound_settings=open_sound_settings, desktop=desktop or DesktopInfo, pause_keys=pause_keys,
        )  # fmt: skip
        return create_app(sources)


def _diagnostics(inside: Inside, in_browser: bool) -> Diagnostics:
    import httpx
    from platformdirs import user_downloads_path

    from backend.desktop.screen import described
    from backend.diagnostics.diagnostics import Diagnostics, Surroundings

    telephone = inside.telephone
    around = Surroundings(
        telephone, inside.start.data, version(), inside.platform_url,
        httpx.create_ssl_context, inside.secrets.place, inside.secrets.known, inside.library.known,
        None if in_browser else user_downloads_path, described,
    )  # fmt: skip
    return Diagnostics(around)


def import_screens() -> None:
    """Load what is slow to load while the switchboard is being waited for."""
    import backend.desktop.desktop
    import backend.storage.account
    import backend.web.app  # noqa: F401


def tell_demo_failed(start: Start, cause: str) -> None:
    """On the terminal, and where a window can be shown also there: who started it from a menu sees no terminal."""
    from backend.desktop.obstacle import obstacle
    from backend.desktop.surface import surface
    from backend.desktop.words import words
    from backend.storage.settings import SettingsFile

    chosen = SettingsFile(start.data / "settings.json", lambda code, **detail: None).load().language
    say = words(start.language or chosen)
    text = say["demo_failed"].format(folder=start.data)
    print(f"{text}\n{cause}", file=sys.stderr, flush=True)
    if not start.browser and obstacle() is None:
        surface().message(say["title"], text, say["understood"])


def frontend() -> Path:
    """The folder of the page; a frozen program carries it along."""
    return Path(getattr(sys, "_MEIPASS", Path(__file__).parents[1])) / "frontend"


def _hindered() -> bool:
    """Say why no window can be shown here, if that is so."""
    from backend.desktop.obstacle import obstacle

    hindrance = obstacle()
    if hindrance is not None:
        print(hindrance.text, file=sys.stderr)
    return hindrance is not None


def _info(demo: bool, in_browser: bool) -> AppInfo:
    from backend.web.sources import AppInfo

    return AppInfo(version(), SYSTEMS.get(platform.system(), "linux"), demo, demo, in_browser)
