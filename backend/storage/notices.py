"""How the disk tells the user something: a code and what fills its sentence."""

from __future__ import annotations

from typing import Protocol


class Notify(Protocol):
    """Told from any thread; must not block."""

    def __call__(self, code: str, **detail: str) -> None: ...
