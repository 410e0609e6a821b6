"""What the calls and the registration need from the engine that owns them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from backend.phone.messages import News
from backend.phone.timers import Timers


class Audio(Protocol):
    """The one microphone and loudspeaker that calls are joined to; `media` is a pjsua2 AudioMedia."""

    def hear(self, media: Any) -> None: ...
    def speak(self, media: Any, on: bool) -> None: ...
    def run(self, on: bool) -> None: ...
    def close(self) -> None: ...


class Desk(Protocol):
    """The engine, as its calls and its registration see it. All but `post` are for the owner thread."""

    timers: Timers
    audio: Audio

    def tell(self, news: News) -> None: ...
    def gone(self, call_id: str) -> None: ...
    def incoming(self, pj_id: int, message: str) -> None: ...
    def post(self, job: Callable[[], None]) -> None: ...
