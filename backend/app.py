"""The composition root: with screens.py the only file that knows every room. It builds, wires, starts, and stops in
reverse."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from backend.core.errors import StorageFailed
from backend.core.loop import Loop
from backend.demo import DemoFailed, LocalSwitchboard
from backend.phone.messages import News, PhoneOptions
from backend.phone.process import PhoneProcess
from backend.provisioning import address
from backend.screens import Inside, Screens, import_screens, tell_demo_failed
from backend.updates.restart import Confirmation, change
from backend.version import version

if TYPE_CHECKING:  # slow to import: the phone process is on its way before they are needed
    from backend.core.parts import Parts
    from backend.core.telephone import Telephone
    from backend.desktop.single_instance import Instance
    from backend.storage.library import Library
    from backend.storage.secrets import Secrets
    from backend.updates.updater import ProgramUpdater

log = logging.getLogger(__name__)

PHONE_LEAVES_S = 1.5
LONGEST_LOG = 1_000_000


@dataclass(frozen=True)
class Start:
    """How the program was started. `data` is the folder of everything it keeps; `language` is "", zh-CN or en;
    `hidden`: no window is shown where there is a tray; `link` is a tel:, sip: or callto: link to be shown."""

    data: Path
    demo: bool = False
    browser: bool = False
    language: str = ""
    hidden: bool = False
    link: str = ""


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
        self._screens: Screens | None = None
        self._confirmation = Confirmation()
        self._updater: ProgramUpdater | None = None
        self._restarts = False

    def leave(self) -> None:
        """Let run() return; may be called in a signal's interruption."""
        self._left.put(None)

    def _restart(self) -> None:
        """Leave, and start anew: from any thread."""
        self._restarts = True
        if self._screens is not None:
            self._screens.leave()

    def run(self) -> int:
        """Run until the user leaves; what it returns is the exit code of the process."""
        phone = self._start_phone()
        if not self._claim_folder():
            return self._raise_first()
        switchboard = self._start_switchboard()
        if switchboard is not None:
            import_screens()
        url = _platform_url(self._start, switchboard)
        self._updater = _updater(self._start, switchboard)
        telephone, library, secrets = self._start_telephone(phone, url)
        inside = Inside(
            self._start, telephone, library, switchboard, self._left, self._stops, self._listen, url, secrets,
            self._confirmation.give,
        )  # fmt: skip
        self._screens = Screens(inside)
        self._screens.show()
        return 0

    def stop(self) -> None:
        """Stop in reverse: each step is tried whatever the others do."""
        while self._stops:
            try:
                self._stops.pop()()
            except Exception:
                log.exception("a part did not stop well")

    def change_version(self) -> None:
        """Everything has been stopped: become the version that was put in place, if one was."""
        wanted = self._updater.prepared(sys.argv[1:]) if self._restarts and self._updater is not None else None
        if wanted is not None:
            change(wanted)

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

    def _listen(self, show: Callable[[], None], open_link: Callable[[str], None]) -> None:
        """From now on a second start shows this one, and hands it its link."""
        try:
            if self._instance is not None:
                self._instance.listen(show, open_link)
        except OSError as error:
            log.warning("a second start cannot find this one: %s", error)

    def _raise_first(self) -> int:
        from backend.desktop.single_instance import raise_first

        raised = raise_first(self._start.data, self._start.link)
        print("云总机已在运行 / Cloud Switchboard is running already", file=sys.stderr)
        return 0 if raised else 1

    def _start_switchboard(self) -> LocalSwitchboard | None:
        if not self._start.demo:
            return None
        switchboard = LocalSwitchboard(self._start.data / "switchboard", ("--client-version", version()))
        self._stops.insert(0, switchboard.stop)  # the phone process still has to take its leave of it
        switchboard.start()
        return switchboard

    def _start_telephone(self, phone: PhoneProcess, platform_url: str) -> tuple[Telephone, Library, Secrets]:
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
        policy = None if self._start.demo else address.machine_folder() / "policy.json"
        settings = SettingsFile(data / "settings.json", notify, policy)
        if self._confirmation.awaited and self._updater is not None:
            self._updater.forget_roll_back()  # of an earlier attempt
        ports = Ports(PhoneLine(phone.send), client, secrets, settings, library, self._updater, self._restart)
        parts: Parts = Parts(ports, loop, Workers(loop), Workers(loop, count=1))
        self._report = lambda news: report(parts, news)
        telephone = Telephone(parts)
        telephone.start()
        # The phone process takes its leave after the telephone, and before what the telephone writes to is closed.
        self._stops[:0] = [library.close, client.close]
        self._stops.append(telephone.stop)
        if self._confirmation.awaited:
            notify("updated", version=version())
        for problem in self._problems:
            notify("data_not_opened", cause=problem.code)
        library.finish_erasing()
        return telephone, library, secrets


def run(start: Start) -> int:
    """Run the program; what it returns is the exit code of the process."""
    os.umask(0o077)  # whatever is written, here and in the phone process, is for this user alone
    open_log(start.data)
    program = Program(start)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: program.leave())
    try:
        code = program.run()
    except DemoFailed as failure:
        program.stop()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # nothing is left that would have to be stopped
        tell_demo_failed(start, str(failure))
        return 1
    finally:
        program.stop()
    program.change_version()
    return code


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


def _platform_url(start: Start, switchboard: LocalSwitchboard | None) -> str:
    return address.find(start.data, os.environ) if switchboard is None else switchboard.ready().api


def _updater(start: Start, switchboard: LocalSwitchboard | None) -> ProgramUpdater:
    """New versions come from where the bundle or a settings file says, in the demo from its own server."""
    from backend.updates import installation, source
    from backend.updates.updater import ProgramUpdater

    found = installation.find()

    def place() -> source.Source | None:
        if switchboard is not None:
            return source.of_demo(switchboard.ready().updates)
        published = source.of_bundle(found.bundle)
        if published is None:
            return None
        return replace(published, address=address.find_updates(start.data, published.address))

    return ProgramUpdater(start.data, found, version(), place)
