"""Simulated colleagues behave as the world says, until someone switches them."""

from __future__ import annotations

from tests.fakes.sip_dialog import call, invite, refusal_ack, sdp
from tests.fakes.sip_text import media_of
from tests.switchboard.joining import outcome
from tests.switchboard.room import Room, becomes


async def test_a_colleague_who_talks_rings_and_answers_with_one_codec(room: Room) -> None:
    client = await room.registered()
    dialog, answer = await call(client, "8014")
    assert (await client.status(180)).body == ""
    assert "m=audio" in answer.body
    assert "RTP/AVP 9 101\r\n" in answer.body
    assert room.exchange.colleagues.in_call(room.person_id("8014"))
    await dialog.bye()
    await becomes(lambda: not room.exchange.colleagues.in_call(room.person_id("8014")))


async def test_a_colleague_answers_in_the_codec_the_caller_has(room: Room) -> None:
    client = await room.registered()
    for codecs in ("8", "0", "0 8"):
        dialog, answer = await call(client, "8014", sdp(codecs=codecs))
        assert f"RTP/AVP {'8' if '8' in codecs else '0'}\r\n" in answer.body
        await dialog.bye()


async def test_a_busy_colleague(room: Room) -> None:
    room.behave("8014", "busy")
    assert await dialled(room) == 486


async def test_a_colleague_who_declines(room: Room) -> None:
    room.behave("8014", "declines")
    assert await dialled(room) == 603


async def test_a_colleague_who_calls_back(room: Room) -> None:
    room.behave("8014", "calls_back")
    client = await room.registered()
    sent = await invite(client, "8014")
    refusal = await client.final(sent)
    client.send(refusal_ack(sent, refusal))
    assert refusal.status == 486
    received = await client.request_of("INVITE")
    assert f"<sip:8014@{room.enterprise.domain}>" in received.get("p-asserted-identity")
    assert media_of(received.body)[2] == "sendrecv"


async def test_a_colleague_calls_two_callers_back_one_after_the_other(room: Room) -> None:
    room.behave("8014", "calls_back")
    colleagues, states = room.exchange.colleagues, list[str]()
    colleagues.on_change = lambda person_id: states.append(colleagues.call_of(person_id).state)
    callers = await room.registered(), await room.registered("8004")
    for caller in callers:
        assert (await outcome(caller, "8014")).status == 486
    for caller in callers:
        caller.answer(await caller.request_of("INVITE"), 486, "Busy Here")
    await becomes(lambda: len(states) == 4)
    assert states == ["calling", "idle", "calling", "idle"]


async def test_a_registered_client_goes_before_the_simulated_telephone(room: Room) -> None:
    colleague, client = await room.registered("8014"), await room.registered()
    sent = await invite(client, "8014")
    colleague.answer(await colleague.request_of("INVITE"), 486, "Busy Here")
    assert (await client.final(sent)).status == 486


async def test_a_colleague_in_a_call_is_busy_for_a_second_caller_until_it_ends(room: Room) -> None:
    first, second = await room.registered(), await room.registered("8004")
    one, _ = await call(first, "8014")
    assert (await outcome(second, "8014")).status == 486
    await one.bye()
    await becomes(lambda: not room.exchange.colleagues.in_call(room.person_id("8014")))
    assert (await outcome(second, "8014")).status == 200


async def test_a_colleague_who_rings_is_busy_for_a_second_caller(room: Room) -> None:
    room.behave("8014", "silent")
    first, second = await room.registered(), await room.registered("8004")
    await invite(first, "8014")
    await first.status(180)
    assert (await outcome(second, "8014")).status == 486


async def test_a_switched_behaviour_counts_from_the_next_call(room: Room) -> None:
    assert await dialled(room) == 200
    room.behave("8014", "offline")
    assert await dialled(room) == 480


async def dialled(room: Room) -> int:
    return (await outcome(await room.registered(), "8014")).status
