"""Where the operator's platform is (packaging/docs/settings-file.md)."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

VARIABLE = "CLOUD_SWITCHBOARD_PLATFORM"
LONGEST_FILE = 64 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def machine_folder() -> Path:
    """Where the installer and the administration of a machine put files for all its users."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "CloudSwitchboard"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/CloudSwitchboard")
    return Path("/etc/cloud-switchboard")


def find(data: Path, environment: Mapping[str, str], machine: Path | None = None) -> str:
    """The platform's address, "" when nobody has said it. A managed policy comes before the environment, that before
    the user's settings file, that before the installer's."""
    sources = _files("platform", data, machine or machine_folder())
    sources.insert(1, ("the environment", environment.get(VARIABLE, "")))
    return _usable("platform", sources).rstrip("/")


def find_updates(data: Path, usual: str, machine: Path | None = None) -> str:
    """Where new versions of the program come from, with a / at its end: what the same files name as `updates`, or else
    what is usual."""
    address = _usable("updates", _files("updates", data, machine or machine_folder()))
    return f"{address.rstrip('/')}/" if address else usual


def is_usable(address: str) -> bool:
    """https to anywhere, plain http only to this machine; nothing but scheme, host, port and path."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment or not address.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def _files(key: str, data: Path, folder: Path) -> list[tuple[str, str]]:
    """What is said under this key, and who says it; the first of them counts."""
    return [
        ("the managed policy", _in_file(folder / "policy.json", key)),
        ("the settings file", _in_file(data / "settings.json", key)),
        ("the installer's file", _in_file(folder / "settings.json", key)),
    ]


def _usable(key: str, sources: list[tuple[str, str]]) -> str:
    for source, address in sources:
        if is_usable(address):
            return address
        if address:
            log.error("%s names no usable address as %s", source, key)
    return ""


def _in_file(path: Path, key: str) -> str:
    try:
        with open(path, "rb") as file:
            content = json.loads(file.read(LONGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return ""
    address = content.get(key, "") if isinstance(content, dict) else ""
    return address if isinstance(address, str) else ""
