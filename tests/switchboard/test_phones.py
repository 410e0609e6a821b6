"""The program's own phone process as every party of a transfer: transferor, the party that stays, and the target."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from backend.phone.messages import (
    Answer,
    CancelTransfer,
    Dial,
    Ended,
    EndedBy,
    Established,
    HangUp,
    HoldChanged,
    Incoming,
    PhoneOptions,
    Register,
    Registered,
    SipAccount,
    Started,
    Transfer,
    TransferProgress,
)
from backend.phone.process import PhoneProcess
from backend.switchboard.sip.timers import Timers
from tests.fakes.news import Kind, NewsBook
from tests.fakes.sound import no_sound
from tests.switchboard.room import YOU, Room, becomes, open_room

CALL = "a"


@dataclass
class Desk:
    """A phone of one extension, and what it tells."""

    room: Room
    extension: str
    book: NewsBook = field(default_factory=NewsBook)
    phone: PhoneProcess = field(init=False)
    call_id: str = CALL

    async def open(self) -> Desk:
        """Start and register."""
        room = self.room
        person = room.enterprise.by_extension(self.extension)
        assert person is not None
        made = room.accounts.log_in(room.enterprise, person, "pc")
        self.phone = PhoneProcess(PhoneOptions(), self.book.write)
        self.phone.start()
        await self.hears(Started)
        proxy, domain = f"127.0.0.1:{room.exchange.port}", room.enterprise.domain
        login, password = made.login.auth_username, made.sip_password
        self.phone.send(Register(SipAccount(domain, self.extension, login, password, proxy, person.name)))
        await self.hears(Registered)
        return self

    async def hears(self, kind: type[Kind], **wanted: object) -> Kind:
        """The next news of this kind."""
        return await asyncio.to_thread(lambda: self.book.wait(kind, 10.0, **wanted))

    async def rings(self) -> Incoming:
        """A call comes in."""
        incoming = await self.hears(Incoming)
        self.call_id = incoming.call_id
        return incoming

    async def answers(self) -> None:
        """Take the call that rings."""
        self.phone.send(Answer(self.call_id))
        await self.hears(Established, call_id=self.call_id)


@dataclass
class Three:
    """The parties: the first has called the second, and transfers it to the third."""

    transferor: Desk
    staying: Desk
    target: Desk


@pytest_asyncio.fixture
async def three(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Three]:
    """Three phones on a machine without sound; 8057 talks to 8014, and 8018 waits."""
    for name, value in no_sound(tmp_path).items():
        monkeypatch.setenv(name, value)
    async with open_room(Timers(), transfer_timeout_s=1.5) as room, contextlib.AsyncExitStack() as open_phones:
        desks = [await Desk(room, extension).open() for extension in (YOU, "8014", "8018")]
        for desk in desks:
            open_phones.callback(desk.phone.stop)
        three = Three(*desks)
        three.transferor.phone.send(Dial(CALL, "8014"))
        await three.staying.rings()
        await three.staying.answers()
        await three.transferor.hears(Established)
        yield three


async def is_held_and_taken_back(desk: Desk) -> None:
    """The other side holds a party for the music, and takes it back."""
    await desk.hears(HoldChanged, remote=True)
    await desk.hears(HoldChanged, remote=False)


async def test_the_target_answers_and_the_two_are_joined(three: Three) -> None:
    three.transferor.phone.send(Transfer(CALL, "8018"))
    assert (await three.target.rings()).number == "8014"
    await three.target.answers()
    assert (await three.transferor.hears(TransferProgress, final=True)).status == 200
    assert (await three.transferor.hears(Ended)).by is EndedBy.REMOTE
    await is_held_and_taken_back(three.staying)
    three.target.phone.send(HangUp(three.target.call_id))
    assert (await three.staying.hears(Ended)).by is EndedBy.REMOTE
    await becomes(lambda: three.target.room.exchange.calls == 0)


async def test_nobody_answers_and_the_call_is_back(three: Three) -> None:
    three.transferor.phone.send(Transfer(CALL, "8018"))
    await three.target.rings()
    assert (await three.transferor.hears(TransferProgress, final=True)).status == 480
    await three.target.hears(Ended)
    await is_held_and_taken_back(three.staying)
    assert three.target.room.exchange.calls == 1


async def test_a_transfer_that_is_cancelled_may_be_followed_by_another(three: Three) -> None:
    three.transferor.phone.send(Transfer(CALL, "8018"))
    await three.target.rings()
    three.transferor.phone.send(CancelTransfer(CALL))
    assert (await three.transferor.hears(TransferProgress, final=True)).status == 487
    await three.target.hears(Ended)
    await is_held_and_taken_back(three.staying)
    three.transferor.phone.send(Transfer(CALL, "8004"))
    assert (await three.transferor.hears(TransferProgress, final=True)).status == 200
    await three.transferor.hears(Ended)


async def test_the_called_party_transfers_as_well(three: Three) -> None:
    three.staying.phone.send(Transfer(three.staying.call_id, "8004"))
    assert (await three.staying.hears(TransferProgress, final=True)).status == 200
    await three.staying.hears(Ended)
    await is_held_and_taken_back(three.transferor)
    three.transferor.phone.send(HangUp(CALL))
    await becomes(lambda: three.target.room.exchange.calls == 0)
