"""The system's notifications, with buttons (desktop-notifier). Nothing here can hurt a call: what fails is logged."""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.core.foreign import one_line

if TYPE_CHECKING:  # loaded on the thread of the notifications, so that the start does not pay for it
    from desktop_notifier import DesktopNotifier

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 3.0
LEAVE_WITHIN_S = 0.5
LONGEST_TITLE = 80
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Note:
    """What is shown: a click does `on_click`, a button (its words, what it does) does that. `name` replaces what stands
    there under the same name; an urgent one stays until it is taken away."""

    name: str
    title: str
    text: str
    on_click: Callable[[], object]
    buttons: tuple[tuple[str, Callable[[], object]], ...] = ()
    urgent: bool = False


class Notifications:
    """Every method may be called from any thread and returns at once; the work is done in order on a thread of its
    own."""

    def __init__(self, name: str, icon: Path, on_available: Callable[[bool], object] = lambda there: None) -> None:
        self._name, self._icon, self._on_available = name, icon, on_available
        self._guard = threading.Lock()
        self._left = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn: asyncio.Lock | None = None
        self._notifier: DesktopNotifier | None = None
        self._shown: dict[str, str] = {}

    def start(self) -> None:
        """Find out whether this desktop shows notifications; `on_available` hears it, and whenever it changes."""
        self._do(self._connect())

    def show(self, note: Note, if_not: Callable[[], object] = lambda: None) -> None:
        """Show it; `if_not` runs, on the notifications' thread, when this desktop does not."""
        self._do(self._show(note, if_not))

    def withdraw(self, name: str) -> None:
        """Take it away; one that is not there is none."""
        self._do(self._withdraw(name))

    def stop(self) -> None:
        """Take all of them away; waits shortly. What is asked for later is not done."""
        with self._guard:
            self._left, loop, self._loop = True, self._loop, None
        if loop is not None:
            with contextlib.suppress(Exception):
                asyncio.run_coroutine_threadsafe(self._one_by_one(self._leave()), loop).result(LEAVE_WITHIN_S)
            loop.call_soon_threadsafe(loop.stop)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        with self._guard:
            if self._left:
                work.close()
                return
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=_run, args=(self._loop,), name="notifications", daemon=True).start()
            asyncio.run_coroutine_threadsafe(self._one_by_one(work), self._loop)

    async def _one_by_one(self, work: Coroutine[Any, Any, None]) -> None:
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            try:
                await asyncio.wait_for(work, ANSWER_WITHIN_S)
            except Exception as error:  # noqa: BLE001 - a bus or a server of any make may fail in any way
                log.info("no notification: %s", type(error).__name__)
                self._disconnect()
                self._on_available(False)

    async def _connect(self) -> None:
        if self._notifier is None:
            from desktop_notifier import DesktopNotifier, Icon

            self._notifier = DesktopNotifier(self._name, Icon(path=self._icon))
            await self._notifier.get_capabilities()
            self._on_available(True)

    async def _show(self, note: Note, if_not: Callable[[], object]) -> None:
        try:
            await self._send(note)
        finally:
            if note.name not in self._shown:
                if_not()

    async def _send(self, note: Note) -> None:
        await self._withdraw(note.name)
        await self._connect()
        from desktop_notifier import Button, Urgency

        assert self._notifier is not None
        sent: list[bool] = []
        identifier = await self._notifier.send(
            one_line(note.title, LONGEST_TITLE),
            _text(note.text),
            urgency=Urgency.Critical if note.urgent else Urgency.Normal,
            buttons=[Button(title, on_pressed=on_pressed) for title, on_pressed in note.buttons],
            on_clicked=note.on_click,
            on_dispatched=lambda: sent.append(True),
        )
        if not sent:  # the library has logged why
            raise ConnectionError
        self._shown[note.name] = identifier

    async def _withdraw(self, name: str) -> None:
        identifier = self._shown.pop(name, "")
        if self._notifier is not None and identifier in await self._notifier.get_current_notifications():
            await self._notifier.clear(identifier)

    async def _leave(self) -> None:
        for name in tuple(self._shown):
            await self._withdraw(name)
        self._disconnect()

    def _disconnect(self) -> None:
        """The next one tries with a new connection. The library itself never ends one."""
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        self._notifier = None
        self._shown.clear()
        if bus is not None:
            bus.disconnect()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _text(text: str) -> str:
    """Where the text is markup (freedesktop.org) nothing in it may be taken for that."""
    line = one_line(text, LONGEST_TEXT)
    return html.escape(line, quote=False) if sys.platform.startswith("linux") else line
