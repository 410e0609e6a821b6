"""How long a file and a function may be: 400 and 40 lines, in Python, JavaScript and style sheets, tests included."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from tests.architecture.tree import ROOT, Finding, files, syntax

FILE_LINES = 400
FUNCTION_LINES = 40
PYTHON = (".py",)
JAVASCRIPT = (".js", ".mjs")
BY_LINES = (*PYTHON, *JAVASCRIPT, ".css", ".html")


def long_files(root: Path) -> list[Finding]:
    """Every file with more than FILE_LINES lines."""
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files(root, *BY_LINES))
    return [
        Finding(path.relative_to(root).as_posix(), 1, f"{count} lines, {FILE_LINES} are allowed")
        for path, count in counted
        if count > FILE_LINES
    ]


def long_python_functions(root: Path) -> list[Finding]:
    """Every Python function with more than FUNCTION_LINES lines from its `def` to its end."""
    found = []
    for path in files(root, *PYTHON):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found += _too_long(path.relative_to(root).as_posix(), node.name, node.lineno, lines)
    return found


def long_javascript_functions(root: Path) -> list[Finding]:
    """Every JavaScript function with more than FUNCTION_LINES lines, and every file that is no JavaScript."""
    scripts = list(files(root, *JAVASCRIPT))
    if not scripts:
        return []
    ran = subprocess.run(
        [_node(), str(Path(__file__).with_name("functions.mjs")), str(ROOT / "packaging")],
        input=json.dumps([str(path) for path in scripts]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found = []
    for row in json.loads(ran.stdout):
        where = Path(row["file"]).relative_to(root).as_posix()
        if "error" in row:
            found.append(Finding(where, 1, row["error"]))
        else:
            found += _too_long(where, row["name"], row["line"], row["lines"])
    return found


def _too_long(where: str, name: str, line: int, lines: int) -> list[Finding]:
    if lines <= FUNCTION_LINES:
        return []
    return [Finding(where, line, f"{name} has {lines} lines, {FUNCTION_LINES} are allowed")]


def _node() -> str:
    node = shutil.which("node", path=sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", ""))
    assert node is not None, "node is missing: the set-up did not finish"
    return node
