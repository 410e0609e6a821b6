"""Transfers, second dialling and callbacks in which everybody hangs up, takes back and repeats at random moments."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator

import pytest

from backend.switchboard.handsets import Handset
from backend.switchboard.sip.timers import Timers
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, sdp
from tests.fakes.sip_text import Message
from tests.seeds import seeds
from tests.switchboard.room import LANDLINE, YOU, Room, becomes, open_room
from tests.switchboard.test_ringing_anew import again
from tests.switchboard.test_soak import at_rest
from tests.switchboard.transferring import called_by_landline

BRIEF = Timers(t1=0.04, t2=0.32, t4=0.4)
LONGEST_PAUSE_S = 0.06
BEHAVIOURS = ("talks", "busy", "declines", "silent", "offline")
DIALLED = ("8014", "8018", "8999", "13912345678", YOU, "8038", "02557990000")


@contextlib.asynccontextmanager
async def answering(client: SipClient) -> AsyncIterator[None]:
    """Meanwhile the client answers every request with 200, or with 486 as chance has it."""
    chance = random.Random(len(client.inbox))

    async def answer() -> None:
        while True:
            received = await client.expect(
                lambda message: not message.status and not message.start.startswith("ACK"), 3600
            )
            if received.method == "INVITE" and ";tag=" not in received.get("to") and chance.random() < 0.3:
                client.answer(received, 486, "Busy Here")
            else:
                client.answer(received, 200, "OK", sdp(port=40300) if received.method == "INVITE" else "")

    task = asyncio.create_task(answer())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Chaos:
    """What may happen in a call at any time."""

    def __init__(self, room: Room, dialog: Dialog, handset: Handset, chance: random.Random) -> None:
        self._room = room
        self._dialog = dialog
        self._handset = handset
        self._chance = chance

    def happens(self) -> None:
        """One thing or another."""
        kinds = (self._refer, self._refer, self._refer, self._hold, self._take_back, self._keys, self._behave)
        ends = (self._dialog_ends, self._handset.hang_up, self._room.exchange.colleagues.hang_up, self._check)
        self._chance.choice((*kinds, *kinds, *ends))()

    def _refer(self) -> None:
        request = self._dialog.request("REFER")
        number = self._chance.choice(DIALLED)
        request.headers.append(("refer-to", f"<sip:{number}@{self._dialog.client.domain}>"))
        self._dialog.client.send(request)

    def _hold(self) -> None:
        self._dialog.client.send(self._dialog.request("INVITE", sdp("sendonly", self._dialog.cseq)))

    def _take_back(self) -> None:
        self._dialog.client.send(self._dialog.request("INVITE", sdp("sendrecv", self._dialog.cseq)))

    def _keys(self) -> None:
        self._handset.dtmf(self._chance.choice(("8014", "0", "8999")))

    def _behave(self) -> None:
        self._room.behave(self._chance.choice(("8014", "8018", "8038")), self._chance.choice(BEHAVIOURS))

    def _dialog_ends(self) -> None:
        self._dialog.client.send(self._dialog.request("BYE"))

    def _check(self) -> None:
        self._room.exchange.check_calls()


async def acknowledge(dialog: Dialog) -> None:
    """Send the ACK to every 200 that comes to an INVITE of this dialog."""
    while True:
        found = await dialog.client.expect(lambda message: message.status == 200 and message.method == "INVITE", 3600)
        dialog.acknowledge(found)


async def nothing_is_left(room: Room) -> None:
    """Neither call, dialog nor transaction, once everybody has had the time to answer."""
    await becomes(lambda: room.exchange.calls == 0, 10)
    await becomes(lambda: at_rest(room), 20, every_s=0.05)


@pytest.mark.parametrize("seed", seeds(2, 12))
async def test_whatever_happens_to_a_transfer_nothing_is_left_of_it(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    chance = random.Random(seed)
    async with open_room(BRIEF, transfer_timeout_s=0.4, key_timeout_s=0.2) as room:
        client = await room.registered(YOU)
        handset, dialog = await called_by_landline(room, client)
        chaos = Chaos(room, dialog, handset, chance)
        async with answering(client):
            acknowledging = asyncio.create_task(acknowledge(dialog))
            for _ in range(25):
                chaos.happens()
                await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE_S))
            client.send(dialog.request("BYE"))
            for one in room.exchange.handsets.all():
                one.hang_up()
            room.exchange.colleagues.hang_up()
            await nothing_is_left(room)
            acknowledging.cancel()
            await asyncio.gather(acknowledging, return_exceptions=True)
    assert caplog.text == ""


@pytest.mark.parametrize("seed", seeds(1, 8))
async def test_whatever_happens_at_the_main_number_and_to_a_callback_nothing_is_left(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    chance = random.Random(seed)
    async with open_room(BRIEF, ring_timeout_s=0.4, key_timeout_s=0.1) as room:
        person = room.enterprise.by_extension("8038")
        assert person is not None
        landline, mobile = room.exchange.handsets.get(LANDLINE), room.exchange.handsets.get(person.mobile or "")
        told: list[str] = []
        calls = 0
        for _ in range(40):
            match chance.randrange(8):
                case 0:
                    landline.dial("02557990000")
                case 1 | 2:
                    landline.dtmf(chance.choice(("8014", "0", "8999", "8038")))
                case 3 if calls == told.count("ended"):
                    calls += 1
                    call = room.exchange.call_back(
                        person, room.enterprise, "8018", lambda state, _status, _reason: told.append(state)
                    )
                case 4:
                    mobile.answer()
                case 5:
                    chance.choice((landline, mobile)).hang_up()
                case 6:
                    room.behave(chance.choice(("8014", "8018")), chance.choice(BEHAVIOURS))
                case 7 if calls:
                    call.end()
            await asyncio.sleep(chance.uniform(0, 2 * LONGEST_PAUSE_S))
        for one in room.exchange.handsets.all():
            one.hang_up()
        room.exchange.colleagues.hang_up()
        await nothing_is_left(room)
        assert told.count("ended") == calls
    assert caplog.text == ""


class Restless:
    """The telephone of a person that rings, answers or refuses, moves, is started again or stops, as chance has it."""

    def __init__(self, room: Room, first: SipClient, chance: random.Random) -> None:
        self._room = room
        self._now = first
        self._chance = chance
        self._answering: list[asyncio.Task[None]] = []
        self._listen()

    async def happens(self) -> None:
        """It moves, is started again, or refreshes its registration."""
        kind = self._chance.randrange(3)
        if kind:
            before, self._now = self._now, await again(self._room, self._now, register=False)
            if kind == 1:
                self._now.go_on_as(before)
            elif self._chance.random() < 0.5:
                before.close()
            self._listen()
        with contextlib.suppress(TimeoutError):  # the challenge of a moment ago belonged to another
            await self._now.register()

    async def close(self) -> None:
        """Take no more."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def _listen(self) -> None:
        self._answering.append(asyncio.create_task(self._answer(self._now)))

    async def _answer(self, client: SipClient) -> None:
        """A program that is still there, also when its place has been taken, answers whatever it is asked."""
        ringing: list[Message] = []
        while True:
            received = await client.expect(
                lambda message: not message.status and not message.start.startswith("ACK"), 3600
            )
            if received.method == "INVITE" and ";tag=" not in received.get("to"):
                choice = self._chance.randrange(8)
                if choice < 6:
                    ringing.append(received)
                    client.answer(received, 180, "Ringing")
                elif choice == 6:
                    client.answer(received, 200, "OK", sdp(port=40300))
            elif received.method == "CANCEL":
                rung = [one for one in ringing if one.get("call-id") == received.get("call-id")]
                client.answer(received, 200 if rung else 481, "As it is")
                for one in rung:
                    client.answer(one, 487, "Request Terminated")
            else:
                client.answer(received, 200, "OK", sdp(port=40300) if received.method == "INVITE" else "")


@pytest.mark.parametrize("seed", seeds(1, 8))
async def test_whatever_happens_to_the_telephone_that_rings_nothing_is_left_of_the_call(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    chance = random.Random(seed)
    async with open_room(BRIEF, ring_timeout_s=0.4, key_timeout_s=0.1) as room:
        restless = Restless(room, await room.registered(YOU), chance)
        landline = room.exchange.handsets.get(LANDLINE)
        for _ in range(120):
            match chance.randrange(6):
                case 0 | 1:
                    landline.dial(chance.choice((YOU, YOU, "02557990000")))
                case 2:
                    landline.dtmf(YOU)
                case 3 | 4:
                    await restless.happens()
                case 5:
                    landline.hang_up()
            await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE_S / 3))
        landline.hang_up()
        await nothing_is_left(room)
        await restless.close()
    assert caplog.text == ""
