"""A person with several telephones: all ring, one has the call, the others are told that it was answered elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import invite, sdp
from tests.fakes.sip_text import Message
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOU, Room, becomes, enters, open_room

ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'
CALLBACK = "8038"  # whose calls go to the own mobile as well
CALLBACK_MOBILE = "13800008038"


@pytest_asyncio.fixture
async def shared() -> AsyncIterator[Room]:
    """An enterprise that lets a PC and a mobile client be logged in together."""
    async with open_room(policy="shared") as opened:
        yield opened


async def mobile_client(room: Room, extension: str = YOU) -> SipClient:
    """The mobile client of a person, registered beside the PC's."""
    person = room.enterprise.by_extension(extension)
    assert person is not None
    made = room.accounts.log_in(room.enterprise, person, "mobile")
    client = SipClient(
        room.exchange.port, extension, (made.login.auth_username, made.sip_password), room.enterprise.domain
    )
    room.clients.append(await client.open())
    assert (await client.register()).status == 200
    return client


async def both_ring(room: Room) -> tuple[SipClient, Message, SipClient, Message]:
    """The landline calls 8057, whose PC and mobile client ring."""
    pc = await room.registered(YOU)
    mobile = await mobile_client(room)
    assert room.exchange.handsets.get(LANDLINE).dial(YOU)
    first, second = await pc.request_of("INVITE"), await mobile.request_of("INVITE")
    for client, received in ((pc, first), (mobile, second)):
        client.answer(received, 180, "Ringing")
    return pc, first, mobile, second


async def test_the_first_answer_wins_and_the_other_hears_why_it_stops(shared: Room) -> None:
    pc, first, mobile, _ = await both_ring(shared)
    pc.answer(first, 200, "OK", sdp())
    await pc.request_of("ACK")
    assert (await mobile.request_of("CANCEL")).get("reason") == ELSEWHERE


async def test_two_answers_at_once_leave_exactly_one_call(shared: Room) -> None:
    pc, first, mobile, second = await both_ring(shared)
    mobile.answer(second, 200, "OK", sdp(port=40100))
    pc.answer(first, 200, "OK", sdp(port=40200))
    await pc.request_of("ACK")
    await mobile.request_of("ACK")
    late = await pc.request_of("BYE")
    assert late.get("reason") == ELSEWHERE
    pc.answer(late, 200, "OK")
    assert shared.exchange.calls == 1
    assert shared.exchange.handsets.get(LANDLINE).state == "talking"
    with pytest.raises(TimeoutError):
        await mobile.request_of("BYE", 0.2)


async def test_one_that_is_busy_lets_the_other_ring(shared: Room) -> None:
    pc, first, mobile, second = await both_ring(shared)
    pc.answer(first, 486, "Busy Here")
    await pc.request_of("ACK")
    mobile.answer(second, 200, "OK", sdp())
    await mobile.request_of("ACK")
    await enters(shared.exchange.handsets.get(LANDLINE), "talking")


async def test_one_that_declines_ends_the_ringing_of_the_other(shared: Room) -> None:
    pc, first, mobile, _ = await both_ring(shared)
    pc.answer(first, 603, "Decline")
    assert (await mobile.request_of("CANCEL")).get("reason").startswith("SIP;cause=603")
    await enters(shared.exchange.handsets.get(LANDLINE), "idle")
    assert shared.exchange.calls == 0


async def test_a_caller_who_gives_up_stops_both(shared: Room) -> None:
    pc, _, mobile, _ = await both_ring(shared)
    shared.exchange.handsets.get(LANDLINE).hang_up()
    for client in (pc, mobile):
        assert (await client.request_of("CANCEL")).get("reason") != ELSEWHERE


async def test_in_callback_mode_the_pc_and_the_own_mobile_ring(room: Room) -> None:
    caller, pc = await room.registered("8014"), await room.registered(CALLBACK)
    handset = room.exchange.handsets.get(CALLBACK_MOBILE)
    sent = await invite(caller, CALLBACK)
    received = await pc.request_of("INVITE")
    pc.answer(received, 180, "Ringing")
    await enters(handset, "ringing")
    assert handset.peer == MAIN_NUMBER
    assert "sip:8014@" in received.get("p-asserted-identity")
    assert handset.answer()
    assert (await caller.final(sent)).status == 200
    assert (await pc.request_of("CANCEL")).get("reason") == ELSEWHERE


async def test_a_pc_that_answers_stops_the_own_mobile(room: Room) -> None:
    caller, pc = await room.registered("8014"), await room.registered(CALLBACK)
    handset = room.exchange.handsets.get(CALLBACK_MOBILE)
    sent = await invite(caller, CALLBACK)
    await enters(handset, "ringing")
    pc.answer(await pc.request_of("INVITE"), 200, "OK", sdp())
    assert (await caller.final(sent)).status == 200
    await enters(handset, "idle")


async def test_in_callback_mode_the_mobile_client_itself_stays_quiet(shared: Room) -> None:
    mobile = await mobile_client(shared)
    person = shared.enterprise.by_extension(YOU)
    assert person is not None
    assert person.mobile is not None
    shared.world.set_client_mode(person.id, "callback")
    assert shared.exchange.handsets.get(LANDLINE).dial(YOU)
    await enters(shared.exchange.handsets.get(person.mobile), "ringing")
    with pytest.raises(TimeoutError):
        await mobile.request_of("INVITE", 0.2)


async def test_in_callback_mode_the_own_mobile_rings_even_without_any_client(room: Room) -> None:
    room.behave(CALLBACK, "offline")
    assert room.exchange.handsets.get(LANDLINE).dial(CALLBACK)
    handset = room.exchange.handsets.get(CALLBACK_MOBILE)
    await enters(handset, "ringing")
    handset.answer()
    await enters(room.exchange.handsets.get(LANDLINE), "talking")
    handset.hang_up()
    await becomes(lambda: room.exchange.calls == 0)
