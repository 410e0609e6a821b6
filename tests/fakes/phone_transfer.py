"""A transfer of the fake phone; the real one's promises in the shortest form."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from backend.phone import messages as m

if TYPE_CHECKING:
    from tests.fakes.phone_call import FakeCall

_DIALLABLE = re.compile(r"[0-9A-Za-z*#+._-]{1,64}\Z")
_GRACE_S = 2.0


class FakeTransfer:
    """Of one call, time and again. `refer_status` is the platform's answer to REFER."""

    def __init__(self, call: FakeCall, patience_s: float) -> None:
        self.refer_status = 202
        self.succeeded = False
        self._call = call
        self._patience_s = patience_s
        self._under_way = self._cancelled = self._held_before = False
        self._told = 0
        self._timer: threading.Timer | None = None

    def allows(self, command: m.Command) -> bool:
        """Whether the command fits where the transfer is."""
        if isinstance(command, m.CancelTransfer):
            return self._under_way
        return not isinstance(command, m.Transfer | m.Hold) or not (self._under_way or self.succeeded)

    def begin(self, number: str, held: bool) -> None:
        """Hold, then REFER."""
        if not _DIALLABLE.match(number):
            self._tell(484, True)
            return
        self._under_way, self._cancelled, self._held_before, self._told = True, False, held, 0
        answer = 200 if held else self._call.hold_here(True)
        if answer >= 300:
            self.reported(answer)
            return
        self._call.far_sees(f"REFER {number}")
        self.reported(100 if self.refer_status < 300 else self.refer_status)

    def reported(self, status: int) -> None:
        """The platform says how it goes."""
        if not self._under_way:
            return
        if status < 200:
            self._progress(100 if status < 180 else 180)
        elif status < 300:
            self.succeeded = True
            self._finish(200)
            self._timer = self._call.later(_GRACE_S, self._call.hang_up_here)
        else:
            self._fail(status)

    def cancel(self) -> None:
        """Take the call back."""
        if not self._cancelled:
            self._cancelled = True
            self._call.hold_here(False)
            self._wait(_GRACE_S, 487)

    def over(self) -> None:
        """The call has ended."""
        self._under_way = False
        if self._timer is not None:
            self._timer.cancel()

    def _progress(self, status: int) -> None:
        if not self._cancelled:
            self._wait(self._patience_s, 408)
            if status != self._told:
                self._told = status
                self._tell(status, False)

    def _fail(self, status: int) -> None:
        if not self._cancelled and not self._held_before:
            self._call.hold_here(False)
        self._finish(487 if self._cancelled else status)

    def _finish(self, status: int) -> None:
        self.over()
        self._tell(status, True)

    def _wait(self, seconds: float, status: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._call.later(seconds, lambda: self._fail(status))

    def _tell(self, status: int, final: bool) -> None:
        self._call.tell(m.TransferProgress(self._call.call_id, status, final))
