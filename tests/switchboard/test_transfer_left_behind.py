"""The party a transfer concerns when nobody is left to take it back, and one that is handed to the main number."""

from __future__ import annotations

import numpy as np
import pytest

from backend.switchboard.reception import TEXTS
from tests.fakes.sip_client import SipClient
from tests.switchboard.joining import join
from tests.switchboard.room import MAIN_NUMBER, YOU, Room, becomes, enters
from tests.switchboard.test_main_number import heard, said
from tests.switchboard.test_ringing_anew import again
from tests.switchboard.test_transfer import call_outside, nothing_is_left
from tests.switchboard.transferring import held, refer, told, told_in_the_end

TARGET = "8014"
BUSY = 'Q.850;cause=17;text="User busy"'


async def refused_by(target: SipClient) -> None:
    """The target of a transfer is busy."""
    target.answer(await target.request_of("INVITE"), 486, "Busy Here", reason=BUSY)


async def test_a_caller_who_is_left_behind_is_told_and_may_dial_again(room: Room) -> None:
    assert room.enterprise.operator is not None
    operator, target = await room.registered(room.enterprise.operator), await room.registered(TARGET)
    handset, dialog = await held(room)
    await refer(dialog, TARGET)
    assert (await dialog.bye()).status == 200
    await refused_by(target)
    await becomes(lambda: TEXTS["not-reached"] in said(room))
    assert handset.state == "talking"
    handset.dtmf("0")
    received = await operator.request_of("INVITE")
    operator.answer(received, 180, "Ringing")
    assert MAIN_NUMBER in received.get("p-called-party-id")
    handset.hang_up()
    assert (await operator.request_of("CANCEL")).status == 0
    operator.answer(received, 487, "Request Terminated")
    await becomes(lambda: nothing_is_left(room))


async def test_a_caller_is_left_behind_by_a_transferor_that_was_started_again_too(room: Room) -> None:
    target = await room.registered(TARGET)
    _, dialog = await held(room)
    await refer(dialog, TARGET)
    now = await again(room, dialog.client)
    now.answer(await now.request_of("OPTIONS"), 481, "Call/Transaction Does Not Exist")
    await refused_by(target)
    await becomes(lambda: TEXTS["not-reached"] in said(room))


async def test_whoever_was_called_is_told_and_hears_goodbye(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.switchboard.reception.samples_of", lambda _: np.zeros(1600, np.int16))
    target = await room.registered(TARGET)
    dialog, _ = await call_outside(room, "13911112222")
    handset = room.exchange.handsets.get("13911112222")
    await refer(dialog, TARGET)
    assert (await dialog.bye()).status == 200
    await refused_by(target)
    await enters(handset, "idle")
    assert heard(handset) == TEXTS["not-reached"] + TEXTS["goodbye"]
    await becomes(lambda: nothing_is_left(room))


async def test_whoever_is_left_behind_and_cannot_be_told_is_hung_up(room: Room) -> None:
    here, there = await join(await room.registered(YOU), await room.registered("8018"))
    target = await room.registered(TARGET)
    await refer(here, TARGET)
    there.client.answer(await there.client.request_of("INVITE"), 488, "Not Acceptable Here")  # the music
    await there.client.request_of("ACK")
    assert (await here.bye()).status == 200
    await refused_by(target)
    there.client.answer(await there.client.request_of("INVITE"), 488, "Not Acceptable Here")
    there.client.answer(await there.client.request_of("BYE"), 200, "OK")
    await becomes(lambda: nothing_is_left(room))


async def test_a_call_that_is_transferred_to_the_main_number_is_greeted_and_goes_on_by_keys(room: Room) -> None:
    target = await room.registered(TARGET)
    handset, dialog = await held(room)
    await refer(dialog, "02557990000")
    assert await told(dialog.client) == (100, "active")
    assert await told_in_the_end(dialog.client) == 200
    dialog.client.answer(await dialog.client.request_of("BYE"), 200, "OK")
    await becomes(lambda: TEXTS["welcome"] in said(room))
    handset.dtmf(TARGET)
    received = await target.request_of("INVITE")
    assert MAIN_NUMBER in received.get("p-called-party-id")
    target.answer(received, 180, "Ringing")
    handset.hang_up()
    assert (await target.request_of("CANCEL")).status == 0
    target.answer(received, 487, "Request Terminated")
    await becomes(lambda: nothing_is_left(room))
