"""What the user chose, in one readable JSON file that is replaced whole."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from backend.core.errors import StorageFailed
from backend.core.state import Settings
from backend.storage.files import copy_aside, json_object, set_aside, write_whole
from backend.storage.notices import Notify

log = logging.getLogger(__name__)

SCHEMA = 1
LONGEST_FILE = 64 * 1024
LONGEST_TEXT = 256
_CHOICES = {"language": ("", "zh-CN", "en"), "theme": ("system", "light", "dark")}
_MOST_DB = {"microphone_boost_db": 24, "listening_boost_db": 12}


class SettingsFile:
    """Nonsense in the file falls back to what is usual, one field alone where the rest can be used; the file as it was
    is kept aside."""

    def __init__(self, path: Path, notify: Notify) -> None:
        self._path = path
        self._notify = notify

    def load(self) -> Settings:
        """What was chosen; what is usual in place of nonsense, told as `settings_set_aside`. Raises nothing."""
        try:
            text = self._text()
            stored = _object(text)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            log.error("the settings cannot be read: %s", error)
            self._notify("settings_unreadable", path=str(self._path))
            return Settings()
        except ValueError as error:
            log.warning("the settings are nonsense: %s", error)
            self._put_aside()
            return Settings()
        settings, unusable = _chosen(stored)
        if unusable:
            log.warning("nonsense in the settings: %s", ", ".join(unusable))
            self._mend(text, settings)
        return settings

    def save(self, settings: Settings) -> None:
        """Errors: StorageFailed, and the old file stays."""
        content = {"schema": SCHEMA, **self._others(), **asdict(settings)}
        text = json.dumps(content, ensure_ascii=False, indent=2)
        write_whole(self._path, text.encode(errors="surrogatepass") + b"\n")

    def _others(self) -> dict[str, Any]:
        """What the file says beside the settings is kept for whom it is for: the platform's address, and what a later
        version of the program wrote. Errors: StorageFailed, for nothing replaces what cannot be read now."""
        try:
            stored = _object(self._text())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StorageFailed("storage_failed", path=str(self._path)) from error
        except ValueError:
            self._put_aside()
            return {}
        if not _is_schema(stored.get("schema", SCHEMA)):
            del stored["schema"]
        known = {field.name for field in fields(Settings)}
        return {key: value for key, value in stored.items() if key not in known}

    def _text(self) -> bytes:
        with open(self._path, "rb") as file:
            return file.read(LONGEST_FILE + 1)

    def _put_aside(self) -> None:
        try:
            aside = set_aside(self._path)
        except StorageFailed:
            aside = self._path
        self._notify("settings_set_aside", path=str(aside))

    def _mend(self, text: bytes, settings: Settings) -> None:
        """A copy goes aside, so that the file stays where the platform's address is looked for."""
        try:
            aside = copy_aside(self._path, text)
            self.save(settings)
        except StorageFailed as error:
            log.warning("the settings cannot be mended: %s", error.code)
            aside = self._path
        self._notify("settings_set_aside", path=str(aside))


def _object(text: bytes) -> dict[str, Any]:
    if len(text) > LONGEST_FILE:
        raise ValueError("too long")
    return json_object(text)


def _chosen(stored: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The settings, and the names of the fields that cannot be used. A file without a schema is of the first."""
    given = {field.name: field.default for field in fields(Settings) if field.name in stored}
    unusable = [name for name, usual in given.items() if not _usable(name, stored[name], usual)]
    settings = Settings(**{name: stored[name] for name in given if name not in unusable})
    return settings, unusable if _is_schema(stored.get("schema", SCHEMA)) else ["schema", *unusable]


def _is_schema(value: object) -> bool:
    return type(value) is int


def _usable(name: str, value: object, usual: object) -> bool:
    if type(value) is not type(usual):
        return False
    if name in _CHOICES:
        return value in _CHOICES[name]
    if isinstance(value, int) and name in _MOST_DB:
        return 0 <= value <= _MOST_DB[name]
    return not isinstance(value, str) or len(value) <= LONGEST_TEXT
