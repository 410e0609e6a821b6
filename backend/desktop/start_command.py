"""The command that starts this program again just so: for the start at login and for links."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start_command(program: Path, demo: bool, data: Path) -> tuple[str, ...]:
    """Its words. A frozen `program` is its own command; from source the folder of the source comes along, since nobody
    says in which folder the command will run. `data` is where this program keeps everything, in the demo its folder
    within that of --data."""
    words: tuple[str, ...] = (str(program),)
    if not getattr(sys, "frozen", False):
        run = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from backend.__main__ import main; sys.exit(main())"
        words = (*words, "-c", run)
    return (*words, *(("demo",) if demo else ()), "--data", str(data.parent if demo else data))
