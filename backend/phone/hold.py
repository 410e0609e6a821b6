"""Re-INVITEs for hold: one at a time (RFC 3261 section 14.1), always towards what was asked last.

The other party is held with `inactive`, not with `sendonly` (RFC 6337 section 5.3 allows both): we have no music to
send, and a telephone that is given the platform's would hear our silence between its packets.
"""

from __future__ import annotations

import random
import re
from typing import Any

import pjsua2 as pj

from backend.phone.timers import Timers

_BUSY_S = 0.02  # pjsip has another INVITE of its own or of the other party's under way
_REQUEST_PENDING = 491
_DIRECTION = re.compile(r"^a=(sendrecv|sendonly|recvonly|inactive)[ \t]*\r?$", re.MULTILINE)


def holds_us(message: str) -> bool | None:
    """Whether the party that offers this session holds us (RFC 3264 section 8.4). None when that cannot be seen: where
    both hold each other `inactive` says nothing new."""
    found = _DIRECTION.search(message)
    return None if not found or found[1] == "inactive" else found[1] == "sendonly"


class HoldSwitch:
    """What was asked, what the other end has agreed to, and whether a re-INVITE is on its way."""

    def __init__(self) -> None:
        self.wanted = False
        self.held = False
        self.pending = False

    def ask(self, on: bool) -> bool:
        """Note the wish; True when a re-INVITE for it is to be sent now."""
        self.wanted = on
        return self._send()

    def done(self, accepted: bool) -> bool:
        """The re-INVITE was answered; True when another must follow. A refusal ends the wish."""
        if self.pending:
            self.pending = False
            if accepted:
                self.held = self.target
            else:
                self.wanted = self.held
        return self._send()

    def postpone(self) -> None:
        """The re-INVITE could not be sent or met another (491): nothing is on its way, the wish stays."""
        self.pending = False

    def again(self) -> bool:
        """After a postponement; True when a re-INVITE is to be sent now."""
        return self._send()

    def _send(self) -> bool:
        if self.pending or self.wanted == self.held:
            return False
        self.pending = True
        self.target = self.wanted
        return True


class Holding:
    """Sends what the switch decides; `call` is the pjsua2 call it is about, which this never keeps for itself."""

    def __init__(self, timers: Timers, owns_call_id: bool) -> None:
        self.switch = HoldSwitch()
        self._timers = timers
        # When two re-INVITEs met: the wait of RFC 3261 section 14.1, longer for the owner of the Call-ID.
        self._pause_s = (2.1, 4.0) if owns_call_id else (0.1, 2.0)

    def keep(self, call: Any, on: bool) -> None:
        """Have the other party held, or not."""
        if self.switch.ask(on):
            self._send(call)

    def answered(self, call: Any, status: int) -> bool:
        """Our re-INVITE was answered; True when that settles it, and no other follows."""
        if status == _REQUEST_PENDING:
            self._later(call, random.uniform(*self._pause_s))
            return False
        if self.switch.done(status < 300):
            self._later(call, 0.0)
            return False
        return True

    def _send(self, call: Any) -> None:
        prm = pj.CallOpParam(True)
        try:
            if self.switch.target:
                call.setHold(prm)
            else:
                prm.opt.flag |= pj.PJSUA_CALL_UNHOLD
                call.reinvite(prm)
        except pj.Error:
            self._later(call, _BUSY_S)

    def _later(self, call: Any, delay_s: float) -> None:
        self.switch.postpone()
        self._timers.later(delay_s, lambda: self._again(call))

    def _again(self, call: Any) -> None:
        if not call.ended and self.switch.again():
            self._send(call)
