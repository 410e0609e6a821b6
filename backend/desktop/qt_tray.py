"""The tray icon on Linux, by Qt, which speaks to StatusNotifier trays and to the older XEmbed ones."""

from __future__ import annotations

from functools import lru_cache

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QAction, QGuiApplication, QIcon, QImage, QPixmap
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

from backend.desktop.standing import TrayState
from backend.desktop.tray import Job, TrayActions, TrayView
from backend.desktop.tray_icon import SIZES, Ground, draw, smaller

BLINK_MS = 1000
WARM_MS = 1500


def tray_is_there() -> bool:
    """Does anything on this desktop show tray icons now?"""
    return QSystemTrayIcon.isSystemTrayAvailable()


class QtTray:
    """Implements TrayIcon. Made and used on Qt's thread. It may be made before there is a tray: Qt shows it in one that
    appears later, also when a panel is started again."""

    def __init__(self, actions: TrayActions) -> None:
        self._state: TrayState = "off"
        self._lit = True
        self._blink = QTimer()
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)
        self._menu = QMenu()
        self._open = self._entry(actions.open)
        self._status = self._entry(None)
        self._menu.addSeparator()
        self._about = self._entry(actions.about)
        self._log_out = self._entry(actions.log_out)
        self._menu.addSeparator()
        self._exit = self._entry(actions.exit)
        self._icon = QSystemTrayIcon(_icon("off", _ground()))
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(
            lambda reason: reason == QSystemTrayIcon.ActivationReason.Trigger and actions.open()
        )
        if (hints := QGuiApplication.styleHints()) is not None:
            hints.colorSchemeChanged.connect(lambda _scheme: self._draw())
        self._icon.show()
        QTimer.singleShot(WARM_MS, lambda: _icon("ring", _ground()))  # not drawn while a call waits for its window

    def show(self, view: TrayView) -> None:
        """While ringing the icon alternates with the plain one once a second."""
        self._open.setText(view.open)
        self._status.setText(view.status)
        self._about.setText(view.about)
        self._log_out.setText(view.log_out)
        self._log_out.setVisible(bool(view.log_out))
        self._exit.setText(view.exit)
        self._icon.setToolTip(view.tooltip)
        if view.state != self._state:
            self._state, self._lit = view.state, True
            self._draw()
        if view.state == "ring":
            self._blink.start()
        else:
            self._blink.stop()

    def say(self, title: str, text: str) -> None:
        """A balloon at the icon."""
        self._icon.showMessage(title, text, _icon("ok", _ground()))

    def _entry(self, job: Job | None) -> QAction:
        entry = QAction("", self._menu)
        if job is None:
            entry.setEnabled(False)
        else:
            entry.triggered.connect(lambda: job())
        self._menu.addAction(entry)
        return entry

    def _turn(self) -> None:
        self._lit = not self._lit
        self._draw()

    def _draw(self) -> None:
        self._icon.setIcon(_icon(self._state if self._lit else "ok", _ground()))


def _ground() -> Ground:
    """What the tray probably looks like: nobody tells, but panels follow the desktop's theme."""
    hints = QGuiApplication.styleHints()
    return "dark" if hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark else "light"


@lru_cache(maxsize=16)
def _icon(state: TrayState, ground: Ground) -> QIcon:
    drawn, icon = draw(state, ground), QIcon()
    for size in SIZES:
        pixels = smaller(drawn, size).tobytes()
        image = QImage(pixels, size, size, 4 * size, QImage.Format.Format_RGBA8888)
        icon.addPixmap(QPixmap.fromImage(image))
    return icon
