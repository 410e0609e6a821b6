"""A program under test as a process of its own."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import psutil
from typing_extensions import Self

ROOT = Path(__file__).resolve().parents[1]
LEAVE_S = 15.0
# Where this names the executable of a bundle, that is what every test starts as `backend`.
BUNDLE = "CLOUD_SWITCHBOARD_BUNDLE"


def command(arguments: Sequence[str], bundle: str = "") -> list[str]:
    """`python -m MODULE ARGUMENTS`, or the bundle's executable in the place of `python -m backend`."""
    executable = bundle or os.environ.get(BUNDLE, "")
    if executable and arguments[0] == "backend":
        return [executable, *arguments[1:]]
    return [sys.executable, "-m", *arguments]


class Program:
    """The program that `command` says; use as a context manager, which ends it and all it started whatever happened."""

    def __init__(self, log: Path, environment: dict[str, str], *arguments: str, bundle: str = "") -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            command(arguments, bundle),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        family, stuck = self._family(), False
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(LEAVE_S)
        if self.process.poll() is None:
            self.process.kill()
            stuck = True
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(LEAVE_S)
        self._reader.join(LEAVE_S)
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self._log.close()
        assert not stuck, "the program did not leave when it was asked to"

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def next_line(self, within_s: float = 30.0) -> str:
        """The next line of its standard output."""
        try:
            return self._lines.get(timeout=within_s)
        except queue.Empty:
            raise AssertionError(f"the program says nothing more; on standard error: {self.said()[-3000:]}") from None

    def said(self) -> str:
        """What it wrote to standard error until now."""
        return Path(self._log.name).read_text("utf-8", "replace")

    def leave(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        return self.process.wait(LEAVE_S)

    def child(self, part: str) -> psutil.Process | None:
        """The process it started whose command line contains `part`."""
        for one in self._family():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if any(part in word for word in one.cmdline()) and one.status() != psutil.STATUS_ZOMBIE:
                    return one
        return None

    def _family(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self._lines.put(line.rstrip("\n"))


def own_environment(**more: str) -> dict[str, str]:
    """The environment for a program that shall see no desktop, sound or settings of whoever runs the tests."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**kept, "LANG": "C.UTF-8", **more}
