"""What the user chose, in one readable JSON file that is replaced whole."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from backend.core.errors import StorageFailed
from backend.core.state import Settings
from backend.storage.files import set_aside, write_whole
from backend.storage.notices import Notify

log = logging.getLogger(__name__)

SCHEMA = 1
LONGEST_FILE = 64 * 1024
LONGEST_TEXT = 256
_CHOICES = {"language": ("", "zh-CN", "en"), "theme": ("system", "light", "dark")}


class SettingsFile:
    """Nonsense in the file falls back to what is usual, and the file is kept aside."""

    def __init__(self, path: Path, notify: Notify) -> None:
        self._path = path
        self._notify = notify
        self._others: dict[str, Any] = {}

    def load(self) -> Settings:
        """What was chosen; what is usual when the file is nonsense, told as `settings_set_aside`. Raises nothing."""
        try:
            stored = self._read()
        except FileNotFoundError:
            return Settings()
        except (OSError, StorageFailed) as error:
            log.error("the settings cannot be read: %s", error)
            self._notify("settings_unreadable", path=str(self._path))
            return Settings()
        except ValueError as error:
            log.warning("the settings are nonsense: %s", error)
            self._put_aside()
            return Settings()
        known = {field.name for field in fields(Settings)}
        # What a later version of the program wrote is kept for it.
        self._others = {key: value for key, value in stored.items() if key not in known}
        return Settings(**{key: value for key, value in stored.items() if key in known})

    def save(self, settings: Settings) -> None:
        """Errors: StorageFailed, and the old file stays."""
        content = {"schema": SCHEMA, **self._others, **asdict(settings)}
        write_whole(self._path, json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")

    def _read(self) -> dict[str, Any]:
        with open(self._path, "rb") as file:
            text = file.read(LONGEST_FILE + 1)
        if len(text) > LONGEST_FILE:
            raise ValueError("too long")
        try:
            stored = json.loads(text)
        except RecursionError:
            raise ValueError("too deep") from None
        if not isinstance(stored, dict) or not isinstance(stored.get("schema"), int):
            raise ValueError("no settings")
        for field in fields(Settings):
            if field.name in stored and not _usable(field.name, stored[field.name], field.default):
                raise ValueError(field.name)
        return stored

    def _put_aside(self) -> None:
        try:
            aside = set_aside(self._path)
        except StorageFailed:
            aside = self._path
        self._notify("settings_set_aside", path=str(aside))


def _usable(name: str, value: object, usual: object) -> bool:
    if type(value) is not type(usual):
        return False
    if name in _CHOICES:
        return value in _CHOICES[name]
    return not isinstance(value, str) or len(value) <= LONGEST_TEXT
