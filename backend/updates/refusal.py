"""What can go wrong on the way to a new version, as the codes that the page has sentences for."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from backend.core.errors import UpdateRefused

RESERVE = 64 * 1024 * 1024  # bytes that stay free: history and settings are written too
_FULL = (errno.ENOSPC, errno.EDQUOT)


def refused_by_disk(error: OSError) -> UpdateRefused:
    """The refusal for what the disk said: it is full, or it may not be written."""
    return UpdateRefused("update_disk_full" if error.errno in _FULL else "update_not_writable")


def ensure_space(folder: Path, needed: int) -> None:
    """Raises UpdateRefused unless `needed` bytes fit beside what else is written there."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise refused_by_disk(error) from error
    if free < needed + RESERVE:
        raise UpdateRefused("update_disk_full")
