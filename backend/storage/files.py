"""Files that are whole or not there: atomic writing, setting aside what is broken, and errors with a code."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.core.errors import StorageFailed

PROBE_BLOCKS = 16
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """What the operating system refuses becomes StorageFailed: disk_full, data_read_only or storage_failed."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(_code(error), path=str(path)) from error


def _code(error: OSError) -> str:
    if error.errno in _FULL:
        return "disk_full"
    return "data_read_only" if error.errno in _READ_ONLY else "storage_failed"


def make_folder(folder: Path) -> None:
    """Make it, readable by its owner only. Errors: StorageFailed."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def probe(folder: Path) -> None:
    """Does the disk take what a small write needs? Errors: StorageFailed."""
    import tempfile  # slow to load, and needed only once something has failed

    with disk_errors(folder), tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(PROBE_BLOCKS):
            file.write(bytes(4096))


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that a crash leaves the old one or the new one; mode 0600. Errors: StorageFailed."""
    make_folder(path.parent)
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    with disk_errors(path):
        try:
            with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def wipe(path: Path) -> None:
    """Overwrite a file with zeros and remove it; harmless when there is none. Errors: StorageFailed."""
    with disk_errors(path):
        try:
            with open(path, "r+b") as file:
                file.write(bytes(os.fstat(file.fileno()).st_size))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        except OSError:
            pass  # what cannot be overwritten (a full disk, a copy-on-write one) is still removed
        path.unlink(missing_ok=True)


def wipe_folder(folder: Path) -> None:
    """Wipe all that lies in a folder, and remove it; a link is removed, not followed. Errors: StorageFailed."""
    with disk_errors(folder):
        for path in sorted(folder.iterdir()):
            if path.is_symlink():
                path.unlink()
            elif path.is_dir():
                wipe_folder(path)
            else:
                wipe(path)
        folder.rmdir()


def set_aside(path: Path, mark: str = "corrupt") -> Path:
    """Rename a file that cannot be used to NAME.<mark>-<UTC time>; returns where it is now. Errors: StorageFailed."""
    aside = _aside(path, mark)
    with disk_errors(path):
        os.replace(path, aside)
    return aside


def copy_aside(path: Path, content: bytes, mark: str = "corrupt") -> Path:
    """Write what stands in a file that is to be mended where `set_aside` would put it. Errors: StorageFailed."""
    aside = _aside(path, mark)
    write_whole(aside, content)
    return aside


def _aside(path: Path, mark: str) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.{mark}-{stamp}")
    counter = 1
    while aside.exists():
        counter += 1
        aside = path.with_name(f"{path.name}.{mark}-{stamp}-{counter}")
    return aside


def json_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object that `text` is. ValueError when it is none."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value
