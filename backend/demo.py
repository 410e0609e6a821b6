"""The local switchboard of the demo: a process of its own that starts before the program and ends with it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

ARGUMENT = "--switchboard"  # what the frozen program is started with to be the switchboard
READY_S = 20.0
AGAIN_S = 1.0
END_S = 1.5


class DemoFailed(Exception):
    """The switchboard did not come up; the text says what it wrote last."""


@dataclass(frozen=True)
class Ready:
    """What a switchboard says of itself when it listens: URLs, that of its update server among them, and host:port of
    its SIP side."""

    api: str
    sip: str
    simulator: str
    pid: int
    updates: str = ""


def command_line() -> list[str]:
    """How the switchboard is started: by the frozen program itself, or by the interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-m", "backend.switchboard"]


class LocalSwitchboard:
    """Started, and started again with the same ports when it dies, until stop(). It ends when its standard input does,
    so it never outlives the program."""

    def __init__(self, data: Path, extra: tuple[str, ...] = ()) -> None:
        self._command = [*command_line(), "--data", str(data), *extra]
        self._log_path = data / "switchboard.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: Ready | None = None
        self._last_line = ""
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="switchboard", daemon=True)

    def start(self) -> None:
        """Start it and return at once. Errors: DemoFailed when its folder cannot be used."""
        try:
            self._spawn()
        except OSError as error:
            raise DemoFailed(str(error)) from error
        self._thread.start()

    def ready(self) -> Ready:
        """Wait until it listens. Errors: DemoFailed."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready is not None or not self._thread.is_alive(), READY_S)
            if self._ready is None:
                raise DemoFailed(self._last_words())
            return self._ready

    def stop(self) -> None:
        """End it: its standard input closes; killed when it has not left in time."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        _close(process.stdin)
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
        self._thread.join(END_S)

    def _keep(self) -> None:
        while True:
            process = self._process
            assert process is not None
            assert process.stdout is not None
            self._read(process.stdout)
            code = process.wait()
            _close(process.stdin)
            _close(process.stdout)
            if self._stopping.is_set():
                return
            log.warning("the switchboard ended with %d", code)
            with self._changed:
                never_ready = self._ready is None
                self._changed.notify_all()
            if never_ready or self._stopping.wait(AGAIN_S):
                return
            try:
                self._spawn()
            except OSError:
                log.exception("the switchboard cannot be started again")
                return

    def _read(self, output: IO[bytes]) -> None:
        for line in output:
            self._last_line = line.decode(errors="replace")
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                with self._changed:
                    self._ready = Ready(said["api"], said["sip"], said["simulator"], said["pid"], said["updates"])
                    self._changed.notify_all()

    def _spawn(self) -> None:
        self._log_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self._log_path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as errors:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def _last_words(self) -> str:
        with suppress(ValueError, KeyError, TypeError):
            error = json.loads(self._last_line)["error"]
            return f"{error['code']}: {error['text']}"
        with suppress(OSError):
            return self._last_line + self._log_path.read_text(encoding="utf-8", errors="replace")[-2000:]
        return self._last_line


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(OSError):
            pipe.close()
