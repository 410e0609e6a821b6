"""A call of the fake phone: its own side obeys commands, its far side is played by the test."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from backend.core.ending import WarningValue
from backend.phone import messages as m
from backend.phone.messages import EndedBy
from tests.fakes.phone_transfer import FakeTransfer

_PHRASES = {200: "Normal call clearing", 486: "Busy Here", 487: "Request Terminated", 603: "Decline"}


class FakeCall:
    """`seen` is what the far side has seen of our phone: 180, 200, 603, CANCEL, BYE, held, taken back, digits, and
    REFER with the number."""

    def __init__(
        self,
        call_id: str,
        number: str,
        do: Callable[[Callable[[], None]], None],
        incoming: bool,
        patience_s: float = 60.0,
    ) -> None:
        self.call_id = call_id
        self.number = number
        self.seen: list[str] = []
        self.tell: Callable[[m.News], None] = lambda news: None
        self._do = do
        self._incoming = incoming
        self._established = self._ended = self.silenced = False
        self._held = self._remote_held = False
        self._reinvite_status = self._options_status = 200
        self._transfer = FakeTransfer(self, patience_s)
        self._more = threading.Condition()

    # The far side: any thread.

    def ring(self, early_media: bool = False) -> None:
        """It rings there."""
        self._do(lambda: self._if_alive(m.Ringing(self.call_id, early_media)))

    def answer(self) -> None:
        """They answer."""
        self._do(self._establish)

    def refuse(self, status: int, reason: str = "", warnings: tuple[WarningValue, ...] = ()) -> None:
        """They, or the platform, do not want to."""
        ended = m.Ended(self.call_id, status, _PHRASES.get(status, ""), EndedBy.REMOTE, reason, warnings)
        self._do(lambda: self.end(ended))

    def cancel(self, reason: str = "") -> None:
        """They give up before we answer."""
        self.refuse(487, reason)

    def hang_up(self, reason: str = "") -> None:
        """They hang up."""
        self.refuse(200, reason)

    def hold(self, on: bool) -> None:
        """They hold us, or take us back."""
        self._do(lambda: self._hold(self._held, on))

    def become(self, number: str, name: str) -> None:
        """The far party is another now."""
        self._do(lambda: self._if_alive(m.RemoteChanged(self.call_id, number, name)))

    def press(self, digit: str) -> None:
        """They press a key."""
        self._do(lambda: self._if_alive(m.DtmfReceived(self.call_id, digit)))

    def will_answer(self, reinvite: int = 200, refer: int = 202, options: int = 200) -> None:
        """How a re-INVITE, a REFER and an OPTIONS are answered from now on."""
        self._reinvite_status, self._transfer.refer_status, self._options_status = reinvite, refer, options

    def notify(self, status: int) -> None:
        """The platform reports on a transfer."""
        self._do(lambda: None if self._ended else self._transfer.reported(status))

    def wait_seen(self, what: str, timeout_s: float = 5.0) -> None:
        """Wait until the far side has seen that. TimeoutError without it."""
        with self._more:
            if not self._more.wait_for(lambda: what in self.seen, timeout_s):
                raise TimeoutError(f"no {what} among {self.seen}")

    # Our side: the phone's thread.

    def obey(self, command: m.Command) -> None:
        """Carry out a command of this call."""
        if isinstance(command, m.Answer | m.Decline) and (not self._incoming or self._established):
            self._refused(command)
        elif isinstance(command, m.Answer):
            self.far_sees("200")
            self._establish()
        elif isinstance(command, m.Decline):
            self._leave(command.status, str(command.status))
        elif isinstance(command, m.HangUp):
            self.hang_up_here()
        elif isinstance(command, m.Mute):
            self.tell(m.MuteChanged(self.call_id, command.on))
        elif isinstance(command, m.SilenceRing) and self._incoming and not self._established:
            self.silenced = True
        elif not self._established or not self._transfer.allows(command):
            self._refused(command)
        elif isinstance(command, m.Transfer):
            self._transfer.begin(command.number, self._held)
        elif isinstance(command, m.CancelTransfer):
            self._transfer.cancel()
        elif isinstance(command, m.Hold) and self.hold_here(command.on) < 300:
            return
        elif isinstance(command, m.CheckCall):
            self.far_sees("OPTIONS")
            self._answered(self._options_status)
        elif isinstance(command, m.SendDtmf):
            self.far_sees(command.digits)
        elif isinstance(command, m.AskStatistics):
            self.tell(m.Statistics(self.call_id, "G722", 100, 0, 0.0, 1.0, 100, 0, 20.0))
        else:
            self._refused(command)

    def hold_here(self, on: bool) -> int:
        """Hold or take back; how that is answered."""
        self.far_sees("held" if on else "taken back")
        if self._reinvite_status == 200:
            self._hold(on, self._remote_held)
        self._answered(self._reinvite_status)
        return self._reinvite_status

    def _answered(self, status: int) -> None:
        """A request of ours was answered; where the call is unknown it is over."""
        if status in (408, 481):
            self.end(m.Ended(self.call_id, status, "Gone", EndedBy.FAILURE))

    def later(self, delay_s: float, job: Callable[[], None]) -> threading.Timer:
        """Have something done on the phone's thread, unless it is over or cancelled by then."""
        timer = threading.Timer(delay_s, lambda: self._do(lambda: None if self._ended else job()))
        timer.daemon = True
        timer.start()
        return timer

    def hang_up_here(self) -> None:
        """End it in whatever phase it is."""
        if self._established:
            self._leave(200, "BYE")
        elif self._incoming:
            self._leave(603, "603")
        else:
            self._leave(487, "CANCEL")

    def end(self, ended: m.Ended) -> None:
        """It is over; only once."""
        if not self._ended:
            self._ended = True
            self._transfer.over()
            if self._transfer.succeeded:
                ended = replace(ended, reason="")
            self.tell(ended)

    def far_sees(self, what: str) -> None:
        """The far side gets a message."""
        with self._more:
            self.seen.append(what)
            self._more.notify_all()

    def _leave(self, status: int, seen: str) -> None:
        self.far_sees(seen)
        self.end(m.Ended(self.call_id, status, _PHRASES.get(status, ""), EndedBy.LOCAL))

    def _establish(self) -> None:
        self._established = True
        self._if_alive(m.Established(self.call_id))

    def _hold(self, local: bool, remote: bool) -> None:
        if (local, remote) != (self._held, self._remote_held):
            self._held, self._remote_held = local, remote
            self._if_alive(m.HoldChanged(self.call_id, local, remote))

    def _if_alive(self, news: m.News) -> None:
        if not self._ended:
            self.tell(news)

    def _refused(self, command: m.Command) -> None:
        self.tell(m.Refused(self.call_id, "wrong_call_state", type(command).__name__))
