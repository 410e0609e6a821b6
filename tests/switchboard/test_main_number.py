"""The main number: whoever calls it from outside is greeted, dials an extension by keys, and talks (PRODUCT M5)."""

from __future__ import annotations

import socket
import struct

import numpy as np
import pytest

from backend.switchboard.handsets import Handset
from backend.switchboard.reception import TEXTS
from tests.fakes.listening import read_wav
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, call, sdp
from tests.fakes.sip_text import media_of
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOU, Room, becomes, enters, open_room
from tests.switchboard.test_transfer_sound import is_now, open_descriptors, said_by


def heard(handset: Handset) -> str:
    """What a telephone has heard so far, as text."""
    return "".join(line.text for line in handset.lines)


async def greeted(room: Room, number: str = "025-5799 0000") -> Handset:
    """The landline in a call with the main number."""
    handset = room.exchange.handsets.get(LANDLINE)
    handset.speak(True)
    assert handset.dial(number)
    await enters(handset, "talking")
    return handset


async def test_an_outside_caller_hears_the_greeting(room: Room) -> None:
    handset = await greeted(room)
    await becomes(lambda: heard(handset).endswith(TEXTS["welcome"] + TEXTS["dial-extension"]), 12)
    handset.hang_up()
    await becomes(lambda: room.exchange.calls == 0 and not room.exchange._endpoint._dialogs)


@pytest.mark.parametrize("number", ["025-5799 0000", "02557990000", "+86 25 5799 0000", "57990000"])
async def test_the_main_number_answers_in_every_form(room: Room, number: str) -> None:
    await greeted(room, number)


async def test_keys_lead_to_the_extension_which_sees_the_caller_and_the_main_number(room: Room) -> None:
    client = await room.registered(YOU)
    handset = await greeted(room)
    assert handset.dtmf("8057")
    received = await client.request_of("INVITE")
    assert f"sip:{LANDLINE}@" in received.get("p-asserted-identity").replace("%2B", "+")
    assert MAIN_NUMBER in received.get("p-called-party-id").replace("%2B", "+")
    assert media_of(received.body)[2] == "sendrecv"
    client.answer(received, 180, "Ringing")
    client.answer(received, 200, "OK", sdp(port=40100))
    await client.request_of("ACK")
    await becomes(lambda: len(room.exchange._endpoint._dialogs) == 2)
    assert handset.state == "talking"
    await Dialog.called(client, received).bye()
    await enters(handset, "idle")


async def test_the_caller_hears_it_ring_and_then_both_hear_each_other(room: Room) -> None:
    before = open_descriptors()
    room.behave("8014", "silent")
    handset = await greeted(room)
    handset.dtmf("8014")
    await becomes(lambda: hears_ringback(handset), 10, every_s=0.1)
    handset.hang_up()
    await becomes(lambda: room.exchange.calls == 0)
    handset = await greeted(room)
    handset.dtmf("8018")
    colleagues, person = room.exchange.colleagues, room.person_id("8018")
    await becomes(lambda: is_now(said_by("8018"), handset.heard_wav()), 15, every_s=0.1)
    await becomes(lambda: is_now(said_by(LANDLINE), colleagues.heard_wav(person)), 15, every_s=0.1)
    handset.hang_up()
    await becomes(lambda: room.exchange.calls == 0 and not room.exchange._endpoint._dialogs)
    await becomes(lambda: open_descriptors() <= before)


def hears_ringback(handset: Handset) -> bool:
    """Whether the last half second is a tone of 450 Hz."""
    recent = read_wav(handset.heard_wav())[-8000:]
    loudest = int(np.abs(np.fft.rfft(recent, 16_000)).argmax()) if len(recent) == 8000 else 0
    return abs(loudest - 450) <= 2 and float(np.abs(recent).max()) > 1000


async def test_0_leads_to_the_operator(room: Room) -> None:
    assert room.enterprise.operator is not None
    operator = await room.registered(room.enterprise.operator)
    handset = await greeted(room)
    handset.dtmf("0")
    assert (await operator.request_of("INVITE")).status == 0


async def test_three_wrong_extensions_and_the_platform_says_goodbye() -> None:
    async with open_room(key_timeout_s=0.3) as quick:
        handset = await greeted(quick)
        for _ in range(3):
            before = heard(handset).count(TEXTS["wrong-extension"])
            handset.dtmf("8999")
            await becomes(lambda: heard(handset).count(TEXTS["wrong-extension"]) > before, 12)  # noqa: B023
        await enters(handset, "idle", 12)
        assert heard(handset).endswith(TEXTS["thanks"] + TEXTS["goodbye"])
        await becomes(lambda: quick.exchange.calls == 0)


