"""A phone process without process, SIP or sound: the same interface, the same news; `far` plays the other parties."""

from __future__ import annotations

import itertools
import queue
import re
import threading
import time
import uuid
from collections.abc import Callable

from backend.phone import messages as m
from backend.phone.sound_messages import (
    ChooseSound,
    MeasureLevel,
    SoundLevel,
    SoundTest,
    StartSoundTest,
    StopSoundTest,
)
from tests.fakes.phone_call import FakeCall

_DIALLABLE = re.compile(r"[0-9A-Za-z*#+._-]{1,64}\Z")
_MOST_CALLS = 4


class FakePhone:
    """As PhoneProcess. Works on a thread of its own, in order, as the real one does. `password` is the right one and
    `registrar` what the platform says to it."""

    def __init__(self, options: m.PhoneOptions, on_news: Callable[[m.News], None]) -> None:
        self.options = options
        self.password = "secret"
        self.registrar = 200
        self.sound = options.sound
        self.dialled: queue.Queue[FakeCall] = queue.Queue()
        self._on_news = on_news
        self._account: m.SipAccount | None = None
        self._calls: dict[str, FakeCall] = {}
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._pids = itertools.count(1)
        self.pid = 0
        self._thread = threading.Thread(target=self._work, name="fake-phone", daemon=True)

    # The interface of PhoneProcess.

    def start(self) -> None:
        """Be up soon; Started tells."""
        self._jobs.put(lambda: self._started(False))
        self._thread.start()

    def send(self, command: m.Command) -> None:
        """Hand over a command; never blocks."""
        self._jobs.put(lambda: self._obey(command))

    def stop(self, timeout_s: float = 2.0) -> bool:
        """End the calls and leave."""
        self._jobs.put(self._leave)
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # What the world does to it.

    def call(self, number: str, name: str = "", via: str = "", referred_by: tuple[str, str] = ("", "")) -> FakeCall:
        """Somebody calls, or is handed on by whoever has that number and name."""
        call = FakeCall(str(uuid.uuid4()), number, self._do, True, self.options.transfer_patience_s)
        self._do(lambda: self._rings(call, name, via, referred_by))
        return call

    def kill(self) -> None:
        """The process dies and comes back, as its supervisor has it."""
        self._do(self._die)

    # The rest runs on its thread.

    def _do(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _tell(self, news: m.News) -> None:
        if isinstance(news, m.Ended):
            self._calls.pop(news.call_id, None)
        self._on_news(news)

    def _started(self, restarted: bool) -> None:
        self.pid = next(self._pids)
        self._tell(m.Started(self.pid, restarted))

    def _die(self) -> None:
        for call in list(self._calls.values()):
            call.end(m.Ended(call.call_id, 0, "phone process died", m.EndedBy.FAILURE))
        self._tell(m.Died(-9))
        self._started(True)
        if self._account is not None:
            self._register(self._account)

    def _leave(self) -> None:
        for call in list(self._calls.values()):
            call.hang_up_here()

    def _rings(self, call: FakeCall, name: str, via: str, referred_by: tuple[str, str]) -> None:
        call.tell = self._tell
        busy = len(self._calls) >= _MOST_CALLS
        self._calls[call.call_id] = call
        call.far_sees("486" if busy else "180")
        self._tell(m.Incoming(call.call_id, call.number, name, via, time.monotonic_ns(), *referred_by))
        if busy:
            call.end(m.Ended(call.call_id, 486, "Busy Here", m.EndedBy.LOCAL))

    def _obey(self, command: m.Command) -> None:
        if isinstance(command, m.Register):
            self._register(command.account)
        elif isinstance(command, m.Unregister):
            self._account = None
            self._tell(m.Unregistered())
        elif isinstance(command, m.Dial):
            self._dial(command)
        elif isinstance(command, ChooseSound):
            self.sound = command.sound
        elif isinstance(command, MeasureLevel | StartSoundTest | StopSoundTest):
            self._sounds(command)
        elif isinstance(command, m.EmptyLog):
            pass  # it keeps none
        elif isinstance(command, m.Stop):
            self._leave()
        elif call := self._calls.get(command.call_id):
            call.obey(command)
        else:
            self._tell(m.Refused(command.call_id, "no_such_call", type(command).__name__))

    def _sounds(self, command: MeasureLevel | StartSoundTest | StopSoundTest) -> None:
        """It has a sound server, and nobody speaks."""
        if isinstance(command, StopSoundTest):
            self._tell(SoundTest("idle"))
        elif isinstance(command, StartSoundTest):
            begun = SoundTest("recording" if command.kind == "microphone" else "playing")
            self._tell(SoundTest("failed", "sound_test_in_call") if self._calls else begun)
        elif command.on:
            self._tell(SoundLevel(-40.0, -90.0))

    def _register(self, account: m.SipAccount) -> None:
        self._account = account
        status = self.registrar if account.password == self.password else 401
        if status == 200:
            self._tell(m.Registered(account.expires_s))
        else:
            self._tell(m.RegistrationFailed(status, "Refused"))

    def _dial(self, command: m.Dial) -> None:
        if command.call_id in self._calls:
            self._tell(m.Refused(command.call_id, "wrong_call_state", "Dial"))
        elif self._account is None:
            self._tell(m.Ended(command.call_id, 503, "not_registered", m.EndedBy.FAILURE))
        elif not _DIALLABLE.match(command.number):
            self._tell(m.Ended(command.call_id, 484, "invalid_number", m.EndedBy.FAILURE))
        else:
            call = FakeCall(command.call_id, command.number, self._do, False, self.options.transfer_patience_s)
            call.tell = self._tell
            self._calls[call.call_id] = call
            self._tell(m.Calling(call.call_id))
            self.dialled.put(call)
