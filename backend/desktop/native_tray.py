"""The tray icon on Windows, by pystray. NOT RUN."""

from __future__ import annotations

import pystray
from PIL import Image

from backend.desktop.standing import TrayState
from backend.desktop.tray import TrayActions, TrayView
from backend.desktop.tray_icon import draw, smaller

SIZE = 64  # Windows makes the sizes it needs, 16 to 64, of this one


class NativeTray:
    """Implements TrayIcon."""

    def __init__(self, actions: TrayActions) -> None:
        self._view = TrayView("off", "", "", "", "", "", "")
        menu = pystray.Menu(
            pystray.MenuItem(lambda item: self._view.open, lambda: actions.open(), default=True),
            pystray.MenuItem(lambda item: self._view.status, None, enabled=False),
            pystray.Menu.SEPARATOR,
            pystray.MenuItem(lambda item: self._view.about, lambda: actions.about()),
            pystray.MenuItem(
                lambda item: self._view.log_out,
                lambda: actions.log_out(),
                visible=lambda item: bool(self._view.log_out),
            ),
            pystray.Menu.SEPARATOR,
            pystray.MenuItem(lambda item: self._view.exit, lambda: actions.exit()),
        )
        self._icon = pystray.Icon("cloud-switchboard", _image("off"), menu=menu)
        self._icon.run_detached()

    def show(self, view: TrayView) -> None:
        """Draw the state and say everything in words."""
        if view.state != self._view.state:
            self._icon.icon = _image(view.state)
        self._view = view
        self._icon.title = view.tooltip[:127]  # the longest that Windows takes
        self._icon.update_menu()

    def say(self, title: str, text: str) -> None:
        """A balloon at the icon."""
        self._icon.notify(text, title)


def _image(state: TrayState) -> Image.Image:
    return smaller(draw(state, "light"), SIZE)
