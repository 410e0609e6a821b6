"""What the disk keeps of the account that is logged in. Its parts are imported when the first of them is needed: the
database's library is slow to load, and the account is to register before that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend.core.directory import DirectoryPlatform
from backend.core.errors import StorageFailed
from backend.core.log_files import empty_log_files
from backend.core.ports import OpenedData
from backend.core.state import Account
from backend.storage.files import disk_errors
from backend.storage.notices import Notify

if TYPE_CHECKING:
    from backend.storage.account import AccountFolders
    from backend.storage.directory import Directory
    from backend.storage.history import History
    from backend.storage.pictures import Pictures


@dataclass(frozen=True)
class Shelves:
    """The parts of the library, for those who read them."""

    history: History
    directory: Directory
    pictures: Pictures
    folders: AccountFolders


class Library:
    """Core's port AccountData; every method may be called from any thread."""

    def __init__(self, data: Path, platform: DirectoryPlatform, token: Callable[[], str], notify: Notify) -> None:
        self._data, self._platform, self._token, self._notify = data, platform, token, notify
        self._lock = threading.Lock()
        self._shelves: Shelves | None = None

    def open(self, account: Account) -> OpenedData:
        """Open what belongs to the account. Errors: StorageFailed."""
        return self.shelves().folders.open(account)

    def erase(self, account: Account) -> None:
        """Remove what was kept of an account that is closed, the program's log with it. Errors: StorageFailed."""
        self.shelves().folders.erase(account)
        with disk_errors(self._data / "logs"):
            empty_log_files()

    def finish_erasing(self) -> None:
        """Go on with an erasing that an earlier run of the program left."""
        if any((self._data / "accounts").glob("*.erased-*")):
            try:
                self.shelves().folders.finish_erasing()
            except StorageFailed as error:
                self._notify("data_not_erased", cause=error.code)

    def close(self) -> None:
        """Nobody is logged in, or the program ends."""
        if self._shelves is not None:
            self._shelves.folders.close()

    def shelves(self) -> Shelves:
        """History, directory and pictures."""
        with self._lock:
            if self._shelves is None:
                self._shelves = self._build()
            return self._shelves

    def known(self) -> tuple[list[str], list[str]]:
        """Every name and every number of the account that is open. Errors: StorageFailed."""
        shelves = self.shelves()
        (names, numbers), (called, dialled) = shelves.directory.known(), shelves.history.known()
        return names + called, numbers + dialled

    def _build(self) -> Shelves:
        from backend.storage.account import AccountFolders
        from backend.storage.directory import Directory
        from backend.storage.history import History
        from backend.storage.pictures import Pictures

        history, directory = History(self._notify), Directory()
        folders = AccountFolders(self._data, history, directory, self._platform)
        pictures = Pictures(directory, lambda person: self._platform.picture(self._token(), person))
        return Shelves(history, directory, pictures, folders)
