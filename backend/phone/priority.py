"""Going before other programs where the system lets us: a late frame is heard, a late window is only seen.

It is for all threads of the phone process or none: one that holds the interpreter and waits its turn would make the
others wait with it. On Windows the process is started in a higher class instead.
"""

from __future__ import annotations

import contextlib
import os
import sys

_LOADING = 1  # real time, but after whoever is in a call
_TALKING = 5
_NICE = -10


def start_first(process: int) -> None:
    """Have a process that has just been started run before others: real time on Linux where it is allowed, a better
    niceness otherwise."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(process, os.SCHED_RR, os.sched_param(_LOADING))
            return
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, _NICE)


def loaded() -> None:
    """The long work of the start is over: every thread of this process goes before those who are still at it."""
    if sys.platform != "linux":
        return
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):
            if os.sched_getparam(int(thread)).sched_priority < _TALKING:
                os.sched_setscheduler(int(thread), os.SCHED_RR, os.sched_param(_TALKING))
