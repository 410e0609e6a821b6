"""A running program that updates itself, as a process of its own: `driver.py HOME DATA ADDRESS WITHIN_S [WORD...]`.
It is the version that `current` names; the words are the arguments it was started with."""

from __future__ import annotations

import sys
from pathlib import Path

from backend.updates.installation import of
from backend.updates.restart import change
from backend.updates.source import of_demo
from backend.updates.updater import ProgramUpdater


def main() -> None:
    """Check, download, apply, and become the new version."""
    home, data, address, within_s, *words = sys.argv[1:]
    folder = (Path(home) / "current").resolve()
    installation = of(folder / "cloud-switchboard", folder / "_internal")
    updater = ProgramUpdater(Path(data), installation, folder.name, lambda: of_demo(address))
    release = updater.check()
    assert release is not None
    updater.download(release, lambda *_: True)
    updater.apply(release)
    wanted = updater.prepared(words)
    assert wanted is not None
    change(wanted, float(within_s))


main()
