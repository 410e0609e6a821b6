"""The composition root: the only file that knows every room. It builds, wires, starts, and stops in reverse."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from backend.core.errors import StorageFailed
from backend.core.loop import Loop
from backend.demo import DemoFailed, LocalSwitchboard
from backend.phone.messages import News, PhoneOptions
from backend.phone.process import PhoneProcess
from backend.provisioning import address

if TYPE_CHECKING:  # slow to import: the phone process is on its way before they are needed
    from flask import Flask

    from backend.core.parts import Parts
    from backend.core.telephone import Telephone
    from backend.desktop.single_instance import Instance
    from backend.storage.library import Library
    from backend.web.events import Pushes
    from backend.web.sources import AppInfo

log = logging.getLogger(__name__)

PHONE_LEAVES_S = 1.5
LONGEST_LOG = 1_000_000
SYSTEMS = {"Linux": "linux", "Windows": "windows", "Darwin": "macos"}


@dataclass(frozen=True)
class Start:
    """How the program was started. `data` is the folder of everything it keeps; `language` is "", zh-CN or en."""

    data: Path
    demo: bool = False
    browser: bool = False
    language: str = ""


class Program:
    """Everything that runs. The phone process starts first, while the rest is still being imported; what was started
    last is stopped first."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._stops: list[Callable[[], object]] = []
        self._loop = Loop()
        self._report: Callable[[News], None] = lambda news: None
        self._problems: list[StorageFailed] = []
        self._instance: Instance | None = None
        self._left: SimpleQueue[None] = SimpleQueue()  # the one thing a signal's interruption may safely fill

    def leave(self) -> None:
        """Let run() return; may be called in a signal's interruption."""
        self._left.put(None)

    def run(self) -> int:
        """Run until the user leaves; what it returns is the exit code of the process."""
        phone = self._start_phone()
        if not self._claim_folder():
            return self._raise_first()
        switchboard = self._start_switchboard()
        if switchboard is not None:
            import_screens()
        telephone, library = self._start_telephone(phone, _platform_url(self._start, switchboard))
        self._show(telephone, library, switchboard)
        return 0

    def stop(self) -> None:
        """Stop in reverse: each step is tried whatever the others do."""
        while self._stops:
            try:
                self._stops.pop()()
            except Exception:
                log.exception("a part did not stop well")

    def _start_phone(self) -> PhoneProcess:
        """What the phone says waits for the core thread, which starts with the telephone."""
        options = PhoneOptions(log_path=str(self._start.data / "logs" / "phone.log"))
        phone = PhoneProcess(options, lambda news: self._loop.post(lambda: self._report(news)))
        phone.start()
        self._stops.append(lambda: phone.stop(PHONE_LEAVES_S))
        return phone

    def _claim_folder(self) -> bool:
        """False when another program has the data folder. A folder that takes no lock is told to the user later."""
        from backend.desktop.single_instance import claim

        try:
            instance = claim(self._start.data)
        except StorageFailed as problem:
            self._problems.append(problem)
            return True
        if instance is not None:
            self._stops.append(instance.release)
            self._instance = instance
        return instance is not None

    def _listen(self, show: Callable[[], None]) -> None:
        """From now on a second start shows this one."""
        try:
            if self._instance is not None:
                self._instance.listen(show)
        except OSError as error:
            log.warning("a second start cannot find this one: %s", error)

    def _raise_first(self) -> int:
        from backend.desktop.single_instance import raise_first

        raised = raise_first(self._start.data)
        print("云总机已在运行 / Cloud Switchboard is running already", file=sys.stderr)
        return 0 if raised else 1

    def _start_switchboard(self) -> LocalSwitchboard | None:
        if not self._start.demo:
            return None
        switchboard = LocalSwitchboard(self._start.data / "switchboard")
        self._stops.insert(0, switchboard.stop)  # the phone process still has to take its leave of it
        switchboard.start()
        return switchboard

    def _start_telephone(self, phone: PhoneProcess, platform_url: str) -> tuple[Telephone, Library]:
        """Build core and what it needs, and start it: settings and login are read, the account registers."""
        from backend.core.parts import Parts, Ports
        from backend.core.telephone import Telephone
        from backend.core.workers import Workers
        from backend.phone.line import PhoneLine, report
        from backend.provisioning.client import PlatformClient
        from backend.storage.library import Library
        from backend.storage.secrets import Secrets
        from backend.storage.settings import SettingsFile

        data, loop = self._start.data, self._loop

        def notify(code: str, **detail: str) -> None:
            loop.post(lambda: parts.notices.add(code, **detail))

        client = PlatformClient(platform_url, platform.node())
        secrets = Secrets(data, notify)
        library = Library(data, client, lambda: secrets.token, notify)
        ports = Ports(PhoneLine(phone.send), client, secrets, SettingsFile(data / "settings.json", notify), library)
        parts: Parts = Parts(ports, loop, Workers(loop), Workers(loop, count=1))
        self._report = lambda news: report(parts, news)
        telephone = Telephone(parts)
        telephone.start()
        # The phone process takes its leave after the telephone, and before what the telephone writes to is closed.
        self._stops[:0] = [library.close, client.close]
        self._stops.append(telephone.stop)
        for problem in self._problems:
            notify("data_not_opened", cause=problem.code)
        return telephone, library

    def _show(self, telephone: Telephone, library: Library, switchboard: LocalSwitchboard | None) -> None:
        """Open the screens and return when the user has left."""
        from backend.web.events import Pushes

        if self._start.language:
            telephone.change_settings({"language": self._start.language})
        simulator = None if switchboard is None else lambda: switchboard.ready().simulator
        pushes = Pushes()
        self._stops.append(pushes.follow(telephone))
        if self._start.browser or _hindered():
            self._serve(_pages(telephone, library, _info(self._start.demo, True), simulator), pushes, simulator)
        else:
            self._open_window(telephone, library, pushes, simulator)

    def _serve(self, pages: Flask, pushes: Pushes, simulator: Callable[[], str] | None) -> None:
        """Browser mode: print the link and wait for a signal."""
        from backend.web.server import BrowserServer

        server = BrowserServer(pages, pushes, frontend())
        server.start()
        self._stops.append(server.stop)

        def print_links() -> None:
            print(f"云总机 / Cloud Switchboard: {server.link}", flush=True)
            if simulator is not None:
                print(f"模拟电话 / Simulated telephones: {simulator()}", flush=True)

        self._listen(print_links)
        print_links()
        while True:
            try:
                return self._left.get(timeout=1.0)  # a wait without an end hears no signal on Windows
            except Empty:
                continue

    def _open_window(
        self, telephone: Telephone, library: Library, pushes: Pushes, simulator: Callable[[], str] | None
    ) -> None:
        """The windows and the tray; they own the main thread until the user leaves. The pages' app is loaded and built
        while the window system starts."""
        from backend.desktop.desktop import Desktop, DesktopParts
        from backend.web.bridge import Bridge
        from backend.web.later import Later

        def open_simulator() -> str:
            desktop.open_simulator()
            return ""

        info, opening = _info(self._start.demo, False), None if simulator is None else open_simulator
        pages = Later(lambda: _pages(telephone, library, info, opening))
        parts = DesktopParts(
            frontend() / "index.html", Bridge(pages), telephone, pushes.attach, simulator, while_opening=pages.start
        )
        desktop = Desktop(parts)
        self._listen(desktop.raise_window)
        if self._left.empty():
            desktop.run()


