"""The parts of others that this program is made of. The bundle carries the metadata of DISTRIBUTIONS along."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

PROGRAM = "cloud-switchboard"
LICENCE = "GPL-3.0-or-later"
# Every name whose metadata is read, for whoever packs the program; those of other systems are missing there.
DISTRIBUTIONS = (
    "pjsua2-python", "pywebview", "PyQt6", "PyQt6-Qt6", "PyQt6-WebEngine", "PyQt6-WebEngine-Qt6", "Flask", "waitress",
    "peewee", "httpx", "miniaudio", "livekit", "numpy", "pystray", "python-xlib", "pillow", "keyring", "cryptography",
    "platformdirs", "pypinyin", "aiohttp", "G722", "tomli", "tufup", "tuf", "desktop-notifier",
)  # fmt: skip
# Licences that the metadata leaves out, gives as a whole text, or writes in words of its own.
_LICENCES = {
    "pjsua2-python": "GPL-2.0-or-later", "peewee": "MIT", "numpy": "BSD-3-Clause", "tufup": "MIT",
    "pywebview": "BSD-3-Clause", "PyQt6-Qt6": "LGPL-3.0-only", "PyQt6-WebEngine-Qt6": "LGPL-3.0-only",
    "waitress": "ZPL-2.1", "pystray": "LGPL-3.0-only", "python-xlib": "LGPL-2.1-or-later",
}  # fmt: skip
# Parts of the page, which have no metadata here: name, version, licence.
PAGE_PARTS = (("htm (with Preact)", "3.1.1", "Apache-2.0 AND MIT"),)
_LONGEST = 60
_SHOWN = ("PyQt6-Qt6", "pjsua2-python", "livekit", "miniaudio", "pywebview")


@dataclass(frozen=True)
class Component:
    """One part: the name it is published under, and its licence as SPDX writes it where that is known."""

    name: str
    version: str
    licence: str


def components() -> tuple[Component, ...]:
    """All that are installed here, in the order of their names."""
    page = [Component(*part) for part in PAGE_PARTS]
    return tuple(sorted([*filter(None, map(_component, DISTRIBUTIONS)), *page], key=lambda one: one.name.lower()))


def versions() -> dict[str, str]:
    """The few that explain most faults."""
    return {one.name: one.version for one in filter(None, map(_component, _SHOWN))}


def _component(name: str) -> Component | None:
    try:
        said = metadata(name).json
    except PackageNotFoundError:
        return None
    own = str(said.get("license_expression") or said.get("license") or "").strip()
    licence = _LICENCES.get(name, own if len(own) <= _LONGEST and "\n" not in own else "")
    return Component(name, str(said.get("version") or ""), licence)
