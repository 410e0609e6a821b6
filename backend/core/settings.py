"""The user's settings: what is allowed, and keeping them."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

from backend.core.bus import Bus
from backend.core.errors import InvalidInput, StorageFailed, TelephoneError
from backend.core.events import SettingsChanged
from backend.core.loop import Loop
from backend.core.notices import Notices
from backend.core.ports import SavedSettings
from backend.core.state import Settings
from backend.core.workers import Workers

log = logging.getLogger(__name__)

LONGEST_DEVICE_NAME = 256
WRITE_AGAIN_S = 10.0
_CHOICES = {"language": ("", "zh-CN", "en"), "theme": ("system", "light", "dark")}
_MOST_DB = {"microphone_boost_db": 24, "listening_boost_db": 12}


_NAMES = frozenset(field.name for field in dataclasses.fields(Settings))


def changed(settings: Settings, fields: Mapping[str, Any]) -> Settings:
    """The settings with some fields changed. Error: InvalidInput `invalid_setting` with the field."""
    for name, value in fields.items():
        if not _allowed(settings, name, value):
            raise InvalidInput("invalid_setting", field=name)
    return dataclasses.replace(settings, **fields)


def _allowed(settings: Settings, name: str, value: Any) -> bool:
    present = getattr(settings, name, None) if name in _NAMES else None
    if present is None or type(value) is not type(present):
        return False
    if isinstance(value, str):
        if name in _CHOICES:
            return value in _CHOICES[name]
        return len(value) <= LONGEST_DEVICE_NAME and value.isprintable()
    return 0 <= value <= _MOST_DB[name] if name in _MOST_DB else True


class Preferences:
    """The settings in force. Belongs to the core thread; `keeper` is one worker: the last change is written last."""

    def __init__(self, loop: Loop, bus: Bus, keeper: Workers, notices: Notices, saved: SavedSettings) -> None:
        self._loop, self._bus, self._keeper, self._notices, self._saved = loop, bus, keeper, notices, saved
        self.state = Settings()

    def load(self) -> None:
        """Read them at the start; unreadable ones are replaced by the defaults and the user is told."""
        try:
            self.state = self._saved.load()
        except StorageFailed as error:
            log.warning("settings cannot be read: %s", error.code)
            self._notices.add("settings_not_read", cause=error.code)

    def change(self, fields: Mapping[str, Any]) -> Settings:
        """Change some fields: they are in force at once and are written by a worker."""
        settings = changed(self.state, fields)
        if settings != self.state:
            self.state = settings
            self._write()
            self._bus.publish(SettingsChanged(settings))
        return settings

    def _write(self) -> None:
        settings = self.state
        self._keeper.do(lambda: self._saved.save(settings), self._written, self._not_written)

    def _written(self, _: object) -> None:
        self._notices.withdraw("settings_not_saved")

    def _not_written(self, error: TelephoneError) -> None:
        self._notices.add("settings_not_saved", cause=error.code)
        self._loop.after(WRITE_AGAIN_S, self._write)
