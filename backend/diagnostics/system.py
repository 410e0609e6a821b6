"""Facts about the machine: its system and its desktop."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping

_DESKTOP = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG", "QT_SCALE_FACTOR", "QT_AUTO_SCREEN_SCALE_FACTOR")


def facts(screens: Mapping[str, str]) -> dict[str, str]:
    """Name and value; `screens` is what the window system says of them."""
    return {
        "system": _system(),
        "kernel": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "python": platform.python_version(),
        "frozen": str(bool(getattr(sys, "frozen", False))).lower(),
        **{name: os.environ[name] for name in _DESKTOP if name in os.environ},
        **screens,
    }


def _system() -> str:
    """What people call it: Debian GNU/Linux 12 (bookworm)."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"
