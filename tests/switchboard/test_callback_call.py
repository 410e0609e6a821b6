"""Calls in callback mode: the own mobile is rung first, then the party, and both hear each other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from backend.switchboard.callback_call import CallbackCall, State
from backend.switchboard.handsets import Handset
from backend.switchboard.reception import TEXTS
from tests.fakes.sip_dialog import Dialog, sdp
from tests.fakes.sip_text import media_of
from tests.switchboard.room import MAIN_NUMBER, Room, becomes, enters, open_room
from tests.switchboard.test_main_number import hears_ringback, said
from tests.switchboard.test_transfer_sound import is_now, open_descriptors, said_by
from tests.switchboard.transferring import refer, told_in_the_end

EXTENSION, MOBILE = "8038", "13800008038"


@dataclass
class Asked:
    """A call that was asked for: its mobile, and what was told of it."""

    mobile: Handset
    call: CallbackCall
    told: list[tuple[State, int, str]] = field(default_factory=list)


def ask(room: Room, number: str) -> Asked:
    """Let the platform call back the person in callback mode."""
    person = room.enterprise.by_extension(EXTENSION)
    assert person is not None
    told: list[tuple[State, int, str]] = []
    call = room.exchange.call_back(
        person, room.enterprise, number, lambda state, status, reason: told.append((state, status, reason))
    )
    return Asked(room.exchange.handsets.get(MOBILE), call, told)


async def answered(asked: Asked) -> None:
    """The own mobile takes the call."""
    await enters(asked.mobile, "ringing")
    assert asked.mobile.peer == MAIN_NUMBER
    assert asked.mobile.answer()


@pytest_asyncio.fixture
async def quick() -> AsyncIterator[Room]:
    """A room in which nobody rings for long."""
    async with open_room(ring_timeout_s=0.3) as opened:
        yield opened


def all_is_over(room: Room) -> bool:
    return room.exchange.calls == 0 and not room.exchange._endpoint._dialogs


async def test_both_hear_each_other_and_the_platform_tells_every_step(room: Room) -> None:
    before = open_descriptors()
    asked = ask(room, "8014")
    asked.mobile.speak(True)
    await answered(asked)
    await becomes(lambda: asked.told == [("calling_party", 0, ""), ("established", 0, "")])
    colleagues, person = room.exchange.colleagues, room.person_id("8014")
    await becomes(lambda: is_now(said_by("8014"), asked.mobile.heard_wav()), 10, every_s=0.1)
    await becomes(lambda: is_now(said_by(MOBILE), colleagues.heard_wav(person)), 10, every_s=0.1)
    asked.mobile.hang_up()
    await becomes(lambda: asked.told[-1] == ("ended", 200, "hung_up") and all_is_over(room))
    assert open_descriptors() <= before + 2  # a telephone outside has its own socket from its first call on


async def test_the_mobile_hears_that_the_party_rings(room: Room) -> None:
    room.behave("8014", "silent")
    asked = ask(room, "8014")
    await answered(asked)
    await becomes(lambda: hears_ringback(asked.mobile), 10, every_s=0.1)


async def test_a_client_that_is_called_sees_the_person_and_may_transfer(room: Room) -> None:
    client = await room.registered("8057")
    asked = ask(room, "8057")
    await answered(asked)
    received = await client.request_of("INVITE")
    assert f"sip:{EXTENSION}@" in received.get("p-asserted-identity")
    assert media_of(received.body)[2] == "sendrecv"
    client.answer(received, 200, "OK", sdp(port=40100))
    await becomes(lambda: asked.told[-1][0] == "established")
    dialog = Dialog.called(client, received)
    await refer(dialog, "8014")
    assert await told_in_the_end(client) == 200
    client.answer(await client.request_of("BYE"), 200, "OK")
    await becomes(lambda: room.exchange.calls == 1)
    assert asked.told[-1][0] == "established"
    asked.call.end()
    await becomes(lambda: asked.told[-1] == ("ended", 200, "hung_up") and all_is_over(room))
    await enters(asked.mobile, "idle")


async def test_a_number_outside_sees_the_main_number(room: Room) -> None:
    asked = ask(room, "13912345678")
    await answered(asked)
    party = room.exchange.handsets.get("13912345678")
    await enters(party, "ringing")
    assert party.peer == MAIN_NUMBER
    party.answer()
    await becomes(lambda: asked.told[-1][0] == "established")
    party.hang_up()
    await becomes(lambda: asked.told[-1] == ("ended", 200, "hung_up") and all_is_over(room))


async def test_the_own_main_number_greets_the_mobile_and_takes_an_extension(room: Room) -> None:
    client = await room.registered("8057")
    asked = ask(room, "02557990000")
    await answered(asked)
    await becomes(lambda: asked.told == [("calling_party", 0, ""), ("established", 0, "")])
    await becomes(lambda: TEXTS["welcome"] in said(room))
    asked.mobile.dtmf("8057")
    received = await client.request_of("INVITE")
    client.answer(received, 180, "Ringing")
    assert f"sip:{EXTENSION}@" in received.get("p-asserted-identity")
    asked.call.end()
    assert (await client.request_of("CANCEL")).status == 0
    await becomes(lambda: asked.told[-1] == ("ended", 200, "hung_up") and asked.mobile.state == "idle")


async def test_a_mobile_that_declines(room: Room) -> None:
    asked = ask(room, "8014")
    await enters(asked.mobile, "ringing")
    asked.mobile.decline()
    await becomes(lambda: asked.told == [("ended", 603, "mobile_declined")] and all_is_over(room))


async def test_a_mobile_that_is_busy(room: Room) -> None:
    mobile = room.exchange.handsets.get(MOBILE)
    assert mobile.dial("8014")
    await enters(mobile, "talking")
    asked = ask(room, "8018")
    await becomes(lambda: asked.told == [("ended", 486, "mobile_busy")])
    assert mobile.state == "talking"


async def test_a_mobile_that_does_not_answer(quick: Room) -> None:
    asked = ask(quick, "8014")
    await becomes(lambda: asked.told == [("ended", 480, "mobile_no_answer")] and all_is_over(quick))


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        ("busy", (486, "party_busy")),
        ("declines", (603, "party_declined")),
        ("offline", (480, "party_unavailable")),
    ],
)
async def test_a_party_that_does_not_take_the_call_releases_the_mobile(
    room: Room, behaviour: str, outcome: tuple[int, str]
) -> None:
    room.behave("8014", behaviour)
    asked = ask(room, "8014")
    await answered(asked)
    await becomes(lambda: asked.told == [("calling_party", 0, ""), ("ended", *outcome)] and all_is_over(room))
    await enters(asked.mobile, "idle")


async def test_a_party_that_does_not_answer_releases_the_mobile() -> None:
    async with open_room(ring_timeout_s=0.8) as room:
        room.behave("8014", "silent")
        asked = ask(room, "8014")
        await answered(asked)
        await becomes(lambda: asked.told[-1:] == [("ended", 480, "party_no_answer")] and all_is_over(room))


async def test_it_can_be_cancelled_while_the_mobile_rings(room: Room) -> None:
    asked = ask(room, "8014")
    await enters(asked.mobile, "ringing")
    asked.call.end()
    asked.call.end()
    assert asked.told == [("ended", 487, "cancelled")]
    await becomes(lambda: asked.mobile.state == "idle" and all_is_over(room))


async def test_it_can_be_cancelled_while_the_party_rings(room: Room) -> None:
    room.behave("8014", "silent")
    asked = ask(room, "8014")
    await answered(asked)
    await becomes(lambda: room.exchange.colleagues.in_call(room.person_id("8014")))
    asked.call.end()
    await becomes(lambda: asked.mobile.state == "idle" and all_is_over(room))
    assert asked.told[-1] == ("ended", 487, "cancelled")
    assert not room.exchange.colleagues.in_call(room.person_id("8014"))


async def test_a_mobile_that_hangs_up_while_the_party_rings_stops_it(room: Room) -> None:
    client = await room.registered("8057")
    asked = ask(room, "8057")
    await answered(asked)
    client.answer(await client.request_of("INVITE"), 180, "Ringing")
    asked.mobile.hang_up()
    assert (await client.request_of("CANCEL")).status == 0
    await becomes(lambda: asked.told[-1] == ("ended", 487, "cancelled"))


async def test_nothing_is_rung_for_a_number_that_leads_nowhere(room: Room) -> None:
    for number in ("8999", "00442079460000", ""):
        with pytest.raises(LookupError):
            ask(room, number)
    assert room.exchange.calls == 0
