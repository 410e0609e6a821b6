"""Starts the phone process, keeps it alive, and carries commands in and news out.

When it dies, every live call is reported ended, then the death; it is started again at once, registers again and is
told the chosen sound again. A process that is silent for some seconds is as good as dead and is ended; a little before,
its silence is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backend.phone import wire
from backend.phone.memory import Memory
from backend.phone.messages import Command, Died, News, PhoneOptions, Registered, Silent, Stop
from backend.phone.priority import start_first

SILENCE_S = 4.0
DOUBT_S = 2.0
START_S = 20.0
_BACK_OFF_S = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_SHORT_BACK_OFF = 2  # where it stays for a process that did register: its user is waiting
_QUICK_DEATH_S = 1.0
_USELESS_LIFE_S = 5.0
_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "ABOVE_NORMAL_PRIORITY_CLASS", 0)


def command_line() -> list[str]:
    """How the phone process is started: by the frozen program itself, or by the interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, wire.ARGUMENT]
    return [sys.executable, "-m", "backend.phone.child"]


class PhoneProcess:
    """The phone process and its supervision. `on_news` is called on the supervisor's threads, in order."""

    def __init__(self, options: PhoneOptions, on_news: Callable[[News], None]) -> None:
        self._options = options
        self._on_news = on_news
        self._memory = Memory()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._waiting: list[Command] = []
        self._heard_at = 0.0
        self._exit_code = 0
        self._stopping = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, name="phone", daemon=True)
        self._watch = threading.Thread(target=self._watch_silence, name="phone-watch", daemon=True)

    @property
    def pid(self) -> int:
        """The phone process's id, 0 while there is none."""
        process = self._process
        return process.pid if process is not None else 0

    def start(self) -> None:
        """Start the process and return at once; Started tells when it is up. Commands may be sent already."""
        self._supervisor.start()
        self._watch.start()

    def send(self, command: Command) -> None:
        """Hand over a command; never blocks. What is sent while there is no process is carried out by the next one."""
        with self._lock:
            self._memory.sent(command)
            if self._ready:
                self._write(command)
            else:
                self._waiting.append(command)

    def stop(self, timeout_s: float = 2.0) -> bool:
        """End calls, remove the binding and leave; kills what has not left in time. True when it left by itself."""
        self._stopping.set()
        self.send(Stop())
        self._supervisor.join(timeout_s)
        self._kill()
        self._supervisor.join(1.0)
        return self._exit_code == 0

    def _supervise(self) -> None:
        quick_deaths = 0
        restarted = False
        while not self._stopping.wait(_BACK_OFF_S[quick_deaths]):
            started_at = time.monotonic()
            registered = self._live(restarted)
            if self._stopping.is_set():
                return
            lived_s = time.monotonic() - started_at
            quick = lived_s < (_QUICK_DEATH_S if registered else _USELESS_LIFE_S)
            most = _SHORT_BACK_OFF if registered else len(_BACK_OFF_S) - 1
            quick_deaths = min(quick_deaths + 1, most) if quick else 0
            restarted = True
            self._mourn(self._exit_code)

    def _live(self, restarted: bool) -> bool:
        """One life of the process; whether it got registered."""
        self._heard_at = time.monotonic() + START_S - SILENCE_S
        try:
            process = self._spawn()
        except OSError:
            self._exit_code = -1
            return False
        assert process.stdin is not None
        assert process.stdout is not None
        registered = False
        with suppress(OSError):
            wire.write(process.stdin.fileno(), (self._options, restarted))
        self._process = process
        with self._lock:
            self._begin(process)
        with suppress(EOFError, OSError):
            while True:
                value = wire.read(process.stdout.fileno())
                self._heard_at = time.monotonic()
                if isinstance(value, wire.Beat):
                    continue
                registered = registered or isinstance(value, Registered)
                self._tell(value)
        with self._lock:
            self._ready = False
            self._process = None
        process.kill()
        self._exit_code = process.wait()
        process.stdin.close()
        process.stdout.close()
        return registered

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(
            part for part in (str(Path(__file__).parents[2]), environment.get("PYTHONPATH", "")) if part
        )
        process = subprocess.Popen(
            command_line(),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            creationflags=_WINDOWS_FLAGS,
        )
        start_first(process.pid)
        return process

    def _begin(self, process: subprocess.Popen[bytes]) -> None:
        """Under the lock: tell a new process what the last one knew, then what was sent meanwhile."""
        assert process.stdin is not None
        if hasattr(os, "set_blocking"):
            os.set_blocking(process.stdin.fileno(), False)
        waiting, self._waiting = self._waiting, []
        for command in self._memory.replay(waiting):
            self._write(command)
        self._ready = True

    def _write(self, command: Command) -> None:
        """Under the lock. A full pipe means that the process has stopped reading: it is ended, and its end is news."""
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            os.write(process.stdin.fileno(), wire.pack(command))
        except BlockingIOError:
            process.kill()
        except OSError:
            pass  # it has just died; the reader notices

    def _tell(self, news: News) -> None:
        with self._lock:
            self._memory.told(news)
        self._on_news(news)

    def _mourn(self, exit_code: int) -> None:
        with self._lock:
            ended = self._memory.lost_calls()
        for news in ended:
            self._on_news(news)
        self._on_news(Died(exit_code))

    def _watch_silence(self) -> None:
        """A second that took three was a machine asleep: then the silence is not the process's."""
        doubtful = False
        while True:
            before = time.monotonic()
            if self._stopping.wait(1.0):
                return
            now = time.monotonic()
            if now - before > 3.0:
                self._heard_at = max(self._heard_at, now)
            silence_s = now - self._heard_at
            if silence_s > SILENCE_S:
                self._kill()
            elif silence_s > DOUBT_S and not doubtful:
                self._on_news(Silent())
            doubtful = silence_s > DOUBT_S

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
