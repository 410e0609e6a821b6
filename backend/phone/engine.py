"""The telephone itself: one owner thread that carries out commands, runs pjsua2 and tells news."""

from __future__ import annotations

import gc
import logging
import re
import time
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from backend.core.log_files import empty_log_files
from backend.core.state import LineFacts
from backend.phone import headers
from backend.phone.account import Registration
from backend.phone.call import PhoneCall
from backend.phone.desk import Audio
from backend.phone.endpoint import PhoneEndpoint
from backend.phone.log import SipLog
from backend.phone.media import Bridge
from backend.phone.messages import (
    Answer,
    AskStatistics,
    CancelTransfer,
    CheckCall,
    Command,
    Decline,
    Dial,
    EmptyLog,
    Ended,
    EndedBy,
    HangUp,
    Hold,
    Incoming,
    Mute,
    News,
    PhoneOptions,
    Refused,
    Register,
    SendDtmf,
    SilenceRing,
    Statistics,
    Stop,
    Transfer,
    Unregister,
)
from backend.phone.sound import Arrangement, Sound
from backend.phone.sound_messages import ChooseSound, MeasureLevel, StartSoundTest, StopSoundTest
from backend.phone.timers import Timers
from backend.phone.transports import Transports, Waker

_LONGEST_WAIT_S = 0.2
_LAST_WORDS_S = 1.0
_REST_S = 2.0
_BUSY_TONE_S = 3.0
_MEASURE_S = 5.0
_SETTLE_S = 0.2  # REGISTER goes first, loading the sound libraries after it
_DIALLABLE = re.compile(r"[0-9A-Za-z*#+._-]{1,64}\Z")
_log = logging.getLogger("phone")


