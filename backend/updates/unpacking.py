"""Takes a checked archive apart: nothing lands outside its folder, and what is no program is no version."""

from __future__ import annotations

import os
import tarfile
import zlib
from pathlib import Path
from typing import BinaryIO

from backend.core.errors import UpdateRefused
from backend.updates.installation import PROGRAM


def unpack(archive: BinaryIO, folder: Path) -> None:
    """Fill `folder`. Errors: UpdateRefused `update_broken`; OSError of the disk."""
    try:
        with tarfile.open(fileobj=archive, mode="r:gz") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise UpdateRefused("update_broken") from error
    except OSError as error:
        if error.errno is None:  # gzip's own complaint about what it reads
            raise UpdateRefused("update_broken") from error
        raise
    program = folder / PROGRAM
    if not program.is_file() or not os.access(program, os.X_OK):
        raise UpdateRefused("update_broken")
