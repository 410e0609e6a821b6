"""How the command line finds a running switchboard: a file in its data folder that only its owner may read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from backend.switchboard.private_file import write_private

FILE = "administration-access.json"


@dataclass(frozen=True)
class Access:
    """Where to ask, and the token of this run."""

    url: str
    token: str = field(repr=False)


def write_access(folder: Path, access: Access) -> None:
    """Let the command line in; raises OSError."""
    write_private(folder / FILE, asdict(access))


def read_access(folder: Path) -> Access:
    """The way to the switchboard of this folder; raises OSError or ValueError when none runs there."""
    try:
        return Access(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except TypeError as error:
        raise ValueError("no access file") from error


def remove_access(folder: Path) -> None:
    """The switchboard stops."""
    (folder / FILE).unlink(missing_ok=True)
