"""A program that replaces itself, in a folder of its own: the real layout, with programs of a few lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from backend.updates.installation import Installation, of

ROOT = Path(__file__).parents[2]
LAUNCHER = '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/current/cloud-switchboard" "$@"\n'
# They write down that they run, and with what; CONFIRM is the pipe to the program that started them.
RUNS = '#!/bin/sh\necho "{version} $*" >> "$STARTS"\n'
CONFIRMS = RUNS + '[ -z "$CLOUD_SWITCHBOARD_CONFIRM" ] || printf 1 > "/proc/self/fd/$CLOUD_SWITCHBOARD_CONFIRM"\n'
EXITS = RUNS + "exit 1\n"
HANGS = RUNS + 'sleep 300 & echo $! > "$STARTS.child"; wait\n'


class Layout:
    """`home` with the launcher, `current` and one version."""

    def __init__(self, home: Path) -> None:
        self.home, self.starts = home, home.parent / "starts"

    @classmethod
    def made(cls, home: Path, version: str = "1.0.0") -> Layout:
        """A new one."""
        layout = cls(home)
        layout.add(version, RUNS)
        (home / "current").symlink_to(Path("versions") / version)
        program(home / "cloud-switchboard", LAUNCHER)
        return layout

    def add(self, version: str, text: str) -> Path:
        """A further version, whose program is this text; returns its folder."""
        folder = self.home / "versions" / version
        (folder / "_internal").mkdir(parents=True)
        (folder / "_internal" / "VERSION").write_text(version)
        program(folder / "cloud-switchboard", text.format(version=version))
        return folder

    @property
    def current(self) -> str:
        """The version that is started."""
        return (self.home / "current").resolve().name

    @property
    def versions(self) -> list[str]:
        """What lies in `versions/`."""
        return sorted(path.name for path in (self.home / "versions").iterdir())

    @property
    def started(self) -> list[str]:
        """Which programs have run, with their arguments."""
        return self.starts.read_text().split("\n")[:-1] if self.starts.exists() else []

    def installation(self) -> Installation:
        """As the running program finds it."""
        folder = self.home / "versions" / self.current
        return of(folder / "cloud-switchboard", folder / "_internal")

    def start(self, *arguments: str) -> str:
        """Start it as the user does; the line it wrote."""
        environment = {**os.environ, "STARTS": str(self.starts)}
        subprocess.run([self.home / "cloud-switchboard", *arguments], env=environment, check=True, timeout=10)
        return self.started[-1]


def program(path: Path, text: str) -> None:
    """Make an executable file."""
    path.write_text(text)
    path.chmod(0o755)


# The program as it is in the source, which believes to be a bundle in this folder.
FROM_SOURCE = """#!{python}
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
here = Path(__file__).resolve()
sys.frozen, sys.executable, sys._MEIPASS = True, str(here), str(here.parent / "_internal")
from backend.__main__ import main
sys.exit(main())
"""


def source_as_bundle(home: Path, version: str) -> Layout:
    """The program itself in the layout of one that replaces itself."""
    layout = Layout(home)
    folder = layout.add(version, "")
    program(folder / "cloud-switchboard", FROM_SOURCE.format(python=sys.executable, root=str(ROOT)))
    shutil.copytree(ROOT / "frontend", folder / "_internal" / "frontend")
    (home / "current").symlink_to(Path("versions") / version)
    program(home / "cloud-switchboard", LAUNCHER)
    return layout
