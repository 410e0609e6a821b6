"""What must not be written down: paths and hosts of one machine, names that say nothing, work left for later."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.tree import Finding, files, syntax

# Put together here from pieces, so that this file does not hold what it looks for.
_HOMES = r"/(?:root|home/\w+|Users/\w+|work)/|[A-Z]:\\+Users\\+"
_HOSTS = (
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg|(?:deb|security|snapshot)\.debian\.org)"
)
MACHINE = re.compile(rf"(?<![\w.]){_HOMES}|{_HOSTS}|file:///opt|/opt/\w+/simple")
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
EMPTY_NAME = re.compile(r"(Manager|Helpers?|Utils?|Handler|Service)$")
EMPTY_FILE = re.compile(r"^(.*_)?(manager|helpers?|utils?|handlers?|services?|common|misc)$")
EXEMPT = {"LICENSE", "tests/architecture/wording.py"}


def machine_traces(root: Path) -> list[Finding]:
    """Every line that names a path or a registry host of the machine it was written on."""
    return _lines(root, MACHINE, "names a machine's path or host")


def work_left_for_later(root: Path) -> list[Finding]:
    """Every line that postpones something."""
    return _lines(root, LATER, "leaves work for later")


def names_that_say_nothing(root: Path) -> list[Finding]:
    """Every Python class and source file named by its pattern instead of by the field's term."""
    found = []
    for path in files(root, ".py", ".js"):
        where = path.relative_to(root).as_posix()
        if EMPTY_FILE.match(path.stem):
            found.append(Finding(where, 1, "its name says nothing"))
        if path.suffix == ".py":
            for node in ast.walk(syntax(path)):
                if isinstance(node, ast.ClassDef) and EMPTY_NAME.search(node.name):
                    found.append(Finding(where, node.lineno, f"the name {node.name} says nothing"))
    return found


def _lines(root: Path, pattern: re.Pattern[str], what: str) -> list[Finding]:
    found = []
    for path in files(root):
        where = path.relative_to(root).as_posix()
        if where in EXEMPT:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                found.append(Finding(where, number, f"{what}: {line.strip()[:80]}"))
    return found
