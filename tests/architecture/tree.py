"""The files of a source tree, and a finding about one of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "__pycache__",
    "node_modules",
    "vendor",
    "build",
    "dist",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `path` is relative to the root of the tree, `line` counts from 1."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Every file of the tree that is ours and has one of the suffixes (any, when none is given), in order."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from files(path, *suffixes)
        elif not suffixes or path.suffix in suffixes:
            yield path


def syntax(path: Path) -> ast.Module:
    """The Python file as a tree; an empty one when it cannot be parsed, which `no_python` reports."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def no_python(root: Path) -> list[Finding]:
    """Every .py file that is no Python."""
    found = []
    for path in files(root, ".py"):
        try:
            ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            found.append(Finding(path.relative_to(root).as_posix(), error.lineno or 1, f"no Python: {error.msg}"))
    return found
