"""Simulated telephones outside: what they show, what they can do, and that they are rung like any other."""

from __future__ import annotations

import pytest

from backend.switchboard.handsets import MOST_HANDSETS
from tests.fakes.sip_dialog import Dialog, invite, sdp
from tests.switchboard.joining import cancel_of, outcome
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOUR_MOBILE, Room, becomes, enters, open_room


async def test_a_mobile_outside_rings_and_shows_the_main_number(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get("139 1234 5678")
    sent = await invite(client, "139-1234-5678")
    await enters(handset, "ringing")
    assert (handset.number, handset.peer) == ("+8613912345678", MAIN_NUMBER)
    assert (await client.status(180)).get("call-id") == sent.get("call-id")
    assert handset.answer()
    answer = await client.final(sent)
    assert (answer.status, handset.state) == (200, "talking")
    dialog = Dialog.calling(client, sent, answer)
    dialog.acknowledge(answer)
    await dialog.bye()
    await enters(handset, "idle")


async def test_a_handset_declines(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get(LANDLINE)
    sent = await invite(client, "02557995555")
    await enters(handset, "ringing")
    assert handset.decline()
    assert (await client.final(sent)).status == 603
    assert handset.state == "idle"


async def test_a_handset_hangs_up(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get(LANDLINE)
    sent = await invite(client, "02557995555")
    await enters(handset, "ringing")
    handset.answer()
    answer = await client.final(sent)
    Dialog.calling(client, sent, answer).acknowledge(answer)
    assert handset.hang_up()
    assert (await client.request_of("BYE")).get("call-id") == sent.get("call-id")


async def test_a_caller_who_gives_up_stops_the_handset(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get(LANDLINE)
    sent = await invite(client, "02557995555")
    await client.status(180)
    client.send(cancel_of(sent))
    assert (await client.final(sent)).status == 487
    await enters(handset, "idle")


async def test_nobody_at_the_handset_answers() -> None:
    async with open_room(ring_timeout_s=0.3) as room:
        assert (await outcome(await room.registered(), "13912345678")).status == 480
        await enters(room.exchange.handsets.get("13912345678"), "idle")


async def test_a_handset_in_a_call_is_busy(room: Room) -> None:
    handset = room.exchange.handsets.get(LANDLINE)
    handset.dial("8014")
    await enters(handset, "talking")
    assert (await outcome(await room.registered(), "02557995555")).status == 486


async def test_a_handset_calls_an_extension_which_sees_its_number_and_the_main_number(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get(LANDLINE)
    assert handset.dial("8057")
    assert (handset.state, handset.peer) == ("calling", "8057")
    received = await client.request_of("INVITE")
    assert f"<sip:{LANDLINE}@{room.enterprise.domain};user=phone>" in received.get("p-asserted-identity")
    assert MAIN_NUMBER in received.get("p-called-party-id")
    client.answer(received, 200, "OK", sdp())
    await enters(handset, "talking")
    assert handset.hang_up()
    assert (await client.request_of("BYE")).get("call-id") == received.get("call-id")


async def test_a_handset_calls_another(room: Room) -> None:
    landline, mobile = room.exchange.handsets.get(LANDLINE), room.exchange.handsets.get(YOUR_MOBILE)
    assert landline.dial("138 0000 8057")
    await enters(mobile, "ringing")
    assert mobile.peer == LANDLINE
    mobile.answer()
    await enters(landline, "talking")


@pytest.mark.parametrize(("number", "status"), [("8999", 404), ("8003", 480), ("8001", 486)])
async def test_a_handset_that_did_not_get_through_says_why(room: Room, number: str, status: int) -> None:
    handset = room.exchange.handsets.get(LANDLINE)
    assert handset.dial(number)
    await becomes(lambda: handset.last_status == status)
    assert handset.state == "idle"


async def test_a_handset_gives_up_dialling(room: Room) -> None:
    client, handset = await room.registered(), room.exchange.handsets.get(LANDLINE)
    handset.dial("8057")
    received = await client.request_of("INVITE")
    client.answer(received, 180, "Ringing")
    assert handset.hang_up()
    assert (await client.request_of("CANCEL")).get("call-id") == received.get("call-id")


async def test_commands_that_do_not_fit_the_state_change_nothing(room: Room) -> None:
    handset = room.exchange.handsets.get(LANDLINE)
    applied = (handset.answer(), handset.decline(), handset.hang_up(), handset.dtmf("1"), handset.dial("  "))
    assert applied == (False,) * 5
    assert handset.state == "idle"


async def test_who_listens_is_told_of_every_change(room: Room) -> None:
    states: list[str] = []
    room.exchange.handsets.on_change(lambda handset: states.append(handset.state))
    handset = room.exchange.handsets.get(LANDLINE)
    handset.dial("8014")
    await enters(handset, "talking")
    handset.hang_up()
    assert list(dict.fromkeys(states)) == ["calling", "talking", "idle"]


async def test_an_emergency_number_rings_whatever_the_permission(room: Room) -> None:
    room.exchange.handsets.get("110")
    client = await room.registered("8005")
    await invite(client, "110")
    await enters(room.exchange.handsets.get("110"), "ringing")


async def test_idle_handsets_make_room_for_new_ones(room: Room) -> None:
    for number in range(MOST_HANDSETS + 10):
        room.exchange.handsets.get(f"+861390000{number:04d}")
    assert len(room.exchange.handsets.all()) == MOST_HANDSETS
    assert room.exchange.handsets.get(LANDLINE).shown
