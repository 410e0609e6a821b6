"""What Qt says of the screens, for a report."""

from __future__ import annotations

import sys


def described() -> dict[str, str]:
    """Size and scale of each screen; nothing where no window was opened."""
    if "PyQt6.QtGui" not in sys.modules:
        return {}
    from PyQt6.QtGui import QGuiApplication

    return {
        f"screen {number}": (
            f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}, "
            f"{screen.logicalDotsPerInch():.0f} dpi"
        )
        for number, screen in enumerate(QGuiApplication.screens(), 1)
    }