async def test_a_caller_who_presses_nothing_is_asked_again() -> None:
    async with open_room(key_timeout_s=0.1) as quick:
        handset = await greeted(quick)
        await becomes(lambda: TEXTS["no-key"] in heard(handset), 15)


async def test_half_an_extension_is_wrong_after_a_pause() -> None:
    async with open_room(key_timeout_s=0.2) as quick:
        handset = await greeted(quick)
        handset.dtmf("80")
        await becomes(lambda: TEXTS["wrong-extension"] in heard(handset), 12)


@pytest.mark.parametrize("behaviour", ["busy", "offline"])
async def test_an_extension_that_does_not_answer_lets_the_caller_dial_another(behaviour: str) -> None:
    async with open_room(ring_timeout_s=0.5) as quick:
        quick.behave("8014", behaviour)
        client = await quick.registered(YOU)
        handset = await greeted(quick)
        handset.dtmf("8014")
        await becomes(lambda: TEXTS["not-reached"] in heard(handset), 15)
        handset.dtmf("8057")
        assert (await client.request_of("INVITE")).status == 0


async def test_the_star_key_starts_the_extension_again(room: Room) -> None:
    client = await room.registered(YOU)
    handset = await greeted(room)
    handset.dtmf("80*8057")
    assert (await client.request_of("INVITE")).status == 0


async def test_a_caller_who_hangs_up_stops_the_ringing(room: Room) -> None:
    client = await room.registered(YOU)
    handset = await greeted(room)
    handset.dtmf("8057")
    client.answer(await client.request_of("INVITE"), 180, "Ringing")
    handset.hang_up()
    assert (await client.request_of("CANCEL")).status == 0
    await becomes(lambda: room.exchange.calls == 0)


async def test_a_telephone_outside_that_nobody_knows_may_call_the_main_number_and_nothing_else(room: Room) -> None:
    client = await room.registered(YOU)
    stranger = SipClient(room.exchange.port, "13900009999", ("", ""), "carrier.example")
    room.clients.append(await stranger.open())
    sent = stranger.request("INVITE", f"sip:02557990000@{room.enterprise.domain}", sdp(port=40700))
    stranger.send(sent)
    answer = await stranger.final(sent)
    assert answer.status == 200
    dialog = Dialog.calling(stranger, sent, answer)
    dialog.acknowledge(answer)
    host, port = media_of(answer.body)[:2]
    press((host, port), "8057")
    received = await client.request_of("INVITE")
    assert "13900009999" in received.get("p-asserted-identity")
    for number in (YOU, "13912345678", "hello"):
        refused = stranger.request("INVITE", f"sip:{number}@{room.enterprise.domain}", sdp())
        stranger.send(refused)
        assert (await stranger.final(refused)).status == 403


def press(address: tuple[str, int], digits: str) -> None:
    """Send telephone events (RFC 4733), three packets for each key, the last of which ends it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for index, digit in enumerate(digits):
            for step in range(3):
                head = struct.pack("!BBHII", 0x80, 101, 3 * index + step, 8000 + 1600 * index, 7)
                event = struct.pack("!BBH", int(digit), (0x80 if step == 2 else 0) | 10, 160 * (step + 1))
                sender.sendto(head + event, address)


async def test_the_outside_is_never_reached_through_the_main_number(room: Room) -> None:
    handset = await greeted(room)
    handset.dtmf("13912345678#")
    await becomes(lambda: TEXTS["wrong-extension"] in heard(handset), 12)
    assert room.exchange.handsets.get("13912345678").state == "idle"


@pytest.mark.parametrize("extension", [YOU, "8034"])  # 8034 may call extensions only
async def test_a_colleague_who_dials_the_own_main_number_is_greeted_and_dials_an_extension(
    room: Room, extension: str
) -> None:
    caller, called = await room.registered(extension), await room.registered("8014")
    _, answer = await call(caller, "02557990000", sdp(port=40700))
    press(media_of(answer.body)[:2], "8014")
    received = await called.request_of("INVITE")
    assert f"sip:{extension}@" in received.get("p-asserted-identity")
    assert MAIN_NUMBER in received.get("p-called-party-id")


async def test_a_colleague_who_dials_himself_at_the_main_number_is_not_rung_by_himself(room: Room) -> None:
    caller = await room.registered(YOU)
    dialog, answer = await call(caller, "02557990000", sdp(port=40700))
    press(media_of(answer.body)[:2], YOU)
    await becomes(lambda: TEXTS["not-reached"] in said(room))
    assert not [message for message in caller.inbox if message.start.startswith("INVITE ")]
    assert (await dialog.bye()).status == 200


def said(room: Room) -> str:
    """What the platform says or has just said in any call."""
    return "".join(line.utterance.text for lines in room.exchange._captions._streams.values() for line in lines)
