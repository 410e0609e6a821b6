"""The data folder of the person who is logged in, opened and closed together with the login."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from itertools import count
from pathlib import Path

from backend.core.directory import DirectoryPlatform
from backend.core.ports import OpenedData
from backend.core.state import Account
from backend.storage.directory import Directory
from backend.storage.directory_download import DirectoryDownload
from backend.storage.files import disk_errors, wipe_folder
from backend.storage.history import History

ERASED = ".erased-"
_PLAIN = re.compile(r"[a-z0-9_]{1,40}")


class AccountFolders:
    """Whoever is logged in: `history` and `directory` are theirs."""

    def __init__(self, data: Path, history: History, directory: Directory, platform: DirectoryPlatform) -> None:
        self._accounts = data / "accounts"
        self._history = history
        self._directory = directory
        self._platform = platform

    def open(self, account: Account) -> OpenedData:
        """Open what belongs to the account; what lies there from an earlier login is found again.
        Errors: StorageFailed."""
        folder = self._accounts / folder_name(account)
        self._history.open(folder)
        state = self._directory.open(folder, account.enterprise_id)
        return OpenedData(self._history, self._directory, DirectoryDownload(self._platform, self._directory), state)

    def close(self) -> None:
        """Nobody is logged in; the files stay for the next time the same person is."""
        self._history.close()
        self._directory.close()

    def erase(self, account: Account) -> None:
        """Overwrite and remove all that was kept of an account that is closed. It first gets another name: what cannot
        be removed now is never opened again, and a later start goes on. Errors: StorageFailed."""
        folder = self._accounts / folder_name(account)
        with disk_errors(folder):
            if folder.is_dir():
                os.replace(folder, _free_name(folder))
        self.finish_erasing()

    def finish_erasing(self) -> None:
        """Remove what an erasing has left. Errors: StorageFailed."""
        with disk_errors(self._accounts):
            for folder in self._accounts.glob(f"*{ERASED}*"):
                wipe_folder(folder)


def _free_name(folder: Path) -> Path:
    names = (folder.with_name(f"{folder.name}{ERASED}{number}") for number in count())
    return next(name for name in names if not name.exists())


def folder_name(account: Account) -> str:
    """`<enterprise id>-<user id>`; the hash stands for an id that is no plain lower-case word, because ids come from
    outside and must lead nowhere else."""
    return f"{_plain(account.enterprise_id)}-{_plain(account.user_id)}"


def _plain(id_: str) -> str:
    return id_ if _PLAIN.fullmatch(id_) else "=" + sha256(id_.encode()).hexdigest()[:24]
