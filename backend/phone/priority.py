"""Going before other programs where the system lets us: a late frame is heard, a late window is only seen."""

from __future__ import annotations

import contextlib
import os
import sys

_REAL_TIME = 5
_NICE = -10


def go_first(process: int) -> None:
    """Have a process that has just been started run before others. On Linux real time where it is allowed, a better
    niceness otherwise; on Windows it was started in a higher class. It is for all its threads or none: one that holds
    the interpreter and waits its turn would make the others wait with it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(process, os.SCHED_RR, os.sched_param(_REAL_TIME))
            return
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, _NICE)
