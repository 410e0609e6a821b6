"""How this program came onto the machine, which decides who replaces it: itself, apt, or who works on its source."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Way = Literal["self", "apt", "source"]

PROGRAM = "cloud-switchboard"  # the name of the program in its folder, and of its archives
VERSIONS = "versions"
CURRENT = "current"
MARKER = "INSTALLED_BY"  # a file of the bundle; the .deb's says apt


@dataclass(frozen=True)
class Installation:
    """`bundle` holds the data that the program carries along, `program` is what is started. `home` is the folder with
    `versions/` and the link `current`, of one that replaces itself only."""

    way: Way
    bundle: Path
    program: Path
    home: Path | None = None

    @property
    def lasting(self) -> Path:
        """What starts the program also after an update: its own file stands in the folder of one version."""
        return self.program if self.home is None else self.home / CURRENT / self.program.name


def find() -> Installation:
    """The installation of the running program."""
    program = Path(sys.executable)
    if not getattr(sys, "frozen", False):
        return Installation("source", Path(__file__).parents[2], program)
    return of(program, Path(getattr(sys, "_MEIPASS", program.parent)))


def of(program: Path, bundle: Path) -> Installation:
    """The installation of a bundle. Whether its folder can be written is found out when it matters, and told then: who
    unpacked it for somebody else gets a reason, not a program that seems to know no updates."""
    if _installed_by(bundle) == "apt":
        return Installation("apt", bundle, program)
    home = program.resolve().parent.parent.parent
    if os.name == "posix" and program.resolve().parent.parent == home / VERSIONS and (home / CURRENT).is_symlink():
        return Installation("self", bundle, program, home)
    return Installation("source", bundle, program)


def _installed_by(bundle: Path) -> str:
    try:
        return (bundle / MARKER).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
