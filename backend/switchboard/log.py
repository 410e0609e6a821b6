"""The switchboard's log file. Whoever writes to it leaves out codes, tokens and passwords, and masks mobile numbers."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

ROOM = "backend.switchboard"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def open_log(folder: Path) -> None:
    """Write this room's messages to `platform.log`, at most 2 MB in two files; raises OSError."""
    lines = RotatingFileHandler(folder / "platform.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    lines.setFormatter(logging.Formatter(FORMAT))
    room = logging.getLogger(ROOM)
    room.setLevel(logging.INFO)
    room.addHandler(lines)
    room.propagate = False
