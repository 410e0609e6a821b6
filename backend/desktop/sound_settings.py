"""The system's own sound settings."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys

log = logging.getLogger(__name__)

_MACOS = ("open", "x-apple.systempreferences:com.apple.Sound-Settings.extension")
_WINDOWS = "ms-settings:sound"
# The first that is installed; what a desktop brings itself stands before what works on any.
_LINUX = (
    ("gnome-control-center", "sound"),
    ("cinnamon-settings", "sound"),
    ("systemsettings", "kcm_pulseaudio"),
    ("systemsettings5", "kcm_pulseaudio"),
    ("mate-volume-control",),
    ("pavucontrol",),
    ("pavucontrol-qt",),
)


def open_sound_settings() -> bool:
    """Open them; false where there are none to open."""
    try:
        if sys.platform == "win32":
            os.startfile(_WINDOWS)
            return True
        command = _command()
        if command is not None:
            nothing = subprocess.DEVNULL
            subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    except OSError as error:
        log.warning("the sound settings cannot be opened: %s", error)
        return False
    return command is not None


def _command() -> tuple[str, ...] | None:
    if sys.platform == "darwin":
        return _MACOS
    return next((command for command in _LINUX if shutil.which(command[0])), None)
