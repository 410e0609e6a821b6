"""Transfers by the real phone process through the local switchboard: the two share no code and meet only here."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from backend.phone.messages import (
    Answer,
    AskStatistics,
    CancelTransfer,
    CheckCall,
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
    RemoteChanged,
    SendDtmf,
    SipAccount,
    Statistics,
    Transfer,
    TransferProgress,
)
from backend.phone.process import PhoneProcess
from backend.switchboard.sip.timers import Timers
from tests.fakes.news import NewsBook
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOU, Room, becomes, enters, open_room
from tests.switchboard.transferring import called_by_landline, refer, told_in_the_end

pytestmark = pytest.mark.usefixtures("no_card")


class Client:
    """Our phone, at the telephone of 8057."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.book = NewsBook()
        self.phone = PhoneProcess(PhoneOptions(), self.book.write)

    async def told(self, kind: type[Any], **wanted: Any) -> Any:
        """The next news of that kind."""
        return await asyncio.to_thread(lambda: self.book.wait(kind, **wanted))

    async def dial(self, number: str = "8014") -> None:
        """Talk to a colleague."""
        self.phone.send(Dial("a", number))
        await self.told(Established, call_id="a")

    async def answer(self) -> str:
        """Talk to the landline, which has dialled 8057; the call's id."""
        assert self.room.exchange.handsets.get(LANDLINE).dial(YOU)
        incoming = await self.told(Incoming)
        self.phone.send(Answer(incoming.call_id))
        await self.told(Established)
        await enters(self.room.exchange.handsets.get(LANDLINE), "talking")
        return str(incoming.call_id)

    async def hears(self, call_id: str) -> None:
        """Wait until half a second of sound has come from now on. TimeoutError when it stays silent."""
        first = -1
        for _ in range(40):
            self.phone.send(AskStatistics(call_id))
            count = (await self.told(Statistics)).rx_packets
            first = count if first < 0 else first
            if count >= first + 25:
                return
            await asyncio.sleep(0.1)
        raise TimeoutError("no sound")

    async def result(self) -> int:
        """The final status of a transfer."""
        return int((await self.told(TransferProgress, final=True)).status)


@asynccontextmanager
async def at_8057(transport: str = "udp", **settings: Any) -> AsyncIterator[Client]:
    """A registered phone process; it leaves by itself."""
    async with open_room(Timers(), **settings) as room:
        person = room.enterprise.by_extension(YOU)
        assert person is not None
        made = room.accounts.log_in(room.enterprise, person, "pc")
        account = SipAccount(
            room.enterprise.domain, YOU, made.login.auth_username, made.sip_password,
            f"127.0.0.1:{room.exchange.port}", "何雨桐", transport,
        )  # fmt: skip
        client = Client(room)
        client.phone.start()
        client.phone.send(Register(account))
        await client.told(Registered)
        try:
            yield client
        finally:
            assert await asyncio.to_thread(client.phone.stop)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_process_that_dies_while_it_rings_rings_again_and_takes_the_call(transport: str) -> None:
    async with at_8057(transport) as client:
        landline = client.room.exchange.handsets.get(LANDLINE)
        assert landline.dial(YOU)
        lost = await client.told(Incoming)
        os.kill(client.phone.pid, signal.SIGKILL)
        assert (await client.told(Ended, call_id=lost.call_id)).by is EndedBy.FAILURE
        incoming = await client.told(Incoming)
        client.phone.send(Answer(incoming.call_id))
        await client.told(Established, call_id=incoming.call_id)
        await enters(landline, "talking")


async def test_a_call_that_comes_while_the_process_hangs_rings_when_it_was_started_again() -> None:
    async with at_8057(ring_timeout_s=30.0) as client:
        os.kill(client.phone.pid, signal.SIGSTOP)
        landline = client.room.exchange.handsets.get(LANDLINE)
        assert landline.dial(YOU)
        incoming = await asyncio.to_thread(lambda: client.book.wait(Incoming, timeout_s=12.0))
        client.phone.send(Answer(incoming.call_id))
        await enters(landline, "talking")


