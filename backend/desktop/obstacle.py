"""Why no window can be shown on this machine, found before the window toolkit would abort the program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Obstacle:
    """`code` is no_display or missing_libraries; `packages` are what Debian calls the missing parts; `text` says it all
    in the person's language, for the terminal."""

    code: str
    text: str
    packages: tuple[str, ...] = ()


def obstacle() -> Obstacle | None:
    """None when a window can be shown. Takes a few milliseconds when all is well."""
    raise NotImplementedError
