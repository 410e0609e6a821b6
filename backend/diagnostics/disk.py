"""The folder everything is kept in: can it be written, how much room is left, how large is what is in it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from backend.core.state import Notice
from backend.diagnostics.checks import Item, item

MEGABYTE = 1_000_000
FULL_MB = 20
LITTLE_MB = 500
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# What was told of the disk before, the worst first.
_TOLD = {
    "history_not_saved": "bad", "settings_not_saved": "bad", "data_not_opened": "bad", "database_set_aside": "warn",
    "settings_set_aside": "warn",
}  # fmt: skip


def storage(data: Path, notices: tuple[Notice, ...]) -> Item:
    """Everything about the data folder `data`."""
    try:
        _write_in(data)
    except OSError as error:
        code = "full" if error.errno in _NO_ROOM else "read_only"
        return item("storage", "bad", code, path=data)
    free = shutil.disk_usage(data).free // MEGABYTE
    if free < FULL_MB:
        return item("storage", "bad", "full", path=data)
    told = {notice.code for notice in notices}
    for code, state in _TOLD.items():
        if code in told:
            return item("storage", state, code)
    state, code = ("warn", "little_room") if free < LITTLE_MB else ("ok", "writable")
    return item("storage", state, code, free=_size(free), used=_size(_databases(data) // MEGABYTE))


def _write_in(data: Path) -> None:
    """Errors: OSError."""
    with tempfile.TemporaryFile(dir=data) as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())


def _databases(data: Path) -> int:
    """Bytes of all databases and their logs."""
    total = 0
    for path in data.glob("accounts/*/*.db*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # a directory's old generation may go at any moment
    return total


def _size(megabytes: int) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes} MB"
