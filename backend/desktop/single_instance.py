"""One program for one data folder: a second start raises the window of the first, and hands its link to it."""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backend.core.errors import StorageFailed

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:  # slow to import, and not needed before the account registers
    from multiprocessing.connection import Connection, Listener

log = logging.getLogger(__name__)

LOCK = "instance.lock"
ADDRESS = "instance.json"
RAISE = b"raise"
RAISED = b"raised"
LONGEST_LINK = 201  # one character more than a link may have: what was cut off is refused
LONGEST_MESSAGE = 1024
ANSWER_WITHIN_S = 3.0


class FolderLock:
    """A lock on a file that the system takes back when the process ends, however it ends. (Made by hand: what a library
    for it loads costs a sixth of the whole start.)"""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    def acquire(self) -> bool:
        """False when another process has it."""
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def release(self) -> None:
        """Give it free; the file stays, for a removed one could be locked twice."""
        os.close(self._file)


class Instance:
    """The right to be the only program on a data folder."""

    def __init__(self, folder: Path, lock: FolderLock) -> None:
        self._folder = folder
        self._lock = lock
        self._key = secrets.token_bytes(32)
        self._listener: Listener | None = None
        self._on_raise: Callable[[], None] = lambda: None
        self._on_link: Callable[[str], None] = lambda link: None

    def listen(self, on_raise: Callable[[], None], on_link: Callable[[str], None] = lambda link: None) -> None:
        """From now on a second start calls `on_raise`, and `on_link` before it when it was given a link (on a thread of
        its own)."""
        from multiprocessing.connection import Listener

        self._listener = Listener(("127.0.0.1", 0))
        _write_privately(self._folder / ADDRESS, {"port": self._listener.address[1], "key": self._key.hex()})
        self._on_raise, self._on_link = on_raise, on_link
        threading.Thread(target=self._accept, args=(self._listener,), name="instance", daemon=True).start()

    def release(self) -> None:
        """Give the folder free."""
        (self._folder / ADDRESS).unlink(missing_ok=True)
        if self._listener is not None:
            self._listener.close()
        self._lock.release()

    def _accept(self, listener: Listener) -> None:
        while True:
            try:
                connection = listener.accept()
            except OSError:
                return  # closed by release()
            # A thread each, so that one who connects and says nothing keeps nobody waiting.
            threading.Thread(target=self._answer, args=(connection,), name="second-start", daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import answer_challenge, deliver_challenge

        try:
            with connection:
                deliver_challenge(connection, self._key)
                answer_challenge(connection, self._key)
                wanted, _, link = connection.recv_bytes(LONGEST_MESSAGE).partition(b" ")
                if wanted == RAISE:
                    if link:
                        self._on_link(link.decode("utf-8", "replace"))
                    self._on_raise()
                    connection.send_bytes(RAISED)
        except (OSError, EOFError, AuthenticationError) as error:
            log.warning("a stranger at the instance's door: %s", type(error).__name__)


def claim(folder: Path) -> Instance | None:
    """The right to use `folder`, or None when another program has it; then `raise_first(folder)` shows its window.
    Errors: StorageFailed (`data_read_only`, `disk_full`, `storage_failed`)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder / LOCK)
        if not lock.acquire():
            lock.release()
            return None
    except OSError as error:
        raise _refused_by_disk(error, folder) from error
    return Instance(folder, lock)


def raise_first(folder: Path, link: str = "") -> bool:
    """Ask the program that holds `folder` to show its window, and to show the user this link; False when it does not
    answer within 3 s."""
    raised = threading.Event()
    # On a thread of its own: a first program that hangs would hold us in the middle of the handshake.
    asked = (folder, _message(link), raised)
    threading.Thread(target=_ask_until_raised, args=asked, name="raise-first", daemon=True).start()
    return raised.wait(ANSWER_WITHIN_S)


def _message(link: str) -> bytes:
    return RAISE + (b" " + link[:LONGEST_LINK].encode("utf-8", "replace") if link else b"")


def _ask_until_raised(folder: Path, message: bytes, raised: threading.Event) -> None:
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < deadline and not raised.is_set():
        if _ask(folder, message):
            raised.set()
        else:
            time.sleep(0.05)  # the first one may only just be starting: its address appears when it listens


def _ask(folder: Path, message: bytes) -> bool:
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    try:
        address = json.loads((folder / ADDRESS).read_text("ascii"))
        with Client(("127.0.0.1", int(address["port"])), authkey=bytes.fromhex(address["key"])) as connection:
            connection.send_bytes(message)
            return connection.recv_bytes(16) == RAISED
    except (OSError, EOFError, ValueError, KeyError, TypeError, AuthenticationError):
        return False


def _write_privately(path: Path, value: object) -> None:
    """Only the user may read it: it holds the key."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump(value, file)
    beside.replace(path)


def _refused_by_disk(error: OSError, folder: Path) -> StorageFailed:
    codes = {
        errno.EROFS: "data_read_only",
        errno.EACCES: "data_read_only",
        errno.EPERM: "data_read_only",
        errno.ENOSPC: "disk_full",
        errno.EDQUOT: "disk_full",
    }
    return StorageFailed(codes.get(error.errno or 0, "storage_failed"), folder=str(folder))
