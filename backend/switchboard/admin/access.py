"""How the command line finds a running switchboard: a file in its data folder that only its owner may read."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "administration-access.json"


@dataclass(frozen=True)
class Access:
    """Where to ask, and the token of this run."""

    url: str
    token: str = field(repr=False)


def write_access(folder: Path, access: Access) -> None:
    """Let the command line in; raises OSError."""
    beside = folder / f"{FILE}.new"
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(access), file)
    beside.replace(folder / FILE)


def read_access(folder: Path) -> Access:
    """The way to the switchboard of this folder; raises OSError or ValueError when none runs there."""
    try:
        return Access(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except TypeError as error:
        raise ValueError("no access file") from error


def remove_access(folder: Path) -> None:
    """The switchboard stops."""
    (folder / FILE).unlink(missing_ok=True)
