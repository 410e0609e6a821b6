"""One program for one data folder: a second start raises the window of the first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Instance(Protocol):
    """The right to be the only program on a data folder."""

    def listen(self, on_raise: Callable[[], None]) -> None:
        """From now on a second start calls `on_raise` (on a thread of its own)."""

    def release(self) -> None:
        """Give the folder free."""


def claim(folder: Path) -> Instance | None:
    """The right to use `folder`, or None when another program has it; then `raise_first(folder)` shows its window.
    Errors: StorageFailed (`data_read_only`, `storage_failed`)."""
    raise NotImplementedError


def raise_first(folder: Path) -> bool:
    """Ask the program that holds `folder` to show its window; False when it does not answer within 3 s."""
    raise NotImplementedError
