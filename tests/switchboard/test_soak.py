"""Two thousand calls of every kind, eight at a time: nothing of them is left, no leg, timer, port or descriptor."""

from __future__ import annotations

import asyncio
import gc
import os
from dataclasses import dataclass

import pytest

from backend.switchboard.handsets import Handset
from backend.switchboard.sip.endpoint import Endpoint
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, invite, sdp
from tests.switchboard.room import QUICK, Room, becomes, enters, open_room
from tests.switchboard.transferring import refer, told_in_the_end

CALLS = 2000
AT_ONCE = 8
CLIENTS = ("8002", "8004", "8006", "8009", "8011", "8012", "8016", "8018")
TALKING = ("8014", "8015", "8019", "8021", "8022", "8023", "8024", "8025")
SILENT = ("8007", "8013", "8027", "8029", "8030", "8032", "8033", "8034")
BUSY = "8020"
PATIENCE_S = 10.0


@dataclass
class Worker:
    """One of those who call: a telephone outside and a client, with a colleague who talks and one who never answers."""

    room: Room
    handset: Handset
    client: SipClient
    talking: str
    silent: str

    async def calls(self, number: str) -> None:
        """The telephone talks to an extension, or hangs up while it rings."""
        assert self.handset.dial(number)
        await enters(
            self.handset, "idle" if number == BUSY else "calling" if number == self.silent else "talking", PATIENCE_S
        )
        await self.over()

    async def dials_further(self) -> None:
        """The telephone reaches an extension through the main number."""
        assert self.handset.dial("02557990000")
        await enters(self.handset, "talking", PATIENCE_S)
        before = self.handset._call
        assert before is not None
        await becomes(lambda: before.stream._path is not None, PATIENCE_S)
        first = before.stream._path
        self.handset.dtmf(self.talking)
        await becomes(lambda: before.stream._path != first, PATIENCE_S)  # it was moved
        await self.over()

    async def is_transferred(self, number: str) -> None:
        """The client calls the telephone and transfers it."""
        dialog = await self.client_calls()
        assert (await refer(dialog, number)).status == 202
        if await told_in_the_end(self.client, PATIENCE_S) == 200:
            self.client.answer(await self.client.request_of("BYE", PATIENCE_S), 200, "OK")
        else:
            await dialog.bye()
            await enters(self.handset, "idle", PATIENCE_S)
        await self.over()

    async def is_taken_back(self) -> None:
        """The client begins to transfer the telephone and takes it back."""
        dialog = await self.client_calls()
        assert (await dialog.reinvite(sdp("sendonly", 2))).status == 200
        assert (await refer(dialog, self.silent)).status == 202
        assert (await dialog.reinvite(sdp(version=3))).status == 200
        assert await told_in_the_end(self.client, PATIENCE_S) == 487
        await dialog.bye()
        await enters(self.handset, "idle", PATIENCE_S)

    async def client_calls(self) -> Dialog:
        """The client in a call with the telephone."""
        sent = await invite(self.client, self.handset.number)
        await enters(self.handset, "ringing", PATIENCE_S)
        self.handset.answer()
        answer = await self.client.final(sent, PATIENCE_S)
        dialog = Dialog.calling(self.client, sent, answer)
        dialog.cseq = int(sent.get("cseq").split()[0])
        dialog.acknowledge(answer)
        return dialog

    async def over(self) -> None:
        """The telephone hangs up, if it has not done so."""
        self.handset.hang_up()
        await enters(self.handset, "idle", PATIENCE_S)

    async def run(self, count: int) -> None:
        """So many calls, each kind in turn."""
        kinds = (
            lambda: self.calls(self.talking),
            lambda: self.is_transferred(self.talking),
            lambda: self.calls(self.silent),
            self.dials_further,
            lambda: self.calls(BUSY),
            lambda: self.is_transferred(BUSY),
            self.is_taken_back,
            lambda: self.calls(self.talking),
        )
        for number in range(count):
            await kinds[number % len(kinds)]()
            self.client.inbox.clear()


def endpoints(room: Room) -> list[Endpoint]:
    """Every SIP agent in the room."""
    exchange = room.exchange
    return [exchange._endpoint, exchange.colleagues._endpoint, *(one.endpoint for one in exchange.handsets.all())]


def at_rest(room: Room) -> bool:
    """No call, dialog or transaction anywhere, and no caption of a stream that is over."""
    clear = not any(agent._dialogs or agent._clients or agent._servers for agent in endpoints(room))
    return room.exchange.calls == 0 and clear and not room.exchange._captions._streams


def holdings() -> tuple[int, int, int]:
    """Open descriptors, tasks and timers of this process."""
    gc.collect()
    loop = asyncio.get_running_loop()
    timers = [handle for handle in getattr(loop, "_scheduled") if not handle.cancelled()]  # noqa: B009
    return len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks()), len(timers)


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.timeout(900)
async def test_nothing_is_left_of_two_thousand_calls() -> None:
    async with open_room(QUICK, answer_after_s=0.0) as room:
        for extension in SILENT:
            room.behave(extension, "silent")
        workers = [
            Worker(room, room.exchange.handsets.get(f"1390000{7000 + index}"), await room.registered(own), *others)
            for index, (own, *others) in enumerate(zip(CLIENTS, TALKING, SILENT, strict=True))
        ]
        await asyncio.gather(*(worker.run(len(CLIENTS)) for worker in workers))
        await becomes(lambda: at_rest(room), 20, every_s=0.1)
        before = holdings()
        await asyncio.gather(*(worker.run(CALLS // AT_ONCE) for worker in workers))
        await becomes(lambda: at_rest(room), 20, every_s=0.1)
        assert all(now <= then for now, then in zip(holdings(), before, strict=True)), (holdings(), before)