class Engine:
    """Everything but `post` runs on the thread that made it."""

    def __init__(self, options: PhoneOptions, tell: Callable[[News], None], beat: Callable[[], None]) -> None:
        self.timers = Timers()
        self._tell = tell
        self._moved = False
        self._beat = beat
        self._jobs: deque[Callable[[], None]] = deque()
        self._calls: dict[str, PhoneCall] = {}
        self._past: list[PhoneCall] = []
        self._stopping = False
        self._patience_s = options.transfer_patience_s
        self._rest = self.timers.later(_REST_S, lambda: None)
        self._busy = False
        self._busy_over = self.timers.later(0.0, lambda: None)
        self._told_facts = LineFacts()
        self._log = SipLog() if options.log_path else None
        self._endpoint = PhoneEndpoint(options, self._log, self)
        self._waker = Waker(self._endpoint)
        self._sound = Sound(options.sound, tell)
        self.audio: Audio = Bridge(self._endpoint, self._sound)
        self._registration = Registration(self, Transports(self._endpoint, options.bind_address), options)
        gc.disable()  # a collection on another thread would delete pjsua2's objects there, which aborts

    # Any thread.

    def post(self, job: Callable[[], None]) -> None:
        """Have `job` done on the owner thread, now."""
        self._jobs.append(job)
        self._waker.wake()

    def command(self, command: Command) -> None:
        """Have a command carried out on the owner thread, now."""
        self.post(lambda: self._carry_out(command))

    # The owner thread.

    def run(self) -> None:
        """Work until a Stop."""
        self._keep_beating()
        self._keep_measuring()
        self.timers.later(_SETTLE_S, self._sound.start)
        while not self._stopping:
            self._turn()
        self._close()

    def tell(self, news: News) -> None:
        """Tell news; sound and clock follow them at the end of the turn."""
        self.arrange_sound()
        self._tell(news)

    def arrange_sound(self) -> None:
        """Have sound and clock follow at the end of the turn, though there are no news."""
        self._moved = True

    def measured(self, sound: Statistics | None) -> None:
        """How a call sounds, or sounded; told at the end of the turn."""
        self._registration.facts.measured(sound)

    def _keep_measuring(self) -> None:
        self.timers.later(_MEASURE_S, self._keep_measuring)
        for call in self._calls.values():
            if call.established:
                self.measured(call.statistics())
        self._tell_facts()

    def _tell_facts(self) -> None:
        facts = self._registration.facts.now
        if facts != self._told_facts:
            self._told_facts = facts
            self._tell(facts)

    def busy(self) -> None:
        """Somebody who was called is busy: that is heard, unless another call comes first."""
        self._busy = True
        self._busy_over.cancel()
        self._busy_over = self.timers.later(_BUSY_TONE_S, self._no_longer_busy)

    def _no_longer_busy(self) -> None:
        self._busy = False
        self.arrange_sound()

    def incoming(self, pj_id: int, message: str) -> None:
        """An INVITE: 180 goes out before anybody is told."""
        received_ns = time.monotonic_ns()
        login = self._registration.login
        call = PhoneCall(login, self, str(uuid.uuid4()), pj_id)
        self._calls[call.call_id] = call
        who = headers.caller(message)
        call.ring(who.number)
        via = headers.via_number(message)
        by = headers.referred_by(message) or headers.NamedNumber("")
        self.tell(Incoming(call.call_id, who.number, who.display_name, via, received_ns, by.number, by.display_name))

    def turned_away(self, caller: str) -> None:
        """A call from this name-addr got 486 because there were too many: told, so that it is not lost."""
        who = headers.named_number(caller) or headers.NamedNumber("")
        call_id = str(uuid.uuid4())
        self.tell(Incoming(call_id, who.number, who.display_name, "", time.monotonic_ns()))
        self.tell(Ended(call_id, 486, "Busy Here", EndedBy.LOCAL))

    def gone(self, call_id: str) -> None:
        """pjsua2 is done with a call; it is let go outside its own callback."""
        call = self._calls.pop(call_id, None)
        if call is not None:
            self._past.append(call)

    def _turn(self) -> None:
        self._endpoint.libHandleEvents(int(self.timers.wait_s(0 if self._jobs else _LONGEST_WAIT_S) * 1000))
        while self._jobs:
            self._do(self._jobs.popleft())
        for job in self.timers.due():
            self._do(job)
        if self._past:
            self._past.clear()
            self._moved = True
        if self._moved:
            self._moved = False
            self._arrange_sound()
            self._tell_facts()

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:  # noqa: BLE001 - one bad job must not end the telephone
            _log.exception("in a job")

    def _arrange_sound(self) -> None:
        """Microphone and clock for whoever talks or dials, the ringer for whoever calls, ringback for whoever waits."""
        live = [call for call in self._calls.values() if not call.ended]
        talking = any(call.wants_sound for call in live)
        if talking:
            self.audio.run(True)
        self._rest.cancel()
        self._rest = self.timers.later(_REST_S, self._rest_now)
        self._busy = self._busy and not live
        tone = "busy" if self._busy else ""
        if any(call.wants_ringback for call in live) and not any(call.established for call in live):
            tone = "ringback"
        self._sound.arrange(Arrangement(talking, not talking and any(call.wants_ringing for call in live), tone))

    def _rest_now(self) -> None:
        """Stop the clock and collect garbage. Both take 20 ms, which a call that follows at once must not wait for."""
        if not self._calls:
            self.audio.run(False)
        gc.collect()

    def _keep_beating(self) -> None:
        self._beat()
        self.timers.later(1.0, self._keep_beating)

    def _carry_out(self, command: Command) -> None:
        try:
            self._obey(command)
        except Exception as error:  # noqa: BLE001 - nor one bad command
            _log.exception("carrying out %s", type(command).__name__)
            call_id = getattr(command, "call_id", "")
            if isinstance(command, Dial):
                self._calls.pop(call_id, None)
                self.tell(Ended(call_id, 503, str(getattr(error, "reason", "")), EndedBy.FAILURE))
            elif call_id:
                self.tell(Refused(call_id, "wrong_call_state", type(command).__name__))

    def _obey(self, command: Command) -> None:
        if isinstance(command, Register):
            self._write_log(True)
            self._registration.register(command.account)
        elif isinstance(command, Unregister):
            self._registration.unregister()
        elif isinstance(command, EmptyLog):
            self._write_log(False)
            empty_log_files()
        elif isinstance(command, Dial):
            self._dial(command)
        elif isinstance(command, ChooseSound):
            self._sound.choose(command.sound)
        elif isinstance(command, MeasureLevel):
            self._sound.measure(command.on)
        elif isinstance(command, StartSoundTest):
            self._sound.start_test(command.kind)
        elif isinstance(command, StopSoundTest):
            self._sound.stop_test()
        elif isinstance(command, Stop):
            self._stopping = True
        else:
            self._obey_in_call(command)

    def _write_log(self, on: bool) -> None:
        if self._log is not None:
            self._log.silent = not on

    def _obey_in_call(self, command: Any) -> None:
        call = self._calls.get(command.call_id)
        if call is None or call.ended:
            self.tell(Refused(command.call_id, "no_such_call", type(command).__name__))
        elif isinstance(command, Answer):
            call.accept()
        elif isinstance(command, Decline):
            call.decline(command.status)
        elif isinstance(command, HangUp):
            call.hang_up()
        elif isinstance(command, Mute):
            call.mute(command.on)
        elif isinstance(command, Hold):
            call.hold(command.on)
        elif isinstance(command, SilenceRing):
            call.silence()
        elif isinstance(command, Transfer):
            call.transfer(self._uri(command.number), self._patience_s)
        elif isinstance(command, CancelTransfer):
            call.cancel_transfer()
        elif isinstance(command, SendDtmf):
            call.send_dtmf(command.digits)
        elif isinstance(command, CheckCall):
            call.check()
        elif isinstance(command, AskStatistics):
            call.ask_statistics()
        else:
            raise TypeError(type(command).__name__)

    def _dial(self, command: Dial) -> None:
        if command.call_id in self._calls:
            self.tell(Refused(command.call_id, "wrong_call_state", "Dial"))
            return
        login, account = self._registration.login, self._registration.account
        if login is None or account is None:
            self.tell(Ended(command.call_id, 503, "not_registered", EndedBy.FAILURE))
            return
        if not _DIALLABLE.match(command.number):
            self.tell(Ended(command.call_id, 484, "invalid_number", EndedBy.FAILURE))
            return
        call = PhoneCall(login, self, command.call_id)
        self._calls[command.call_id] = call
        call.dial(self._uri(command.number) + (";transport=tcp" if account.transport == "tcp" else ""))

    def _uri(self, number: str) -> str:
        """`number` as the platform takes it; "" when it is none, or there is no platform."""
        account = self._registration.account
        if account is None or not _DIALLABLE.match(number):
            return ""
        return f"sip:{number.replace('#', '%23')}@{account.domain}"

    def connection_lost(self) -> None:
        """The TCP connection to the platform broke."""
        self._registration.connection_lost()

    def _say_goodbye(self) -> None:
        """Apart from `_close`, whose own variables would keep the last call alive beyond the library, which aborts."""
        for call in list(self._calls.values()):
            if not call.ended:
                call.hang_up()
        if self._registration.login is not None:
            self._registration.unregister()

    def _close(self) -> None:
        """The order that never crashed: calls, account, clock, port, library."""
        self._say_goodbye()
        self._sound.stop()
        until = time.monotonic() + _LAST_WORDS_S
        while (self._calls or self._registration.login) and time.monotonic() < until:
            self._turn()
        self._registration.close()
        self._endpoint.libHandleEvents(10)
        self._calls.clear()
        self._past.clear()
        self.audio.close()
        gc.collect()
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
