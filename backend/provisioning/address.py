"""Where the operator's platform is (packaging/docs/settings-file.md)."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
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
    folder = machine or machine_folder()
    for source, address in _said(data, environment, folder):
        if is_usable(address):
            return address.rstrip("/")
        log.error("%s names no usable platform address", source)
    return ""


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


def _said(data: Path, environment: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    sources = (
        ("the managed policy", _in_file(folder / "policy.json")),
        ("the environment", environment.get(VARIABLE, "")),
        ("the settings file", _in_file(data / "settings.json")),
        ("the installer's file", _in_file(folder / "settings.json")),
    )
    return ((source, address) for source, address in sources if address)


def _in_file(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            content = json.loads(file.read(LONGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return ""
    address = content.get("platform", "") if isinstance(content, dict) else ""
    return address if isinstance(address, str) else ""
