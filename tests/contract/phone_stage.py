"""The two stages the phone's contract is played on: the fake phone, and the real process with a scripted SIP peer."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import Protocol

from backend.core.ending import WarningValue
from backend.phone.messages import Dial, Established, PhoneOptions, Register, Registered, SipAccount, Started
from backend.phone.process import PhoneProcess
from tests.fakes.news import NewsBook
from tests.fakes.phone import FakePhone
from tests.fakes.phone_call import FakeCall
from tests.fakes.sip_peer import SipPeer
from tests.fakes.sip_peer_call import PeerCall

ACCOUNT = SipAccount("peer.example", "8057", "8057", "secret", "127.0.0.1:5060", "何雨桐")

OPTIONS = PhoneOptions(transfer_patience_s=1.0)


class FarCall(Protocol):
    """The far end of a call; what it may see: 180, 200, 603, 486, CANCEL, BYE, held, taken back, REFER with the user
    part it names, or digits."""

    @property
    def number(self) -> str: ...
    def ring(self, early_media: bool = False) -> None: ...
    def answer(self) -> None: ...
    def refuse(self, status: int, reason: str = "", warnings: tuple[WarningValue, ...] = ()) -> None: ...
    def cancel(self, reason: str = "") -> None: ...
    def hang_up(self, reason: str = "") -> None: ...
    def hold(self, on: bool) -> None: ...
    def become(self, number: str, name: str) -> None: ...
    def press(self, digit: str) -> None: ...
    def will_answer(self, reinvite: int = 200, refer: int = 202, options: int = 200) -> None: ...
    def notify(self, status: int) -> None: ...
    def wait_seen(self, what: str) -> None: ...


class FakeStage:
    """The fake phone, with its own far side."""

    def __init__(self) -> None:
        self.book = NewsBook()
        self._fake = FakePhone(OPTIONS, self.book.write)
        self.phone: FakePhone | PhoneProcess = self._fake
        self.account = ACCOUNT

    def registrar(self, status: int) -> None:
        """What the platform says to REGISTER from now on."""
        self._fake.registrar = status

    def next_call(self) -> FakeCall:
        """The call the phone makes."""
        return self._fake.dialled.get(timeout=5)

    def call(self, number: str, name: str, referred_by: tuple[str, str] = ("", "")) -> FakeCall:
        """Somebody calls the phone, or is handed on by whoever has that number and name."""
        return self._fake.call(number, name, "", referred_by)

    def kill(self) -> None:
        """The process dies."""
        self._fake.kill()

    def close(self) -> None:
        """End of the play."""
        self._fake.stop()


class PeerFar:
    """The far end on the wire."""

    def __init__(self, call: PeerCall) -> None:
        self._call = call

    @property
    def number(self) -> str:
        """The user part that was dialled."""
        return self._call.number

    def ring(self, early_media: bool = False) -> None:
        self._call.ring(early_media)

    def answer(self) -> None:
        self._call.answer()

    def refuse(self, status: int, reason: str = "", warnings: tuple[WarningValue, ...] = ()) -> None:
        values = ", ".join(f'{one.warn_code} peer.example "{one.warn_text}"' for one in warnings)
        self._call.refuse(status, **_reason(reason), **({"warning": values} if values else {}))

    def cancel(self, reason: str = "") -> None:
        self._call.cancel(**_reason(reason))

    def hang_up(self, reason: str = "") -> None:
        self._call.hang_up(**_reason(reason))

    def hold(self, on: bool) -> None:
        self._call.hold(on)

    def become(self, number: str, name: str) -> None:
        self._call.reinvite(P_Asserted_Identity='"First" <sip:8014@peer.example>')
        self._call.reinvite(P_Asserted_Identity=f'"{name}" <sip:{number}@peer.example>')

    def press(self, digit: str) -> None:
        self._call.ear.wait(1)
        self._call.ear.send_digit(self._call.media, digit)

    def will_answer(self, reinvite: int = 200, refer: int = 202, options: int = 200) -> None:
        self._call.reinvite_status, self._call.refer_status, self._call.options_status = reinvite, refer, options

    def notify(self, status: int) -> None:
        self._call.notify(status)

    def wait_seen(self, what: str) -> None:
        if what in ("CANCEL", "BYE", "OPTIONS"):
            self._call.wait_request(what)
        elif what in ("held", "taken back"):
            direction = "a=inactive" if what == "held" else "a=sendrecv"
            self._call.wait(lambda message: message.reinvites and direction in message.body)
        elif what.startswith("REFER "):
            asked = self._call.wait_request("REFER").get("refer-to")
            assert asked == f"<sip:{what[6:]}@{ACCOUNT.domain}>", asked
        elif what in ("180", "200", "486", "603"):
            self._call.wait_status(int(what))
        else:
            for digit in what:
                self._call.ear.wait_digit(digit)


class RealStage:
    """The real phone process, without sound, and a scripted peer as its platform."""

    def __init__(self, transport: str) -> None:
        self.book = NewsBook()
        self.peer = SipPeer()
        self.phone: FakePhone | PhoneProcess = PhoneProcess(OPTIONS, self.book.write)
        self.account = replace(ACCOUNT, proxy=self.peer.address, transport=transport)

    def registrar(self, status: int) -> None:
        self.peer.registrar = status

    def next_call(self) -> PeerFar:
        return PeerFar(self.peer.next_call())

    def call(self, number: str, name: str, referred_by: tuple[str, str] = ("", "")) -> PeerFar:
        more = {"Referred_By": f'"{referred_by[1]}" <sip:{referred_by[0]}@peer.example>'} if referred_by[0] else {}
        return PeerFar(self.peer.call(number, name, **more))

    def kill(self) -> None:
        os.kill(self.phone.pid, signal.SIGKILL)

    def close(self) -> None:
        self.phone.stop()
        self.peer.close()


Stage = FakeStage | RealStage


def make_stage(kind: str) -> Stage:
    """`fake`, `udp` or `tcp`."""
    return FakeStage() if kind == "fake" else RealStage(kind)


def registered(stage: Stage) -> Stage:
    """The phone is up and registered."""
    stage.phone.start()
    stage.book.wait(Started)
    stage.phone.send(Register(stage.account))
    stage.book.wait(Registered)
    return stage


def _reason(reason: str) -> dict[str, str]:
    return {"Reason": reason} if reason else {}


def talking(stage: Stage, call_id: str = "a") -> FarCall:
    """An established outgoing call."""
    registered(stage)
    stage.phone.send(Dial(call_id, "8014"))
    far = stage.next_call()
    far.answer()
    stage.book.wait(Established, call_id=call_id)
    return far
