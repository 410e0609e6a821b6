"""How much the bundle takes on a disk and the Debian package on the wire, after `dev.py bundle` and `dev.py deb`."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.peers import bundle
from tests.benchmarks.result import Result
from tests.program import ROOT

INSTALLED_MB = 480.0
PACKAGE_MB = 160.0
LARGEST = 10
DEPTH = 3  # parts are named by at most this much of their path


def run() -> list[Result]:
    """Sizes in MB of 1,000,000 bytes; the largest parts stand in the notes."""
    executable = bundle()
    if not executable:
        raise FileNotFoundError("there is no bundle: dev.py bundle makes it")
    folder = Path(executable).parent
    parts: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = "/".join(path.relative_to(folder).parts[:DEPTH])
            parts[name] = parts.get(name, 0) + path.stat().st_size
    largest = sorted(parts.items(), key=lambda part: -part[1])[:LARGEST]
    note = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in largest)
    results = [Result("bundle, installed", "MB", INSTALLED_MB, sum(parts.values()) / 1e6, 1, note)]
    for package in sorted((ROOT / "build").rglob("*.deb")):
        results.append(Result("Debian package", "MB", PACKAGE_MB, package.stat().st_size / 1e6, 1, package.name))
    return results
