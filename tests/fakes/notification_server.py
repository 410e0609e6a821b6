"""A session bus of one's own with a notification server on it that shows nothing and presses what it is told to."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from dbus_fast import Message, RequestNameReply
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal
from typing_extensions import Self

T = TypeVar("T")
NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
PEER = "org.freedesktop.DBus.Peer"
CLOSED_BY_PROGRAM = 3

Text = Annotated[str, DBusSignature("s")]
Texts = Annotated[list[str], DBusSignature("as")]
Number = Annotated[int, DBusSignature("u")]
Hints = Annotated[dict[str, Any], DBusSignature("a{sv}")]
Milliseconds = Annotated[int, DBusSignature("i")]
Nothing = Annotated[None, DBusSignature("")]
Pressed = Annotated[list[Any], DBusSignature("us")]
Closed = Annotated[list[int], DBusSignature("uu")]
Server = Annotated[list[str], DBusSignature("ssss")]


@dataclass(frozen=True)
class ShownNotification:
    """What a program asked to be shown; `actions` are words by key."""

    number: int
    title: str
    text: str
    actions: dict[str, str]
    urgency: int


class _Notifications(ServiceInterface):
    def __init__(self, shown: dict[int, ShownNotification]) -> None:
        super().__init__(NAME)
        self._shown, self._last, self.hangs = shown, 0, threading.Event()

    @dbus_method(name="Notify")
    async def notify(
        self, app: Text, replaces: Number, icon: Text, title: Text, text: Text, actions: Texts, hints: Hints,
        timeout: Milliseconds,
    ) -> Number:  # fmt: skip
        if self.hangs.is_set():
            await asyncio.Event().wait()
        self._last += 1
        pairs = dict(zip(actions[::2], actions[1::2], strict=True))
        self._shown[self._last] = ShownNotification(self._last, title, text, pairs, hints["urgency"].value)
        return self._last

    @dbus_method(name="CloseNotification")
    def close(self, number: Number) -> Nothing:
        if self._shown.pop(number, None):
            self.closed(number, CLOSED_BY_PROGRAM)

    @dbus_method(name="GetCapabilities")
    def capabilities(self) -> Texts:
        return ["actions", "body", "body-markup"]

    @dbus_method(name="GetServerInformation")
    def information(self) -> Server:
        return ["fake", "tests", "1", "1.2"]

    @dbus_signal(name="NotificationClosed")
    def closed(self, number: int, reason: int) -> Closed:
        return [number, reason]

    @dbus_signal(name="ActionInvoked")
    def invoked(self, number: int, key: str) -> Pressed:
        return [number, key]


class NotificationServer:
    """Use as a context manager; `address` is the bus's. With `serving=False` there is a bus and nobody who notifies."""

    def __init__(self, *, serving: bool = True) -> None:
        self.address = ""
        self._serving = serving
        self._program = ""
        self._shown: dict[int, ShownNotification] = {}
        self._service = _Notifications(self._shown)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
        )
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self._thread.start()
        if self._serving:
            self._connection = self._do(self._serve())
        return self

    def __exit__(self, *_: object) -> None:
        if self._serving:
            self._do(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._bus.terminate()
        self._bus.wait()
        assert self._bus.stdout is not None
        self._bus.stdout.close()

    def shown(self) -> list[ShownNotification]:
        """What stands on the screen, oldest first."""
        return [notification for _number, notification in sorted(self._shown.items())]

    def press(self, words: str) -> None:
        """Press the button of these words on the newest notification, or click on it for "". It has closed then."""
        newest = self.shown()[-1]
        key = next(key for key, shown in newest.actions.items() if shown == words)
        self._do(self._press(newest.number, key))

    def hang(self) -> None:
        """From now on it answers nothing."""
        self._service.hangs.set()

    async def _serve(self) -> MessageBus:
        connection = await MessageBus(self.address).connect()
        connection.export(PATH, self._service)
        connection.add_message_handler(self._hear)
        assert await connection.request_name(NAME) == RequestNameReply.PRIMARY_OWNER
        return connection

    def _hear(self, message: Message) -> None:
        if message.member == "Notify":
            self._program = message.sender or ""

    async def _press(self, number: int, key: str) -> None:
        """No hand is so quick that it comes before the program has read which number its notification got: it answers
        this in turn."""
        await self._connection.call(Message(self._program, "/", PEER, "Ping"))
        self._service.invoked(number, key)
        self._service.close(number)

    async def _hang_up(self) -> None:
        self._connection.disconnect()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)
