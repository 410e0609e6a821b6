"""The log files of this process, when what they tell of a person is to go."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path


def empty_log_files() -> None:
    """Empty those written now, the older ones and what lies beside them. They stay: they are open, to append, so that
    the next line is the first. Errors: OSError."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            _empty(handler)


def _empty(handler: RotatingFileHandler) -> None:
    current = Path(handler.baseFilename)
    handler.acquire()
    try:
        for path in current.parent.glob(f"{current.name}*"):
            os.truncate(path, 0)
    finally:
        handler.release()
