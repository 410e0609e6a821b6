"""A real phone process, registered with a scripted peer, as the tests of this room use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from backend.phone.messages import (
    Answer,
    Dial,
    Established,
    Incoming,
    PhoneOptions,
    Register,
    Registered,
    SipAccount,
    Started,
)
from backend.phone.process import PhoneProcess
from backend.phone.sound_messages import SoundChoice
from tests.fakes.news import NewsBook
from tests.fakes.sip_peer import SipPeer
from tests.fakes.sip_peer_call import PeerCall

ACCOUNT = SipAccount("peer.example", "8057", "8057", "secret", "127.0.0.1:5060", "何雨桐")
UNPROCESSED = SoundChoice(echo_cancellation=False, noise_suppression=False, gain_control=False)


class Line:
    """The phone, what it told, and its far side."""

    def __init__(self, options: PhoneOptions) -> None:
        self.book = NewsBook()
        self.peer = SipPeer()
        self.phone = PhoneProcess(options, self.book.write)

    def register(self, transport: str = "udp") -> None:
        """Be registered."""
        self.phone.send(Register(replace(ACCOUNT, proxy=self.peer.address, transport=transport)))
        self.book.wait(Registered)

    def dial(self, call_id: str = "a") -> PeerCall:
        """An established outgoing call."""
        self.phone.send(Dial(call_id, "8014"))
        call = self.peer.next_call()
        call.answer()
        self.book.wait(Established, call_id=call_id)
        return call

    def answer(self) -> tuple[str, PeerCall]:
        """An established incoming call, and its id."""
        call = self.peer.call("8014")
        incoming = self.book.wait(Incoming)
        self.phone.send(Answer(incoming.call_id))
        self.book.wait(Established, call_id=incoming.call_id)
        return incoming.call_id, call


@contextmanager
def a_line(sound: SoundChoice = UNPROCESSED, log: Path | None = None, transport: str = "udp") -> Iterator[Line]:
    """A registered line, taken down afterwards; the phone must leave by itself."""
    line = Line(PhoneOptions(sound=sound, log_path=str(log) if log else ""))
    line.phone.start()
    line.book.wait(Started)
    line.register(transport)
    try:
        yield line
    finally:
        left = line.phone.stop()
        line.peer.close()
    assert left, "the phone process had to be ended"
