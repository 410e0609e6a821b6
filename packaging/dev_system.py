"""The Debian packages that running and testing need, and how they come onto the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from dev_console import StepFailed, say, step

VENV = ["python3-venv", "ca-certificates"]
# What Qt's xcb plugin and WebEngine load.
WINDOW = """
    libegl1 libgl1 libx11-xcb1 libxcomposite1 libxdamage1 libxext6 libxfixes3 libxrandr2 libxtst6 libasound2 libdbus-1-3
    libfontconfig1 libfreetype6 libbrotli1 libgbm1 libglib2.0-0 libnss3 libnspr4 libxcb-cursor0 libxcb-dri3-0
    libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 libxcb-shape0
    libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0 libxkbcommon0 libxkbfile1
    fonts-noto-cjk
""".split()
SOUND = ["libpulse0"]
# What node is linked with; the browser's driver brings one that also needs libatomic.
NODE = ["libstdc++6", "libatomic1"]
TESTS = """
    chromium-headless-shell xvfb openbox trayer xdotool wmctrl x11-utils pulseaudio pulseaudio-utils sip-tester
    dbus dbus-x11 dunst gnome-keyring espeak-ng procps baresip-core nsis binutils
""".split()
# What freezes the program, names the packages its libraries are in, and packs it.
BUNDLE = ["binutils", "dpkg", "zstd"]

RUN_PACKAGES = [*VENV, *WINDOW, *SOUND, *NODE]
TEST_PACKAGES = [*RUN_PACKAGES, *TESTS]


def bundle_packages() -> list[str]:
    """Debian's own Python keeps the library that a frozen program needs in a package of its own."""
    of_debian = sys.base_prefix == "/usr" and sys.platform.startswith("linux")
    return [*BUNDLE, *([f"libpython3.{sys.version_info[1]}"] if of_debian else [])]


def missing(packages: list[str]) -> list[str]:
    """Those of the packages that dpkg does not know as installed."""
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [name for name in packages if name not in installed]


def ensure(packages: list[str]) -> None:
    """Installs what is missing as root or with sudo; otherwise raises StepFailed with the command to type."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("dpkg-query") is None:
        say("  System packages: this is no Debian; needed are the counterparts of: " + " ".join(packages))
        return
    wanted = missing(packages)
    if not wanted:
        return
    prefix = _root_prefix()
    if prefix is None:
        raise StepFailed(
            "System packages are missing and need your password. Please type:\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(wanted)}\n"
            "and then the same command again."
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("Package lists (apt)", [*prefix, "apt-get", "update"], quiet)
    command = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *wanted]
    step(f"{len(wanted)} system packages (apt)", command, quiet)


def _root_prefix() -> list[str] | None:
    """What makes a command run as root without asking: nothing, sudo, or None when neither is there."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"] if allowed else None
