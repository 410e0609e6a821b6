"""Why no window can be shown on this machine, found before the window toolkit would abort the program."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from backend.desktop.words import words

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXext.so.6": "libxext6",
    "libXfixes.so.3": "libxfixes3",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libXrender.so.1": "libxrender1",
    "libasound.so.2": "libasound2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlidec.so.1": "libbrotli1",
    "libgbm.so.1": "libgbm1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libnss3.so": "libnss3",
    "libnssutil3.so": "libnss3",
    "libsmime3.so": "libnss3",
    "libnspr4.so": "libnspr4",
    "libplc4.so": "libnspr4",
    "libplds4.so": "libnspr4",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-dri3.so.0": "libxcb-dri3-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbfile.so.1": "libxkbfile1",
    "libdrm.so.2": "libdrm2",
    "libexpat.so.1": "libexpat1",
    "libudev.so.1": "libudev1",
    "libz.so.1": "zlib1g",
}
QT_PARTS = ("Qt6/plugins/platforms/libqxcb.so", "Qt6/lib/libQt6WebEngineCore.so.6")
CONNECT_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class Obstacle:
    """`code` is no_display or missing_libraries; `packages` are what Debian calls the missing parts; `text` says it all
    in the person's language, for the terminal."""

    code: str
    text: str
    packages: tuple[str, ...] = ()


def obstacle() -> Obstacle | None:
    """None when a window can be shown. Takes a few milliseconds when all is well."""
    if not sys.platform.startswith("linux"):
        return None
    say = words()
    if not display_answers(os.environ):
        return Obstacle("no_display", say["no_display"])
    missing = missing_libraries()
    if not missing:
        return None
    packages = tuple(sorted({DEBIAN_PACKAGES.get(name, name) for name in missing}))
    return Obstacle("missing_libraries", say["missing_libraries"].format(packages=" ".join(packages)), packages)


def display_answers(environment: os._Environ[str] | dict[str, str]) -> bool:
    """Is there a Wayland or X server behind what the environment names?"""
    if wayland := environment.get("WAYLAND_DISPLAY"):
        path = Path(environment.get("XDG_RUNTIME_DIR", "/nonexistent"), wayland)
        if _answers(socket.AF_UNIX, str(path)):
            return True
    match = re.fullmatch(r"(?P<host>[^:]*):(?P<number>\d{1,5})(\.\d+)?", environment.get("DISPLAY", ""))
    if match is None:
        return False
    host, number = match["host"], int(match["number"])
    if host in ("", "unix"):
        path_of_x = f"/tmp/.X11-unix/X{number}"
        return _answers(socket.AF_UNIX, path_of_x) or _answers(socket.AF_UNIX, f"\0{path_of_x}")
    return _answers(socket.AF_INET, (host, 6000 + number))


def _answers(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(CONNECT_TIMEOUT_S)
        try:
            probe.connect(address)
        except (OSError, OverflowError):
            return False
        return True


def missing_libraries() -> tuple[str, ...]:
    """The file names of system libraries that Qt needs and this machine lacks."""
    folder = _qt_folder()
    if folder is None:
        return ()
    return tuple(sorted({name for part in QT_PARTS for name in _missing_for(folder / part)}))


def _qt_folder() -> Path | None:
    spec = importlib.util.find_spec("PyQt6")
    locations = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(locations))) if locations else None


def _missing_for(library: Path) -> list[str]:
    """Loading it is quick and decisive; only when that fails is ldd asked for the whole list."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        report = _ldd(library)
        found = re.findall(r"^\s*(\S+) => not found", report, re.MULTILINE)
        return found or re.findall(r"^(lib\S+?): cannot open", str(error))
    return []


def _ldd(library: Path) -> str:
    try:
        return subprocess.run(["ldd", str(library)], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
