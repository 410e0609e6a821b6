"""Puts 2.0.0 in place of 1.0.0 again and again; the power fails each time one call later: `power_loss.py HOME` starts
the program after each, and prints how many moments there were."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.updates.versions import Versions
from tests.updates.layout import RUNS, Layout, program

CHANGES = ("sync", "fsync", "mkdir", "rename", "replace", "symlink", "unlink", "chmod", "rmdir")


def failing(real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """The call, until none is left: then the process is gone, and nothing is cleaned up."""

    def call(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
        return real(*given, **named)

    return call


def change(home: Path, calls: int) -> None:
    """The whole change, in a child."""
    left = [calls]
    for name in CHANGES:
        setattr(os, name, failing(getattr(os, name), left))
    versions = Versions(home)
    versions.put("2.0.0", lambda folder: program(folder / "cloud-switchboard", RUNS.format(version="2.0.0")))
    versions.switch("2.0.0")
    versions.remove("1.0.0")
    os._exit(0)


def main() -> None:
    """One moment after the other until there is none left."""
    layout, moments, code = Layout(Path(sys.argv[1])), 0, 9
    while code:
        if not (child := os.fork()):
            change(layout.home, moments)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        layout.start()
        moments += 1
        if code and "1.0.0" in layout.versions:
            Versions(layout.home).switch("1.0.0")  # the next failure comes later
    print(moments)


main()
