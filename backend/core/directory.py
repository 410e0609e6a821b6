"""The directory as it crosses from the platform to the disk: plain values that both rooms share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Department:
    """A department; `parent_id` is "" at the top."""

    id: str
    name: str
    parent_id: str = ""
    order: int = 0


@dataclass(frozen=True)
class Person:
    """A person as the platform describes them; `mobile` is canonical (`+86...`), absent fields are ""."""

    id: str
    name: str
    department_id: str = ""
    position: str = ""
    extension: str = ""
    mobile: str = ""
    email: str = ""
    permission: str = ""
    picture_etag: str = ""
    order: int = 0


@dataclass(frozen=True)
class DirectoryContent:
    """A whole directory; `etag` is what to ask with next time."""

    revision: str
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    etag: str = ""


@dataclass(frozen=True)
class Picture:
    """A person's picture. `media_type` is image/png or image/jpeg; at most 64 KB of `content`."""

    media_type: str
    content: bytes = field(repr=False)


class DirectoryPlatform(Protocol):
    """The part of the provisioning API that the directory is made from; blocks, runs on a worker.
    Errors: PlatformRefused, PlatformUnreachable."""

    def directory(self, token: str, etag: str, progress: Callable[[int, int], None]) -> DirectoryContent | None:
        """The whole directory, or None when it is still the one of `etag`. `progress(done, total)` counts people;
        `total` is 0 while it is not known."""
        ...

    def picture(self, token: str, person_id: str) -> Picture | None:
        """A person's picture, None when there is none."""
        ...
