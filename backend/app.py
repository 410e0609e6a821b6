"""The composition root: the only file that knows every room. It builds, wires, starts, and stops in reverse."""

from __future__ import annotations

import logging
import platform as machine
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend.core.loop import Loop
from backend.phone.messages import News, PhoneOptions
from backend.phone.process import PhoneProcess

if TYPE_CHECKING:  # slow to import: the phone process is on its way before they are needed
    from backend.core.parts import Parts
    from backend.core.ports import OpenedData
    from backend.core.state import Account
    from backend.core.telephone import Telephone
    from backend.provisioning.client import PlatformClient
    from backend.storage.account import AccountFolders
    from backend.storage.directory import Directory
    from backend.storage.history import History
    from backend.storage.notices import Notify
    from backend.storage.pictures import Pictures

log = logging.getLogger(__name__)

PHONE_LEAVES_S = 1.5


class Library:
    """What the disk keeps of the account that is logged in. It is imported when it is first needed, which is after the
    account has begun to register."""

    def __init__(self, data: Path, platform: PlatformClient, token: Callable[[], str], notify: Notify) -> None:
        self._data, self._platform, self._token, self._notify = data, platform, token, notify
        self._lock = threading.Lock()
        self._shelves: Shelves | None = None

    def open(self, account: Account) -> OpenedData:
        """Core's port AccountData."""
        return self.shelves().folders.open(account)

    def close(self) -> None:
        """Core's port AccountData."""
        if self._shelves is not None:
            self._shelves.folders.close()

    def shelves(self) -> Shelves:
        """History, directory and pictures for those who read them; may be called from any thread."""
        with self._lock:
            if self._shelves is None:
                self._shelves = self._build()
            return self._shelves

    def _build(self) -> Shelves:
        from backend.storage.account import AccountFolders
        from backend.storage.directory import Directory
        from backend.storage.history import History
        from backend.storage.pictures import Pictures

        history, directory = History(self._notify), Directory()
        folders = AccountFolders(self._data, history, directory, self._platform)
        pictures = Pictures(directory, lambda person: self._platform.picture(self._token(), person))
        return Shelves(history, directory, pictures, folders)


@dataclass(frozen=True)
class Shelves:
    """The parts of the library."""

    history: History
    directory: Directory
    pictures: Pictures
    folders: AccountFolders


@dataclass(frozen=True)
class Backend:
    """What the screens are given."""

    telephone: Telephone
    library: Library


class Program:
    """Everything behind the screens. The phone process starts first, while the rest is still being imported."""

    def __init__(self, data: Path, bind_address: str = "") -> None:
        self._data = data
        self._loop = Loop()
        self._report: Callable[[News], None] = lambda news: None
        self._stops: list[Callable[[], object]] = []
        options = PhoneOptions(bind_address=bind_address, log_path=str(data / "logs" / "phone.log"))
        self._phone = PhoneProcess(options, lambda news: self._loop.post(lambda: self._report(news)))

    def start_phone(self) -> None:
        """Start the phone process and return at once; what it says waits for the core thread."""
        self._phone.start()
        self._stops.append(lambda: self._phone.stop(PHONE_LEAVES_S))

    def start(self, platform_url: str) -> Backend:
        """Build the telephone and start it: settings and login are read, the account registers."""
        from backend.core.parts import Parts, Ports
        from backend.core.telephone import Telephone
        from backend.core.workers import Workers
        from backend.phone.line import PhoneLine, report
        from backend.provisioning.client import PlatformClient
        from backend.storage.secrets import Secrets
        from backend.storage.settings import SettingsFile

        platform = PlatformClient(platform_url, machine.node())
        secrets = Secrets(self._data, self._notify)
        settings = SettingsFile(self._data / "settings.json", self._notify)
        library = Library(self._data, platform, lambda: secrets.token, self._notify)
        ports = Ports(PhoneLine(self._phone.send), platform, secrets, settings, library)
        self._parts: Parts = Parts(ports, self._loop, Workers(self._loop), Workers(self._loop, count=1))
        self._report = lambda news: report(self._parts, news)
        telephone = Telephone(self._parts)
        telephone.start()
        self._stops[:0] = [library.close, platform.close]
        self._stops.append(telephone.stop)
        return Backend(telephone, library)

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Do this too when the program stops, before what was started earlier."""
        self._stops.append(stop)

    def stop(self) -> None:
        """Stop in reverse: each step is tried whatever the others do."""
        while self._stops:
            try:
                self._stops.pop()()
            except Exception:
                log.exception("a part did not stop well")

    def notice(self, code: str, **detail: str) -> None:
        """Tell the user something, from any thread."""
        self._loop.post(lambda: self._parts.notices.add(code, **detail))

    _notify = notice
