"""What the developer's commands print: steps with progress, and where the whole output of a failed one is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "build" / "set-up.log"
HEARTBEAT_S = 15.0
LINE_WIDTH = 100


class StepFailed(Exception):
    """A step could not be done; the message is for the person at the keyboard."""


def say(text: str) -> None:
    print(text, flush=True)


def step(title: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Runs one long command quietly with a sign of life; raises StepFailed with the end of its output."""
    began = time.monotonic()
    LOG.parent.mkdir(exist_ok=True)
    say(f"  {title} ...")
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n")
        with subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            tail = _follow(process, log.write, began)
    if process.returncode != 0:
        raise StepFailed(f"{title}: failed.\n" + "".join(tail) + f"\nThe whole output is in {LOG.relative_to(ROOT)}")
    say(f"  {title}: done in {time.monotonic() - began:.0f} s")


def _follow(process: subprocess.Popen[str], keep: Callable[[str], object], began: float) -> list[str]:
    """Copies the output into the log and shows its last line; returns its last lines."""
    assert process.stdout is not None
    live, tail, spoke = sys.stdout.isatty(), list[str](), time.monotonic()
    for line in process.stdout:
        keep(line)
        tail = [*tail[-24:], line]
        now = time.monotonic()
        text = f"    {now - began:3.0f} s  {line.strip()}"[:LINE_WIDTH]
        if live:
            print(f"\r{text:<{LINE_WIDTH}}", end="", flush=True)
        elif now - spoke > HEARTBEAT_S:
            spoke = now
            say(text)
    if live:
        print(f"\r{'':<{LINE_WIDTH}}\r", end="", flush=True)
    return tail


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Runs a command on this terminal and returns its exit status; Ctrl+C belongs to the command."""
    with subprocess.Popen(list(map(str, command)), cwd=cwd, env={**os.environ, **(env or {})}) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def hand_over(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Becomes the command where the system can, so that every signal reaches it; elsewhere runs it."""
    if os.name != "nt":
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execvpe(str(command[0]), list(map(str, command)), {**os.environ, **(env or {})})
    return run(command, env)
