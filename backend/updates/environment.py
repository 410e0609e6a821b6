"""The environment of a program that another version starts: as it was before this one made itself at home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_BEFORE = "_ORIG"  # PyInstaller keeps the library path of before under this ending
# Tells PyInstaller's start that this is a program of its own, not a further process of the one that runs.
_ANEW = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}


def for_another(environment: Mapping[str, str], bundle: Path) -> dict[str, str]:
    """Without what names this version's folder (paths of libraries and plug-ins), and with what stood there before."""
    own = str(bundle)
    kept = {name: value for name, value in environment.items() if own not in value and not name.startswith("_PYI_")}
    for name in [name for name in kept if name.endswith(_BEFORE)]:
        kept[name.removesuffix(_BEFORE)] = kept.pop(name)
    return {**kept, **_ANEW}
