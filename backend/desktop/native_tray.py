"""The tray icon on Windows, by pystray. NOT RUN."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pystray
from PIL import Image


class NativeTray:
    """Implements TrayIcon."""

    def __init__(self, icons: Path, on_open: Callable[[], object], on_exit: Callable[[], object]) -> None:
        self._icons = icons
        self._labels = ("", "")
        menu = pystray.Menu(
            pystray.MenuItem(lambda item: self._labels[0], lambda: on_open(), default=True),
            pystray.MenuItem(lambda item: self._labels[1], lambda: on_exit()),
        )
        self._icon = pystray.Icon("cloud-switchboard", self._image("off"), menu=menu)
        self._icon.run_detached()

    def show_state(self, state: str, tooltip: str) -> None:
        """Draw the state and say it in words."""
        self._icon.icon = self._image(state)
        self._icon.title = tooltip

    def set_menu(self, open_label: str, exit_label: str) -> None:
        """The menu's two entries."""
        self._labels = (open_label, exit_label)
        self._icon.update_menu()

    def _image(self, state: str) -> Image.Image:
        return Image.open(self._icons / f"tray-{state}-light.png")
