"""Hostile input in and around calls: malformed, oversized, replayed, and too much of it."""

from __future__ import annotations

import asyncio
import logging
import random

import pytest

from tests.fakes.sip_client import SipClient, branch
from tests.fakes.sip_dialog import Dialog, call, invite, sdp
from tests.fakes.sip_text import Message, media_of
from tests.switchboard.room import YOU, Room, becomes
from tests.switchboard.test_hostile import mutated
from tests.switchboard.test_main_number import press
from tests.switchboard.transferring import held, refer, told_in_the_end


def again(request: Message, client: SipClient) -> Message:
    """The same request by another way: only its Via is new."""
    host, port = client.address
    via = f"SIP/2.0/{client.transport.upper()} {host}:{port};{branch()};rport"
    return Message(
        request.start, [(name, via if name == "via" else text) for name, text in request.headers], request.body
    )


async def test_an_invite_that_was_listened_in_on_rings_nobody_a_second_time(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent = await invite(caller, YOU)
    called.answer(await called.request_of("INVITE"), 486, "Busy Here")
    assert (await caller.final(sent)).status == 486
    thief = await room.client("8018")
    replayed = again(sent, thief)
    thief.send(replayed)
    assert (await thief.final(replayed)).status == 401
    with pytest.raises(TimeoutError):
        await called.request_of("INVITE", 0.2)


async def test_a_refer_that_was_listened_in_on_transfers_nobody_a_second_time(room: Room) -> None:
    room.behave("8014", "busy")
    _, dialog = await held(room)
    request = dialog.request("REFER")
    request.headers.append(("refer-to", f"<sip:8014@{dialog.client.domain}>"))
    dialog.client.send(request)
    assert (await dialog.client.final(request)).status == 202
    assert await told_in_the_end(dialog.client) == 486
    replayed = again(request, dialog.client)
    dialog.client.send(replayed)
    assert (await dialog.client.final(replayed)).status == 500


async def test_a_repeated_refer_is_answered_again_and_followed_once(room: Room) -> None:
    room.behave("8014", "silent")
    _, dialog = await held(room)
    request = dialog.request("REFER")
    request.headers.append(("refer-to", f"<sip:8014@{dialog.client.domain}>"))
    for _ in range(3):
        dialog.client.send(request)
        assert (await dialog.client.final(request)).status == 202
    await becomes(lambda: room.exchange.colleagues.in_call(room.person_id("8014")))
    assert room.exchange.calls == 1


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_stream_of_refers_is_one_transfer(room: Room, transport: str) -> None:
    room.behave("8014", "silent")
    _, dialog = await held(room, transport)
    statuses = [(await refer(dialog, "8014")).status for _ in range(100)]
    assert statuses == [202] + [491] * 99
    assert (await dialog.reinvite(sdp(version=3))).status == 200
    assert await told_in_the_end(dialog.client) == 487


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_message_of_any_size_leaves_the_others_in_peace(room: Room, transport: str) -> None:
    client, strange = await room.registered(), await room.client("8014", transport)
    for size in (1_000, 60_000, 200_000):
        request = strange.request("INVITE", f"sip:8018@{strange.domain}", "v=0\r\n" + "a=" + "x" * size)
        request.headers.append(("subject", "y" * (size // 2)))
        try:
            strange.send(request)
        except OSError:
            break  # more than a datagram holds, or the connection was closed on us
        await asyncio.sleep(0.05)
    dialog, _ = await call(client, "8018")
    assert (await dialog.bye()).status == 200


@pytest.mark.parametrize("length", [300, 5_000, 30_000])
async def test_a_refer_to_an_endless_address_is_refused(room: Room, length: int) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    assert (await refer(dialog, "8" * length)).status == 400
    assert room.exchange.calls == 1


async def test_a_call_goes_on_through_hundreds_of_mutated_requests(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(8018)
    caplog.set_level(logging.ERROR)
    _, dialog = await held(room)
    for number in range(600):
        request = dialog.request("REFER" if number % 2 else "INVITE", "" if number % 2 else sdp("sendonly", number))
        if number % 2:
            request.headers.append(("refer-to", f"<sip:8018@{dialog.client.domain}>;a=b"))
        data = mutated(request.bytes(), chance)
        if not data.startswith(b"BYE"):
            dialog.client.send_bytes(data)
        await asyncio.sleep(0)
    client = await room.registered("8002")
    other, _ = await call(client, "8004")
    assert (await other.bye()).status == 200
    assert caplog.text == ""


async def test_answers_to_reports_may_be_anything(room: Room) -> None:
    _, dialog = await held(room)
    client = dialog.client
    await refer(dialog, "8018")
    answers = ((481, "Subscription Does Not Exist"), (500, "Server Internal Error"), (603, "Decline"))
    for status, phrase in answers:
        client.answer(await client.request_of("NOTIFY"), status, phrase)
    assert (await client.request_of("BYE")).status == 0
    assert room.exchange.handsets.get("02557995555").state == "talking"


async def test_a_stranger_in_a_call_transfers_nobody(room: Room) -> None:
    client = await room.registered(YOU)
    stranger = SipClient(room.exchange.port, "13900009999", ("", ""), "carrier.example")
    room.clients.append(await stranger.open())
    sent = stranger.request("INVITE", f"sip:02557990000@{room.enterprise.domain}", sdp())
    stranger.send(sent)
    answer = await stranger.final(sent)
    dialog = Dialog.calling(stranger, sent, answer)
    dialog.acknowledge(answer)
    assert (await refer(dialog, "13912345678")).status == 405  # at the main number
    host, port = media_of(answer.body)[:2]
    press((host, port), YOU)
    client.answer(await client.request_of("INVITE"), 200, "OK", sdp(port=40100))
    moved = await stranger.request_of("INVITE")
    stranger.answer(moved, 200, "OK", sdp(version=2))
    await stranger.request_of("ACK")
    await becomes(lambda: len(room.exchange._endpoint._dialogs) == 2)
    assert (await refer(dialog, "13912345678")).status == 403  # in the call with the extension
    made_up = Dialog(stranger, dialog.local, dialog.remote, "made-up", dialog.target)
    assert (await refer(made_up, "8014")).status == 481
    assert room.exchange.handsets.get("13912345678").state == "idle"
