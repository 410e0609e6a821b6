"""Which version of the program this is."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """A frozen program carries the file VERSION beside its data; elsewhere the installed package says it, "" when none
    is installed."""
    bundled = getattr(sys, "_MEIPASS", "")
    if bundled:
        try:
            return (Path(bundled) / "VERSION").read_text(encoding="utf-8").strip()
        except OSError:
            return ""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("cloud-switchboard")
    except PackageNotFoundError:
        return ""
