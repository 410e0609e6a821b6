"""The report a user gives to whoever helps: a few texts, redacted, in one archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST_LOG = 2 * 1024 * 1024
PREVIEW = 64 * 1024
_LOGS = ("program.log", "phone.log")
_OLDER = 3


@dataclass(frozen=True)
class File:
    """One text of the report."""

    name: str
    text: str


def files(values: dict[str, Any], data: Path, redact: Callable[[str], str], largest: int = LARGEST_LOG) -> list[File]:
    """`values` as <name>.json, then the end of each log in `data`, at most `largest` bytes of it."""
    texts = [File(f"{name}.json", _json(value, redact)) for name, value in values.items()]
    return [*texts, *(File(name, redact(_end(data / "logs" / name, largest))) for name in _LOGS)]


def packed(texts: list[File]) -> bytes:
    """The archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in texts:
            archive.writestr(one.name, one.text)
    return target.getvalue()


def _json(value: Any, redact: Callable[[str], str]) -> str:
    return json.dumps(_redacted(value, redact), ensure_ascii=False, indent=2) + "\n"


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """Every text in it, so that the whole stays JSON."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {name: _redacted(one, redact) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redacted(one, redact) for one in value]
    return value


def _end(path: Path, largest: int) -> str:
    """The last whole lines of a log and of those it was before, as many as `largest` bytes hold."""
    pieces: list[bytes] = []
    room = largest
    for one in (path, *(path.with_name(f"{path.name}.{number}") for number in range(1, _OLDER + 1))):
        try:
            with open(one, "rb") as file:
                size = file.seek(0, io.SEEK_END)
                file.seek(max(0, size - room))
                piece = file.read(room)
        except OSError:
            continue
        if size > len(piece):
            piece = piece[piece.find(b"\n") + 1 :]
        pieces.insert(0, piece)
        if (room := room - len(piece)) <= 0 or size > len(piece):
            break
    return b"".join(pieces).decode("utf-8", "replace")
