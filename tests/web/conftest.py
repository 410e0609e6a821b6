"""A program to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.stage import Program


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Somebody is logged in."""
    program = Program(tmp_path)
    program.start()
    yield program
    program.stop()


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Program]:
    """Nobody is logged in."""
    program = Program(tmp_path, logged_in=False)
    program.start()
    yield program
    program.stop()
