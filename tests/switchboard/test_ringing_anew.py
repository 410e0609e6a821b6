"""A client that is started again, or was unreachable, while a call rings for it is offered the call once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from backend.switchboard.joined_call import JoinedCall
from backend.switchboard.sip.timers import Timers
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, invite, sdp
from tests.fakes.sip_text import Message, media_of
from tests.switchboard.joining import cancel_of, ring
from tests.switchboard.room import LANDLINE, YOU, Room, becomes, enters, open_room
from tests.switchboard.test_callback_call import answered, ask
from tests.switchboard.test_main_number import greeted
from tests.switchboard.test_transfer import nothing_is_left
from tests.switchboard.transferring import held, refer

TARGET = "8014"


async def again(room: Room, before: SipClient, register: bool = True) -> SipClient:
    """The program of a client, started once more with the same login."""
    client = SipClient(
        room.exchange.port, before.user, (before.auth_user, before.password), before.domain, before.transport
    )
    client.algorithm = before.algorithm
    room.clients.append(await client.open())
    if register:
        assert (await client.register()).status == 200
    return client


async def dialled(room: Room) -> None:
    assert room.exchange.handsets.get(LANDLINE).dial(TARGET)


async def by_keys(room: Room) -> None:
    (await greeted(room)).dtmf(TARGET)


async def transferred(room: Room) -> None:
    _, dialog = await held(room)
    await refer(dialog, TARGET)


async def called_back(room: Room) -> None:
    await answered(ask(room, TARGET))


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("rings", [dialled, by_keys, transferred, called_back])
async def test_a_client_that_is_started_again_while_it_rings_rings_again_and_takes_the_call(
    room: Room, rings: Callable[[Room], Awaitable[None]], transport: str
) -> None:
    before = await room.registered(TARGET, transport)
    await rings(room)
    lost = await before.request_of("INVITE")
    before.answer(lost, 180, "Ringing")
    now = await again(room, before)
    cancel = await now.request_of("CANCEL")  # in case it is the same program after all
    assert cancel.get("call-id") == lost.get("call-id")
    now.answer(cancel, 481, "Call/Transaction Does Not Exist")
    received = await now.request_of("INVITE")
    assert media_of(received.body) == media_of(lost.body)
    assert received.get("p-asserted-identity") == lost.get("p-asserted-identity")
    now.answer(received, 200, "OK", sdp(port=40300))
    await now.request_of("ACK")
    await becomes(lambda: any(isinstance(call, JoinedCall) for call in room.exchange._desk.calls))


async def test_a_client_that_never_said_a_word_is_not_asked_again_once_it_was_replaced(room: Room) -> None:
    before = await room.registered(TARGET)
    await dialled(room)
    lost = await before.request_of("INVITE")
    now = await again(room, before)
    received = await now.request_of("INVITE")
    now.answer(received, 180, "Ringing")
    with pytest.raises(TimeoutError):
        await before.repetition_of(lost, 0.3)  # what is not answered is repeated after 0.1 s, 0.2 s and 0.4 s
    before.answer(lost, 200, "OK", sdp())  # it wakes up after all: a late answer takes nothing away
    await before.request_of("ACK")
    before.answer(await before.request_of("BYE"), 200, "OK")
    now.answer(received, 200, "OK", sdp(port=40300))
    await enters(room.exchange.handsets.get(LANDLINE), "talking")


async def test_a_client_that_only_moved_goes_on_ringing_and_is_cancelled_where_it_is(room: Room) -> None:
    caller, called = await room.registered(YOU), await room.registered(TARGET, "tcp")
    sent, _ = await ring(caller, called)
    moved = await again(room, called, register=False)
    assert (await moved.go_on_as(called).register()).status == 200
    with pytest.raises(TimeoutError):
        await moved.request_of("INVITE", 0.2)
    caller.send(cancel_of(sent))
    assert (await moved.request_of("CANCEL")).start.startswith("CANCEL ")
    await becomes(lambda: room.exchange.calls == 0)


async def test_a_client_of_another_login_is_not_rung_in_its_place(room: Room) -> None:
    before = await room.registered(TARGET)
    await dialled(room)
    before.answer(await before.request_of("INVITE"), 180, "Ringing")
    other = await room.registered("8018")
    with pytest.raises(TimeoutError):
        await other.request_of("INVITE", 0.1)


async def test_whoever_declined_is_not_rung_again_after_a_new_start() -> None:
    async with open_room(policy="shared") as room:
        before = await room.registered(TARGET)
        person = room.enterprise.by_extension(TARGET)
        assert person is not None
        made = room.accounts.log_in(room.enterprise, person, "mobile")
        other = SipClient(
            room.exchange.port, TARGET, (made.login.auth_username, made.sip_password), room.enterprise.domain
        )
        room.clients.append(await other.open())
        await other.register()
        await dialled(room)
        before.answer(await before.request_of("INVITE"), 486, "Busy Here")
        await before.request_of("ACK")
        other.answer(await other.request_of("INVITE"), 180, "Ringing")
        with pytest.raises(TimeoutError):
            await (await again(room, before)).request_of("INVITE", 0.1)


async def test_a_call_that_is_offered_once_more_rings_no_longer_than_any_other() -> None:
    async with open_room(ring_timeout_s=0.4) as quick:
        caller, before = await quick.registered(YOU), await quick.registered(TARGET)
        sent = await invite(caller, TARGET)
        before.answer(await before.request_of("INVITE"), 180, "Ringing")
        now = await again(quick, before)
        received: Message = await now.request_of("INVITE")
        now.answer(received, 180, "Ringing")
        assert (await caller.final(sent)).status == 480
        cancels = [await now.request_of("CANCEL"), await now.request_of("CANCEL")]
        assert received.get("call-id") in [cancel.get("call-id") for cancel in cancels]
        await becomes(lambda: quick.exchange.calls == 0)


async def test_a_client_that_died_while_it_rang_leaves_nothing_behind() -> None:
    async with open_room(Timers(t1=0.02, t2=0.16, t4=0.2)) as brief:
        before = await brief.registered(TARGET)
        await dialled(brief)
        before.answer(await before.request_of("INVITE"), 180, "Ringing")
        now = await again(brief, before)
        before.close()
        received = await now.request_of("INVITE")
        now.answer(received, 200, "OK", sdp(port=40300))
        await now.request_of("ACK")
        assert (await Dialog.called(now, received).bye()).status == 200
        await becomes(lambda: nothing_is_left(brief) and not brief.exchange._endpoint._pending())
