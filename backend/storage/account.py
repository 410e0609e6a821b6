"""Everything the disk keeps of the person who is logged in, opened and closed together with the login."""

from __future__ import annotations

import logging
import re
from hashlib import sha256
from pathlib import Path

from backend.core.errors import StorageFailed
from backend.core.ports import Login
from backend.core.state import Account
from backend.storage.directory import Directory
from backend.storage.history import History
from backend.storage.notices import Notify, notice
from backend.storage.secrets import Secrets

log = logging.getLogger(__name__)

_PLAIN = re.compile(r"[A-Za-z0-9_]{1,40}")


class AccountStorage:
    """The saved login as core knows it: whoever is logged in, history and directory are theirs."""

    def __init__(self, data: Path, secrets: Secrets, history: History, directory: Directory, notify: Notify) -> None:
        self._accounts = data / "accounts"
        self._secrets = secrets
        self._history = history
        self._directory = directory
        self._notify = notify

    def load(self) -> Login | None:
        """The login of the last session, with what belongs to it. Errors: StorageFailed."""
        login = self._secrets.load()
        if login is not None:
            self._open(login.account)
        return login

    def save(self, login: Login) -> None:
        """Keep a new login and open what belongs to it; what lies there from earlier is found again. Errors:
        StorageFailed when the login will not outlive this session; what belongs to it is open all the same."""
        self._open(login.account)
        self._secrets.save(login)

    def clear(self) -> None:
        """Forget the login; the history stays for the next time the same person logs in. Errors: StorageFailed."""
        self._directory.close()
        self._history.hide()
        self._secrets.clear()

    def close(self) -> None:
        """At the end of the program."""
        self._history.close()
        self._directory.close()

    def _open(self, account: Account) -> None:
        folder = self._accounts / folder_name(account)
        self._directory.open(folder, account)
        try:
            self._history.open(folder)
        except StorageFailed as error:
            # The telephone works without its history; the user is told.
            log.error("the history cannot be opened: %s", error.code)
            self._notify(notice(error.code, **{key: str(value) for key, value in error.detail.items()}))


def folder_name(account: Account) -> str:
    """`<enterprise id>-<user id>`; ids that are no plain words stand for themselves by their hash, because they come
    from outside and must lead nowhere else."""
    return f"{_plain(account.enterprise_id)}-{_plain(account.user_id)}"


def _plain(id_: str) -> str:
    return id_ if _PLAIN.fullmatch(id_) else "x" + sha256(id_.encode()).hexdigest()[:24]
