"""A blind transfer of one call (RFC 3515, RFC 5589 section 6): hold the other party, ask the platform to connect it
elsewhere, follow what it reports, and lose nobody."""

from __future__ import annotations

from typing import Protocol

from backend.phone.messages import News, TransferProgress
from backend.phone.timers import Timer, Timers

LEAVE_S = 2.0  # after success the platform ends our leg; Asterisk leaves that to us, or does it after a minute
CANCEL_S = 2.0  # how long a platform may take to confirm that it was taken as cancelled


class Office(Protocol):
    """What a transfer needs of the engine."""

    timers: Timers

    def tell(self, news: News) -> None: ...


class Leg(Protocol):
    """The call that is transferred. `keep_held` is answered by `hold_settled`; `refer` by `reported`, unless it returns
    false: then nothing could be sent."""

    call_id: str

    def keep_held(self, on: bool) -> None: ...
    def refer(self, target: str) -> bool: ...
    def hang_up(self) -> None: ...


class BlindTransfer:
    """One transfer, from the command to its one final report or the end of the call."""

    def __init__(self, leg: Leg, office: Office, target: str, patience_s: float) -> None:
        self.under_way = True
        self.succeeded = False
        self._leg = leg
        self._office = office
        self._target = target
        self._patience_s = patience_s
        self._held_before = False
        self._ready = self._referred = False
        self._cancelled = False
        self._told = 0
        self._timer: Timer | None = None

    def begin(self, wanted: bool, held: bool) -> None:
        """Begin with a call that the user wanted held or not, and that is held at this moment or not."""
        self._held_before = wanted
        self._wait(self._patience_s, 408)
        if wanted and held:
            self._get_ready()
        else:
            self._leg.keep_held(True)

    def hold_settled(self, held: bool, status: int) -> None:
        """A re-INVITE was answered with `status`, and the other party is held or not for as long as nobody asks."""
        if not self.under_way or self._ready or self._cancelled:
            return
        if held:
            self._get_ready()
        else:
            self._fail(status)

    def reported(self, status: int, final: bool) -> None:
        """The REFER was answered, or a NOTIFY told about the call to the target."""
        if 200 <= status < 300 and self._referred and not self.succeeded:
            self._succeed()
        elif not self.under_way:
            return
        elif status >= 300 or final:
            self._fail(status if status >= 300 else 408)
        elif not self._cancelled:
            self._wait(self._patience_s, 408)
            self._progress(100 if status < 180 else 180)

    def cancel(self) -> None:
        """Take the call back. Who called the target learns it from the other party being held no longer."""
        if not self.under_way or self._cancelled:
            return
        self._cancelled = True
        self._leg.keep_held(False)
        if self._referred:
            self._wait(CANCEL_S, 487)
        else:
            self._finish(487)

    def over(self) -> None:
        """The call has ended."""
        self.under_way = False
        self._stop_waiting()

    def _get_ready(self) -> None:
        """The ACK of the hold goes first."""
        self._ready = True
        self._office.timers.later(0, self._refer)

    def _refer(self) -> None:
        if not self.under_way or self._cancelled:
            return
        self._referred = True
        if not self._leg.refer(self._target):
            self._fail(500)

    def _progress(self, status: int) -> None:
        if status != self._told:
            self._told = status
            self._office.tell(TransferProgress(self._leg.call_id, status))

    def _succeed(self) -> None:
        """Also when it had been given up: the other party is with the target, and nobody is left on this leg."""
        self.succeeded = True
        if self.under_way:
            self._finish(200)
        self._timer = self._office.timers.later(LEAVE_S, self._leg.hang_up)

    def _fail(self, status: int) -> None:
        if self._cancelled:
            status = 487
        elif not self._held_before:
            self._leg.keep_held(False)
        self._finish(status)

    def _finish(self, status: int) -> None:
        self.under_way = False
        self._stop_waiting()
        self._office.tell(TransferProgress(self._leg.call_id, status, final=True))

    def _wait(self, seconds: float, status: int) -> None:
        self._stop_waiting()
        self._timer = self._office.timers.later(seconds, lambda: self._fail(status))

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
