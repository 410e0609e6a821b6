"""The folder of a program that replaces itself: `versions/<version>/`, and the link `current` to the one to start.

A version gets its name only when all of it is on the disk, and the link is replaced in one step: whenever the power
fails, what `current` names is a whole program.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from backend.updates.installation import CURRENT, PROGRAM, VERSIONS
from backend.updates.refusal import refused_by_disk

if os.name == "posix":
    import fcntl

UNFINISHED = ".new"
LEAVING = ".old"


class Versions:
    """The versions below one home. Several programs may be at work here: each holds what it runs and what it makes, by
    a lock that the system takes back when the process ends."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / VERSIONS
        self._held: dict[str, int] = {}

    def hold(self, version: str) -> None:
        """Keep a version from being removed as long as this process lives. Raises OSError."""
        if version not in self._held:
            self._held[version] = _lock(self._folder / version, fcntl.LOCK_SH)

    def program(self, version: str) -> Path:
        """What is started to run a version."""
        return self._folder / version / PROGRAM

    def ensure_writable(self) -> None:
        """Raises UpdateRefused `update_not_writable`."""
        try:
            for folder in (self._home, self._folder):
                probe = folder / f".probe-{os.getpid()}"
                probe.mkdir()
                probe.rmdir()
        except OSError as error:
            raise refused_by_disk(error) from error

    def put(self, version: str, unpack: Callable[[Path], None]) -> None:
        """Put a version in place and hold it; `unpack(folder)` fills its folder. Of one that fails nothing stays. One
        that another program runs at the moment, or has made the current one, is in place already."""
        if version == self._current():
            self.hold(version)
            return
        unfinished = self._folder / f"{version}-{os.getpid()}{UNFINISHED}"
        self.remove(unfinished.name)
        unfinished.mkdir()
        lock = _lock(unfinished, fcntl.LOCK_SH)
        try:
            unpack(unfinished)
            os.sync()  # all of it, before it has its name
            if self.remove(version):
                unfinished.rename(self._folder / version)
                _sync_folder(self._folder)
            self.hold(version)
        finally:
            os.close(lock)
            self.remove(unfinished.name)

    def switch(self, version: str) -> None:
        """From now on this version is the one that is started."""
        beside = self._home / f"{CURRENT}{UNFINISHED}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path(VERSIONS) / version, target_is_directory=True)
        beside.replace(self._home / CURRENT)
        _sync_folder(self._home)

    def remove(self, version: str) -> bool:
        """Remove a version, first its name and then what is in it: half of one never has a name to be started by.
        False when another program holds it."""
        self._release(version)
        folder = self._folder / version
        leaving = folder if folder.suffix == LEAVING else folder.with_name(f"{version}-{os.getpid()}{LEAVING}")
        try:
            lock = _lock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False
        try:
            folder.rename(leaving)
            shutil.rmtree(leaving, ignore_errors=True)
        finally:
            os.close(lock)
        return True

    def tidy(self) -> None:
        """Remove what is neither current nor held by anybody, and what was never finished. Raises OSError."""
        kept = {self._current(), *self._held}
        for path in self._folder.iterdir():
            if path.name not in kept:
                self.remove(path.name)

    def _current(self) -> str:
        return (self._home / CURRENT).resolve().name

    def _release(self, version: str) -> None:
        if (lock := self._held.pop(version, None)) is not None:
            os.close(lock)


def _lock(folder: Path, how: int) -> int:
    handle = _open_folder(folder)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle


def _open_folder(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync_folder(path: Path) -> None:
    handle = _open_folder(path)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
