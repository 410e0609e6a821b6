"""What the user chose, in one readable JSON file that is replaced whole."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from backend.core.choices import is_allowed
from backend.core.errors import StorageFailed
from backend.core.state import Settings
from backend.storage.files import copy_aside, json_object, set_aside, write_whole
from backend.storage.notices import Notify

log = logging.getLogger(__name__)

SCHEMA = 1
LONGEST_FILE = 64 * 1024
_KNOWN = frozenset(field.name for field in fields(Settings))


class SettingsFile:
    """Nonsense in the file falls back to what is usual, one field alone where the rest can be used; the file as it was
    is kept aside. `policy` is the file in which the machine's administration fixes settings."""

    def __init__(self, path: Path, notify: Notify, policy: Path | None = None) -> None:
        self._path = path
        self._notify = notify
        self._policy = policy

    def load(self) -> Settings:
        """What was chosen; what is usual in place of nonsense, told as `settings_set_aside`. What a later version of
        the program wrote is used as far as it is known here, told as `settings_newer`. Raises nothing."""
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
        if _is_newer(stored):
            self._notify("settings_newer", path=str(self._path))
        elif unusable:
            log.warning("nonsense in the settings: %s", ", ".join(unusable))
            self._mend(text, settings)
        return settings

    def save(self, settings: Settings) -> None:
        """Errors: StorageFailed, and the old file stays."""
        stored = self._stored()
        kept = {
            name: value for name, value in stored.items() if name not in _KNOWN or _is_foreign(stored, name, settings)
        }
        content = {"schema": SCHEMA, **asdict(settings), **kept}
        text = json.dumps(content, ensure_ascii=False, indent=2)
        write_whole(self._path, text.encode(errors="surrogatepass") + b"\n")

    def locked(self) -> dict[str, Any]:
        """The settings that the machine's policy fixes; nonsense among them is logged and does not count."""
        if self._policy is None:
            return {}
        try:
            with open(self._policy, "rb") as file:
                given = _object(file.read(LONGEST_FILE + 1)).get("settings", {})
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.error("the machine's policy cannot be used: %s", error)
            return {}
        if not isinstance(given, dict):
            log.error("the machine's policy: settings is no object")
            return {}
        for name in sorted(name for name, value in given.items() if not is_allowed(name, value)):
            log.error("the machine's policy: %r cannot be set to this", name[:64])
        return {name: value for name, value in given.items() if is_allowed(name, value)}

    def _stored(self) -> dict[str, Any]:
        """What the file says now: beside the settings that is the platform's address, and what a later version of the
        program wrote. Errors: StorageFailed, for nothing replaces what cannot be read now."""
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
        return stored

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
    given = [field.name for field in fields(Settings) if field.name in stored]
    unusable = [name for name in given if not is_allowed(name, stored[name])]
    settings = Settings(**{name: stored[name] for name in given if name not in unusable})
    return settings, unusable if _is_schema(stored.get("schema", SCHEMA)) else ["schema", *unusable]


def _is_schema(value: object) -> bool:
    return type(value) is int


def _is_newer(stored: dict[str, Any]) -> bool:
    schema = stored.get("schema", SCHEMA)
    return _is_schema(schema) and schema > SCHEMA


def _is_foreign(stored: dict[str, Any], name: str, settings: Settings) -> bool:
    """Is this the choice of a later version of the program, which the user has not changed here?"""
    usual = getattr(settings, name) == getattr(Settings(), name)
    return _is_newer(stored) and usual and not is_allowed(name, stored[name])
