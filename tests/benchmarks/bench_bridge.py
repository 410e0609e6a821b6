"""The page's way in and out: a request through the bridge, a change to a window, and the credentials at a start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from backend.core.events import HistoryChanged
from backend.core.state import HistoryState
from backend.storage.secrets import Secrets
from tests.benchmarks.result import Result, percentile
from tests.fakes.platform import LOGIN
from tests.web.stage import Program

SAMPLES = 500
STARTS = 9
LOAD = """
import time
started = time.perf_counter()
from pathlib import Path
from backend.storage.secrets import Secrets
login = Secrets(Path({folder!r}), lambda code, **detail: None).load()
print((time.perf_counter() - started) * 1000 if login else "nothing")
"""


def run() -> list[Result]:
    """Bridge requests, pushes, and loading the saved login in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        program.start()
        try:
            results = [*_requests(program), *_pushes(program)]
        finally:
            program.stop()
        return [*results, _credentials(Path(folder) / "login")]


def _requests(program: Program) -> list[Result]:
    results = []
    for name, ask in {
        "bridge: state": lambda: program.bridge.request("GET", "/api/state"),
        "bridge: people": lambda: program.bridge.request("GET", "/api/directory/people?q=80"),
        "bridge: command": lambda: program.bridge.request("POST", "/api/history/seen"),
    }.items():
        samples = _timed(lambda ask=ask: _on_new_thread(ask))  # type: ignore[misc]
        for share, goal in ((50, 3.0), (99, 15.0)):
            results.append(Result(f"{name} p{share}", "ms", goal, percentile(samples, share), len(samples)))
    return results


def _pushes(program: Program) -> list[Result]:
    """From the event on the core thread to the text at a window."""
    arrived = threading.Event()
    end = program.pushes.attach(lambda text: arrived.set())

    def push() -> None:
        arrived.clear()
        event = HistoryChanged(HistoryState(1, 0))
        program.loop.post(lambda: program.parts.bus.publish(event))
        arrived.wait(5)

    samples = _timed(push)
    end()
    return [
        Result(f"push to a window p{share}", "ms", goal, percentile(samples, share), len(samples))
        for share, goal in ((50, 1.0), (99, 5.0))
    ]


def _credentials(folder: Path) -> Result:
    Secrets(folder, lambda code, **detail: None, use_keychain=False).save(LOGIN)
    samples = []
    for _ in range(STARTS):
        code = LOAD.format(folder=str(folder))
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        samples.append(float(done.stdout))
    return Result("start: saved login from the file p50", "ms", 80.0, percentile(samples, 50), STARTS)


def _timed(work: Callable[[], None]) -> list[float]:
    work()
    samples = []
    for _ in range(SAMPLES):
        began = time.perf_counter()
        work()
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def _on_new_thread(work: Callable[[], object]) -> None:
    """As pywebview calls the bridge."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