def run(start: Start) -> int:
    """Run the program; what it returns is the exit code of the process."""
    open_log(start.data)
    program = Program(start)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: program.leave())
    try:
        return program.run()
    except DemoFailed as failure:
        print(f"演示用的总机没有启动 / The demo's switchboard did not start\n{failure}", file=sys.stderr)
        return 1
    finally:
        program.stop()


def open_log(data: Path) -> None:
    """Log to a file of the data folder, and to the terminal where that cannot be written."""
    handler: logging.Handler
    try:
        (data / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(data / "logs" / "program.log", "a", LONGEST_LOG, 3, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    logging.raiseExceptions = False  # a full disk is told where it matters, not by a traceback for every line
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)


def import_screens() -> None:
    """Load what is slow to load while the switchboard is being waited for."""
    import backend.desktop.desktop
    import backend.storage.account
    import backend.web.app  # noqa: F401


def frontend() -> Path:
    """The folder of the page; a frozen program carries it along."""
    return Path(getattr(sys, "_MEIPASS", Path(__file__).parents[1])) / "frontend"


def _platform_url(start: Start, switchboard: LocalSwitchboard | None) -> str:
    return address.find(start.data, os.environ) if switchboard is None else switchboard.ready().api


def _hindered() -> bool:
    """Say why no window can be shown here, if that is so."""
    from backend.desktop.obstacle import obstacle

    hindrance = obstacle()
    if hindrance is not None:
        print(hindrance.text, file=sys.stderr)
    return hindrance is not None


def _pages(telephone: Telephone, library: Library, info: AppInfo, simulator: Callable[[], str] | None) -> Flask:
    """The pages' API; slow to load and not needed before a page asks."""
    from backend.desktop.sound_settings import open_sound_settings
    from backend.web.app import create_app
    from backend.web.sources import Sources

    shelves = library.shelves()
    sources = Sources(
        telephone, shelves.directory, shelves.history, shelves.pictures, info, simulator,
        open_sound_settings=open_sound_settings,
    )  # fmt: skip
    return create_app(sources)


def _info(demo: bool, in_browser: bool) -> AppInfo:
    from importlib.metadata import PackageNotFoundError, version

    from backend.web.sources import AppInfo

    try:
        number = version("cloud-switchboard")
    except PackageNotFoundError:
        number = ""
    return AppInfo(number, SYSTEMS.get(platform.system(), "linux"), demo, demo, in_browser)
