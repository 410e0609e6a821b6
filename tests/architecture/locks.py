"""Whether the locks hold what pyproject.toml asks for."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.tree import Finding


def unlocked(root: Path) -> list[Finding]:
    """Every requirement of pyproject.toml that is not exact, or stands in no lock with that very version."""
    asked = (root / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.")[0]
    locked = {line for path in (root / "packaging").glob("*.lock") for line in _names(path.read_text(encoding="utf-8"))}
    found = []
    for number, line in enumerate(asked.splitlines(), 1):
        wanted = re.match(r'\s+"([^";]+?)(?:\s*;[^"]*)?",', line)
        if wanted and "==" not in wanted[1]:
            found.append(Finding("pyproject.toml", number, f"{wanted[1]} is not exact"))
        elif wanted and _plain(wanted[1]) not in locked:
            found.append(Finding("pyproject.toml", number, f"{wanted[1]} is in no lock: run `dev.py lock`"))
    return found


def _names(lock: str) -> list[str]:
    return [_plain(line.split()[0]) for line in lock.splitlines() if re.match(r"[\w.-]+==", line)]


def _plain(requirement: str) -> str:
    name, _, version = re.sub(r"\[.*?\]", "", requirement).partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"
