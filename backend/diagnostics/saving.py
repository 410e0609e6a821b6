"""Puts a report where the user finds it."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from backend.core.errors import StorageFailed

_CODES = {
    errno.ENOSPC: "report_no_room", errno.EDQUOT: "report_no_room", errno.EFBIG: "report_no_room",
    errno.EROFS: "report_not_writable", errno.EACCES: "report_not_writable", errno.EPERM: "report_not_writable",
    errno.ENOTDIR: "report_not_writable", errno.EEXIST: "report_not_writable",
}  # fmt: skip
_MOST = 1000


def name_now() -> str:
    """What a report of this moment is called."""
    return time.strftime("cloud-switchboard-report-%Y%m%d-%H%M%S.zip")


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write it to a new file for the user alone; returns where. Errors: StorageFailed `report_no_room`,
    `report_not_writable`, `report_not_saved`, with `folder`; nothing is left behind."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, name, content)
    except OSError as error:
        raise StorageFailed(_CODES.get(error.errno or 0, "report_not_saved"), folder=str(folder)) from error


def _write(folder: Path, name: str, content: bytes) -> Path:
    path, descriptor = _new(folder, name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _new(folder: Path, name: str) -> tuple[Path, int]:
    """A file nobody had, also where a link of that name leads elsewhere."""
    stem, suffix = os.path.splitext(name)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    for number in range(1, _MOST):
        path = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        try:
            return path, os.open(path, flags, 0o600)
        except FileExistsError:
            continue
    raise FileExistsError(errno.EEXIST, name)
