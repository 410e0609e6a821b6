"""The Chromium that shows pages under test."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium without a window system, which takes a third of the time of the whole one; the program that
    CHROMIUM names instead, where it is set."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    assert path, "install chromium-headless-shell, or name a Chromium in CHROMIUM"
    return playwright.chromium.launch(executable_path=path, args=_FLAGS)
