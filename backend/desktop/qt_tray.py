"""The tray icon on Linux, by Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QAction, QGuiApplication, QIcon
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

BLINK_MS = 1000
STATES = ("ok", "ring", "call", "missed", "off")


def tray_is_there() -> bool:
    """Does anything on this desktop show tray icons?"""
    return QSystemTrayIcon.isSystemTrayAvailable()


class QtTray:
    """Implements TrayIcon. Made and used on Qt's thread."""

    def __init__(self, icons: Path, on_open: Callable[[], object], on_exit: Callable[[], object]) -> None:
        hints = QGuiApplication.styleHints()
        dark = hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
        self._icons = {state: QIcon(str(icons / f"tray-{state}-{'dark' if dark else 'light'}.svg")) for state in STATES}
        self._state = "off"
        self._lit = True
        self._blink = QTimer()
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)
        self._menu = QMenu()
        self._open = QAction("", self._menu)
        self._exit = QAction("", self._menu)
        self._open.triggered.connect(lambda: on_open())
        self._exit.triggered.connect(lambda: on_exit())
        self._menu.addAction(self._open)
        self._menu.addSeparator()
        self._menu.addAction(self._exit)
        self._icon = QSystemTrayIcon(self._icons["off"])
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(lambda reason: reason == QSystemTrayIcon.ActivationReason.Trigger and on_open())
        self._icon.show()

    def show_state(self, state: str, tooltip: str) -> None:
        """While ringing the icon alternates with the plain one once a second."""
        self._state = state
        self._lit = True
        self._icon.setIcon(self._icons[state])
        self._icon.setToolTip(tooltip)
        if state == "ring":
            self._blink.start()
        else:
            self._blink.stop()

    def set_menu(self, open_label: str, exit_label: str) -> None:
        """The menu's two entries."""
        self._open.setText(open_label)
        self._exit.setText(exit_label)

    def _turn(self) -> None:
        self._lit = not self._lit
        self._icon.setIcon(self._icons["ring" if self._lit else "ok"])
