"""The checks on this very tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import locks, rooms, sizes, tree, wording
from tests.architecture.tree import ROOT, Finding

TOP = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "backend", "frontend", "tests", "packaging"}
CHECKS: list[Callable[[Path], list[Finding]]] = [
    tree.no_python,
    rooms.findings,
    sizes.long_files,
    sizes.long_python_functions,
    sizes.long_javascript_functions,
    wording.machine_traces,
    wording.work_left_for_later,
    wording.names_that_say_nothing,
    locks.unlocked,
    locks.unused,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.__module__.rpartition('.')[2]}.{check.__name__}")
def test_the_tree_keeps(check: Callable[[Path], list[Finding]]) -> None:
    found = check(ROOT)
    assert not found, "\n" + "\n".join(map(str, found))


def test_the_top_level_is_fixed() -> None:
    ignored = {"build", "dist"}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - ignored
    assert {name for name in there if not name.endswith(".egg-info")} == TOP
