"""Desktop entries of freedesktop.org: how a Linux desktop is told of a program."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`]""")


def entry(name: str, command: Sequence[str], *more: str, field: str = "") -> str:
    """The text of an entry; `field` is what the desktop fills in, such as %u."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Exec={' '.join([*map(_quoted, command), *([field] if field else [])])}",
        f"TryExec={_value(command[0])}",
        "Icon=cloud-switchboard",
        *more,
    ]
    return "\n".join(lines) + "\n"


def folder(variable: str, usual: str) -> Path:
    """A base folder of the user: what the environment names, else the usual one below the home folder."""
    named = os.environ.get(variable, "")
    return Path(named) if named.startswith("/") else Path.home() / usual


def _quoted(word: str) -> str:
    """One word of Exec, whose quoting is undone after that of values; % stands for a field there."""
    word = word.replace("%", "%%")
    if word and not RESERVED.search(word):
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return _value(f'"{quoted}"')


def _value(text: str) -> str:
    """A backslash and what ends a line are written with a backslash in any value."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
