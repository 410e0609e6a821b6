"""Which room may know which: web, desktop -> core <- phone, storage, provisioning; the switchboard stands alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import Finding, files, syntax

ROOMS = {"core", "phone", "storage", "provisioning", "web", "desktop", "updates", "switchboard", "diagnostics"}
MAY_KNOW = {room: {room, "core"} for room in ROOMS} | {"core": {"core"}, "switchboard": {"switchboard"}}
# Other files beside them, such as the demo's, are parts of the start: app.py uses them, and they know no room but core.
SEE_ALL = {"__init__.py", "__main__.py", "app.py", "screens.py"}
# Beside the standard library the rules of a telephone use only parts that compute and do nothing else.
PURE = {"pypinyin", "phonenumbers"}
# What is wrong with the other parts must be found out without them.
PLAIN: dict[str, set[str]] = {"core": PURE, "diagnostics": set()}
# A foreign part belongs to one room, where its objects become plain values.
OWNED = {
    "pjsua2": {"phone"},
    "_pjsua2": {"phone"},
    "miniaudio": {"phone"},
    "livekit": {"phone"},
    "peewee": {"storage", "switchboard"},
    "playhouse": {"storage", "switchboard"},
    "webview": {"desktop"},
    "pystray": {"desktop"},
    "Xlib": {"desktop"},
    "desktop_notifier": {"desktop"},
    "flask": {"web"},
    "tuf": {"updates", "switchboard"},
    "tufup": {"updates", "switchboard"},
}


def findings(root: Path) -> list[Finding]:
    """Every import under backend/ that a room must not have."""
    found = []
    for path in files(root / "backend", ".py"):
        where = path.relative_to(root)
        for line, module in imports(path, where):
            found += [Finding(where.as_posix(), line, what) for what in _objections(where, module)]
    return found


def imports(path: Path, where: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute module name) of every import in the file, also inside functions and by import_module."""
    package = where.parent.parts
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            # `from backend import phone` names a room only in its last word.
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            named = node.args[0]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield node.lineno, named.value
            else:
                yield node.lineno, "tests.unknown"


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _objections(where: Path, module: str) -> Iterator[str]:
    parts = module.split(".")
    if parts[0] == "tests" or any(part.lower().startswith("fake") for part in parts):
        yield f"the program imports {module}: fakes and tests stay outside"
        return
    room = where.parts[1]
    if room in SEE_ALL:
        return
    if room not in ROOMS and len(where.parts) > 2:
        yield f"{room} is no room"
        return
    if parts[0] == "backend":
        other = parts[1] if len(parts) > 1 else ""
        if other not in MAY_KNOW.get(room, {"core"}):
            yield f"{room} must not know {module}"
    elif parts[0] in OWNED and room not in OWNED[parts[0]]:
        yield f"{parts[0]} belongs to {', '.join(sorted(OWNED[parts[0]]))}, not to {room}"
    elif room in PLAIN and parts[0] not in sys.stdlib_module_names | PLAIN[room]:
        yield f"{room} imports {parts[0]}: only the standard library and pure parts"