async def test_the_own_main_number_is_dialled_and_keys_lead_to_a_colleague_who_is_heard() -> None:
    async with at_8057() as client:
        await client.dial("02557990000")
        client.phone.send(SendDtmf("a", "8014"))
        await becomes(lambda: client.room.exchange.colleagues.in_call(client.room.person_id("8014")))
        await client.hears("a")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_caller_from_outside_is_transferred_and_we_are_out(transport: str) -> None:
    async with at_8057(transport) as client:
        call_id = await client.answer()
        client.phone.send(Transfer(call_id, "8014"))
        await client.told(HoldChanged, local=True)
        assert await client.result() == 200
        ended = await client.told(Ended)
        assert (ended.by, ended.reason) == (EndedBy.REMOTE, "")
        landline = client.room.exchange.handsets.get(LANDLINE)
        await becomes(lambda: client.room.exchange.calls == 1)
        assert landline.state == "talking"
        landline.hang_up()
        await becomes(lambda: client.room.exchange.calls == 0)


async def test_a_call_that_a_colleague_hands_on_to_us_says_by_whom_and_goes_on_with_the_same_party() -> None:
    async with at_8057() as client:
        colleague = await client.room.registered("8014")
        _, dialog = await called_by_landline(client.room, colleague)
        await refer(dialog, YOU)
        incoming = await client.told(Incoming)
        assert (LANDLINE in incoming.number, MAIN_NUMBER in incoming.via) == (True, True)
        assert (incoming.referred_by, incoming.referred_by_name) == ("8014", "张珊")
        client.phone.send(Answer(incoming.call_id))
        assert await told_in_the_end(colleague) == 200
        await client.hears(incoming.call_id)
        assert not any(isinstance(news, RemoteChanged) for news in client.book.all())


async def test_a_colleague_who_was_called_is_transferred_to_the_landline_outside() -> None:
    async with at_8057() as client:
        await client.dial()
        client.phone.send(Transfer("a", "02557995555"))
        landline = client.room.exchange.handsets.get(LANDLINE)
        await enters(landline, "ringing")
        await client.told(TransferProgress, status=180)
        landline.answer()
        assert await client.result() == 200
        assert (await client.told(Ended)).by is EndedBy.REMOTE
        assert landline.state == "talking"


@pytest.mark.parametrize(("behaviour", "status"), [("busy", 486), ("declines", 603), ("offline", 480)])
async def test_a_colleague_who_does_not_take_the_call_gives_it_back(behaviour: str, status: int) -> None:
    async with at_8057() as client:
        call_id = await client.answer()
        client.room.behave("8014", behaviour)
        client.phone.send(Transfer(call_id, "8014"))
        assert await client.result() == status
        await client.told(HoldChanged, local=False)
        assert client.room.exchange.handsets.get(LANDLINE).state == "talking"
        await client.hears(call_id)
        client.phone.send(HangUp(call_id))
        assert (await client.told(Ended)).by is EndedBy.LOCAL
        await becomes(lambda: client.room.exchange.calls == 0)


@pytest.mark.parametrize(("number", "status"), [("8999", 404), (YOU, 486)])
async def test_a_number_that_leads_nowhere_gives_the_call_back(number: str, status: int) -> None:
    async with at_8057() as client:
        await client.dial()
        client.phone.send(Transfer("a", number))
        assert await client.result() == status
        await client.told(HoldChanged, local=False)


async def test_nobody_answering_gives_the_call_back_with_480() -> None:
    async with at_8057(transfer_timeout_s=1.0) as client:
        call_id = await client.answer()
        client.room.behave("8014", "silent")
        client.phone.send(Transfer(call_id, "8014"))
        await client.told(TransferProgress, status=180)
        assert await client.result() == 480


async def test_a_transfer_that_is_taken_back_ends_with_the_first_party_in_a_call_that_was_checked_meanwhile() -> None:
    async with at_8057() as client:
        call_id = await client.answer()
        client.phone.send(CheckCall(call_id))
        client.room.behave("8014", "silent")
        client.phone.send(Transfer(call_id, "8014"))
        await client.told(TransferProgress, status=180)
        client.phone.send(CheckCall(call_id))
        client.phone.send(CancelTransfer(call_id))
        assert await client.result() == 487
        await client.told(HoldChanged, local=False)
        await becomes(lambda: client.room.exchange.calls == 1)
        assert client.room.exchange.handsets.get(LANDLINE).state == "talking"
        await client.hears(call_id)


async def test_a_caller_who_hangs_up_while_the_target_rings_is_told_at_once() -> None:
    async with at_8057() as client:
        call_id = await client.answer()
        client.room.behave("8014", "silent")
        client.phone.send(Transfer(call_id, "8014"))
        await client.told(TransferProgress, status=180)
        client.room.exchange.handsets.get(LANDLINE).hang_up()
        assert (await client.told(Ended)).by is EndedBy.REMOTE
        await becomes(lambda: client.room.exchange.calls == 0)
