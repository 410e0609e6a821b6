"""The command that starts this program again just so: for the start at login and for links."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start_command(demo: bool, data: Path) -> tuple[str, ...]:
    """Its words. A frozen program is its own command; from source the folder of the source comes along, since nobody
    says in which folder the command will run. `data` is where this program keeps everything, in the demo its folder
    within that of --data."""
    if getattr(sys, "frozen", False):
        program: tuple[str, ...] = (sys.executable,)
    else:
        run = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from backend.__main__ import main; sys.exit(main())"
        program = (sys.executable, "-c", run)
    return (*program, *(("demo",) if demo else ()), "--data", str(data.parent if demo else data))
