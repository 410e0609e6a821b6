"""Hold and other new offers in a call (RFC 3264 section 8): passed on to the other party, its answer passed back."""

from __future__ import annotations

import re

from tests.fakes.sip_dialog import Dialog, call, sdp
from tests.fakes.sip_text import Message, media_of
from tests.switchboard.joining import join
from tests.switchboard.room import Room


async def offer(here: Dialog, there: Dialog, body: str, answer_body: str) -> tuple[Message, Message]:
    """A new offer from one side, answered by the other: what each of them received."""
    sent = here.request("INVITE", body)
    here.client.send(sent)
    received = await there.client.request_of("INVITE")
    there.client.answer(received, 200, "OK", answer_body)
    answer = await here.client.final(sent)
    here.acknowledge(answer)
    await there.client.request_of("ACK")
    return received, answer


async def test_hold_and_its_end_reach_the_other_party(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    for ours, theirs in (("sendonly", "recvonly"), ("sendrecv", "sendrecv"), ("inactive", "inactive")):
        received, answer = await offer(here, there, sdp(ours, 2), sdp(theirs, 2))
        assert (media_of(received.body)[2], media_of(answer.body)[2]) == (ours, theirs)
    received, _ = await offer(there, here, sdp("sendonly", 3), sdp("recvonly", 3))
    assert media_of(received.body)[2] == "sendonly"


async def test_each_leg_keeps_its_origin_and_counts_its_versions(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    first, _ = await offer(here, there, sdp("sendonly", 2), sdp("recvonly", 2))
    same, _ = await offer(here, there, sdp("sendonly", 2), sdp("recvonly", 2))
    changed, _ = await offer(here, there, sdp("sendrecv", 3), sdp("sendrecv", 3))
    origins = [re.findall(r"o=- (\d+) (\d+) ", message.body)[0] for message in (first, same, changed)]
    ids, versions = zip(*origins, strict=True)
    assert len(set(ids)) == 1
    assert [int(version) - int(versions[0]) for version in versions] == [0, 0, 1]


async def test_a_colleague_held_stops_sending_and_says_so(room: Room) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    assert media_of((await dialog.reinvite(sdp("sendonly", 2))).body)[2] == "recvonly"
    assert media_of((await dialog.reinvite(sdp("inactive", 3))).body)[2] == "inactive"
    assert media_of((await dialog.reinvite(sdp("sendrecv", 4))).body)[2] == "sendrecv"


async def test_a_refused_offer_leaves_the_call_as_it_was(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    sent = here.request("INVITE", sdp("sendonly", 2))
    here.client.send(sent)
    there.client.answer(await there.client.request_of("INVITE"), 488, "Not Acceptable Here")
    assert (await here.client.final(sent)).status == 488
    assert room.exchange.calls == 1
    received, _ = await offer(here, there, sdp("sendonly", 3), sdp("recvonly", 3))
    assert media_of(received.body)[2] == "sendonly"


async def test_offers_that_cross_are_both_told_to_wait(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    sent = here.request("INVITE", sdp("sendonly", 2))
    here.client.send(sent)
    received = await there.client.request_of("INVITE")
    crossing = there.request("INVITE", sdp("sendonly", 2))
    there.client.send(crossing)
    assert (await there.client.final(crossing)).status == 491
    there.client.answer(received, 491, "Request Pending")
    assert (await here.client.final(sent)).status == 491


async def test_an_offer_without_description_gets_the_present_one(room: Room) -> None:
    dialog, answer = await call(await room.registered(), "8014")
    assert media_of((await dialog.reinvite("")).body) == media_of(answer.body)


async def test_a_malformed_offer_ends_nothing(room: Room) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    assert (await dialog.reinvite("v=0\r\nnonsense\r\n")).status == 488
    assert room.exchange.calls == 1


async def test_hanging_up_while_an_offer_waits_answers_the_offer(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    sent = here.request("INVITE", sdp("sendonly", 2))
    here.client.send(sent)
    await there.client.request_of("INVITE")
    assert (await here.bye()).status == 200
    assert (await here.client.final(sent)).status == 487
