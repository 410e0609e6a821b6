"""What the program is measured beside: its own bundle, and the softphone that Debian ships."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.desktop_session import DesktopSession, until
from tests.program import BUNDLE, ROOT

LINPHONE = "linphone"
LINPHONE_TITLE = "Linphone"
LEAVE_S = 20.0


def bundle() -> str:
    """The executable of the bundle that `dev.py bundle` made, or that the environment names; "" when there is none."""
    built = Path(os.environ.get(BUNDLE, "") or ROOT / "build" / "bundle" / "cloud-switchboard" / "cloud-switchboard")
    return str(built) if built.is_file() else ""


def has_linphone() -> bool:
    """Is Debian's linphone-desktop installed?"""
    return shutil.which(LINPHONE) is not None


@contextmanager
def linphone(session: DesktopSession) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Linphone with its window on the screen, and the milliseconds that took."""
    environment = {**session.environment, "PULSE_SERVER": "unix:/nonexistent"}
    began = time.perf_counter()
    nothing = subprocess.DEVNULL
    program = subprocess.Popen([LINPHONE], env=environment, stdout=nothing, stderr=nothing)
    try:
        until(lambda: session.windows(LINPHONE_TITLE), "the window of linphone", LEAVE_S)
        yield program, (time.perf_counter() - began) * 1000
    finally:
        program.terminate()
        program.wait(LEAVE_S)


def pss_mb(pid: int) -> float:
    """Proportional set size of a process and all it started, in MB of 1,000,000 bytes."""
    return sum(process.memory_full_info().pss for process in _family(pid)) / 1e6


def cpu_percent(pid: int, over_s: float) -> float:
    """What a process and all it started take of one core over this time."""
    before = _cpu_s(pid)
    began = time.perf_counter()
    time.sleep(over_s)
    return (_cpu_s(pid) - before) / (time.perf_counter() - began) * 100


def _cpu_s(pid: int) -> float:
    return float(sum(sum(process.cpu_times()[:2]) for process in _family(pid)))


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
