"""Transfer by REFER (RFC 3515): who is told what, and who is left with whom."""

from __future__ import annotations

import pytest

from backend.switchboard.parties import Party, introduced
from backend.switchboard.routing import Caller, ToOutside
from backend.switchboard.sip.timers import Timers
from backend.switchboard.world_file import load_world
from tests.fakes.sip_dialog import Dialog, call, invite, sdp
from tests.fakes.sip_text import Message, media_of
from tests.switchboard.joining import join
from tests.switchboard.room import LANDLINE, MAIN_NUMBER, YOU, Room, becomes, open_room
from tests.switchboard.transferring import called_by_landline, held, refer, told, told_in_the_end


def nothing_is_left(room: Room) -> bool:
    """No call, no dialog, no music."""
    exchange = room.exchange
    return exchange.calls == 0 and not exchange._endpoint._dialogs


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_target_answers_and_the_transferor_is_told_and_hung_up(room: Room, transport: str) -> None:
    handset, dialog = await held(room, transport)
    client = dialog.client
    answer = await refer(dialog, "8014")
    assert (answer.status, answer.get("contact") != "") == (202, True)
    assert await told(client) == (100, "active")
    assert await told(client) == (180, "active")
    report = await client.request_of("NOTIFY")
    assert (report.body, report.get("subscription-state")) == ("SIP/2.0 200 OK\r\n", "terminated;reason=noresource")
    with pytest.raises(TimeoutError):
        await client.request_of("BYE", 0.15)  # it waits until the result has arrived
    client.answer(report, 200, "OK")
    client.answer(await client.request_of("BYE"), 200, "OK")
    await becomes(lambda: room.exchange.calls == 1)
    assert handset.state == "talking"
    handset.hang_up()
    await becomes(lambda: nothing_is_left(room))


async def test_a_transferor_that_never_acknowledges_the_result_is_hung_up_all_the_same() -> None:
    async with open_room(Timers(t1=0.02, t2=0.16, t4=0.2)) as brief:
        _, dialog = await held(brief)
        await refer(dialog, "8014")
        while "200 OK" not in (await dialog.client.request_of("NOTIFY")).body:
            pass
        assert (await dialog.client.request_of("BYE")).status == 0


@pytest.mark.parametrize(
    ("behaviour", "status"), [("busy", 486), ("declines", 603), ("offline", 480), ("calls_back", 486), ("client", 480)]
)
async def test_a_target_that_does_not_take_the_call_gives_it_back(room: Room, behaviour: str, status: int) -> None:
    room.behave("8014", behaviour)
    handset, dialog = await held(room)
    await refer(dialog, "8014")
    assert await told_in_the_end(dialog.client) == status
    assert (await dialog.reinvite(sdp(version=3, port=40100))).status == 200
    assert (handset.state, room.exchange.calls) == ("talking", 1)
    await dialog.bye()
    await becomes(lambda: nothing_is_left(room))


async def test_m6_when_nobody_answers_for_30_seconds_the_platform_gives_the_call_back() -> None:
    assert load_world().settings.transfer_timeout_s == 30
    async with open_room(transfer_timeout_s=0.3) as quick:
        quick.behave("8014", "silent")
        _, dialog = await held(quick)
        await refer(dialog, "8014")
        assert [await told(dialog.client), await told(dialog.client)] == [(100, "active"), (180, "active")]
        report = await dialog.client.request_of("NOTIFY")
        reason = 'Q.850;cause=19;text="No answer"'
        assert report.body == f"SIP/2.0 480 Temporarily Unavailable\r\nReason: {reason}\r\n"
        assert report.get("reason") == reason
        dialog.client.answer(report, 200, "OK")
        assert (await dialog.reinvite(sdp(version=3))).status == 200


@pytest.mark.parametrize(("number", "status"), [("8999", 404), ("hello", 404), ("0044 2079460000", 403), (YOU, 486)])
async def test_a_number_that_leads_nowhere_is_told_and_the_call_stays(room: Room, number: str, status: int) -> None:
    handset, dialog = await held(room)
    assert (await refer(dialog, number.replace(" ", ""))).status == 202
    assert await told(dialog.client) == (100, "active")
    assert await told(dialog.client) == (status, "terminated")
    assert (await dialog.reinvite(sdp(version=3))).status == 200
    assert (handset.state, room.exchange.calls) == ("talking", 1)


async def test_taking_the_call_back_cancels_the_transfer(room: Room) -> None:
    handset, dialog = await held(room)
    target = await room.registered("8014")
    await refer(dialog, "8014")
    received = await target.request_of("INVITE")
    target.answer(received, 180, "Ringing")
    assert [await told(dialog.client), await told(dialog.client)] == [(100, "active"), (180, "active")]
    answer = await dialog.reinvite(sdp(version=3, port=40100))
    assert (answer.status, media_of(answer.body)[2]) == (200, "sendrecv")
    assert await told(dialog.client) == (487, "terminated")
    assert (await target.request_of("CANCEL")).status == 0
    assert (handset.state, room.exchange.calls) == ("talking", 1)


async def test_another_transfer_may_follow_one_that_failed(room: Room) -> None:
    room.behave("8014", "busy")
    _, dialog = await held(room)
    await refer(dialog, "8014")
    assert await told_in_the_end(dialog.client) == 486
    request = await refer(dialog, "8018")
    assert request.status == 202
    report = await dialog.client.request_of("NOTIFY")
    assert report.get("event") == f"refer;id={request.get('cseq').split()[0]}"
    dialog.client.answer(report, 200, "OK")
    assert await told_in_the_end(dialog.client) == 200


async def test_the_target_and_the_party_that_stays_are_shown_each_other(room: Room) -> None:
    transferor, staying = await room.registered(YOU), await room.registered("8014")
    target = await room.registered("8018")
    here, _ = await join(transferor, staying)
    await refer(here, "8018")
    received = await target.request_of("INVITE")
    shown = received.get("p-asserted-identity")
    assert "sip:8014@" in shown
    assert received.get("from").startswith(shown)
    music = await staying.request_of("INVITE")
    assert media_of(music.body)[2] == "sendonly"
    staying.answer(music, 200, "OK", sdp("recvonly", 2, port=40100))
    await staying.request_of("ACK")
    target.answer(received, 200, "OK", sdp(port=40300))
    moved = await staying.request_of("INVITE")
    assert media_of(moved.body)[:3] == ("127.0.0.1", 40300, "sendrecv")
    assert "sip:8018@" in moved.get("p-asserted-identity")
    staying.answer(moved, 200, "OK", sdp("sendrecv", 3, port=40100))
    assert await told_in_the_end(transferor) == 200
    assert media_of(received.body)[:3] == ("127.0.0.1", 40100, "sendrecv")


async def test_a_party_that_moves_its_sound_on_the_way_has_its_new_peer_told(room: Room) -> None:
    transferor, staying = await room.registered(YOU), await room.registered("8014")
    target = await room.registered("8018")
    here, _ = await join(transferor, staying)
    await refer(here, "8018")
    staying.answer(await staying.request_of("INVITE"), 488, "Not Acceptable Here")  # no music, then
    target.answer(await target.request_of("INVITE"), 200, "OK", sdp(port=40300))
    staying.answer(await staying.request_of("INVITE"), 200, "OK", sdp("sendrecv", 3, port=40500))
    corrected = await target.request_of("INVITE")
    assert media_of(corrected.body)[:2] == ("127.0.0.1", 40500)
    target.answer(corrected, 200, "OK", sdp(version=2, port=40300))
    assert await told_in_the_end(transferor) == 200


async def test_an_outside_caller_reaches_a_client_that_sees_the_main_number_and_who_hands_it_on(room: Room) -> None:
    _, dialog = await held(room)
    target = await room.registered("8014")
    await refer(dialog, "8014", referred_by='"Chairman" <sip:8001@yunfan.example>')
    received = await target.request_of("INVITE")
    assert LANDLINE in received.get("p-asserted-identity")
    assert MAIN_NUMBER in received.get("p-called-party-id")
    assert received.get("referred-by").startswith('"何雨桐" <sip:8057@')


def test_the_outside_does_not_learn_who_hands_a_call_on_to_it() -> None:
    enterprise = load_world().enterprises[0]
    transferor = Party(Caller(YOU, enterprise, enterprise.by_extension(YOU)))
    shown = introduced(Party(Caller(LANDLINE), "", enterprise), ToOutside("13933334444"), "127.0.0.1", transferor)
    assert [name for name, _ in shown.headers()] == ["p-asserted-identity"]


async def test_nobody_can_say_that_a_call_was_handed_on_but_the_platform(room: Room) -> None:
    client, target = await room.registered(YOU), await room.registered("8014")
    request = client.request("INVITE", f"sip:8014@{client.domain}", sdp())
    request.headers.append(("referred-by", '"Chairman" <sip:8001@yunfan.example>'))
    client.send(request)
    client.send(client.authorized(request, await client.final(request)))
    assert (await target.request_of("INVITE")).get("referred-by") == ""


async def test_a_call_to_the_outside_is_transferred_to_the_outside(room: Room) -> None:
    dialog, _ = await call_outside(room, "13911112222")
    await refer(dialog, "13933334444")
    target = room.exchange.handsets.get("13933334444")
    await becomes(lambda: target.state == "ringing")
    assert target.peer == MAIN_NUMBER
    target.answer()
    assert await told_in_the_end(dialog.client) == 200
    dialog.client.answer(await dialog.client.request_of("BYE"), 200, "OK")
    await becomes(lambda: room.exchange.calls == 1)
    room.exchange.handsets.get("13911112222").hang_up()
    await becomes(lambda: nothing_is_left(room) and target.state == "idle")


async def call_outside(room: Room, number: str) -> tuple[Dialog, Message]:
    """A client in a call with a telephone outside."""
    client = await room.registered(YOU)
    sent = await invite(client, number)
    handset = room.exchange.handsets.get(number)
    await becomes(lambda: handset.state == "ringing")
    handset.answer()
    answer = await client.final(sent)
    dialog = Dialog.calling(client, sent, answer)
    dialog.acknowledge(answer)
    return dialog, answer


async def test_an_internal_permission_transfers_to_nobody_outside(room: Room) -> None:
    transferor, staying = await room.registered("8034"), await room.registered("8014")
    here, _ = await join(transferor, staying)
    await refer(here, "13911112222")
    assert await told_in_the_end(transferor) == 403


async def test_both_sides_of_a_call_may_transfer_but_one_at_a_time(room: Room) -> None:
    room.behave("8018", "silent")
    here, there = await join(await room.registered(YOU), await room.registered("8014"))
    assert (await refer(there, "8018")).status == 202
    assert (await refer(here, "8019")).status == 491
    assert (await refer(there, "8019")).status == 491


@pytest.mark.parametrize(
    ("value", "status"),
    [("nonsense", 400), ("<sip:8014@x?Replaces=a%3Bto-tag%3Db>", 501), ("<mailto:a@b>", 400), ("<sip:x.example>", 400)],
)
async def test_a_refer_that_cannot_be_followed_is_refused(room: Room, value: str, status: int) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    request = dialog.request("REFER")
    request.headers.append(("refer-to", value))
    dialog.client.send(request)
    assert (await dialog.client.final(request)).status == status
    missing = dialog.request("REFER")
    dialog.client.send(missing)
    assert (await dialog.client.final(missing)).status == 400
    assert room.exchange.calls == 1


async def test_a_refer_outside_a_call_is_not_allowed(room: Room) -> None:
    client = await room.registered()
    request = client.request("REFER", f"sip:8014@{client.domain}", refer_to=f"<sip:8018@{client.domain}>")
    client.send(request)
    assert (await client.final(request)).status == 405


# Every party may hang up at any moment.


async def test_the_party_that_waits_hangs_up(room: Room) -> None:
    handset, dialog = await held(room)
    target = await room.registered("8014")
    await refer(dialog, "8014")
    target.answer(await target.request_of("INVITE"), 180, "Ringing")
    assert await told(dialog.client) == (100, "active")
    handset.hang_up()
    assert (await dialog.client.request_of("BYE")).status == 0
    assert (await target.request_of("CANCEL")).status == 0
    await becomes(lambda: room.exchange.calls == 0)


async def test_a_transferor_that_hangs_up_leaves_the_others_to_each_other(room: Room) -> None:
    handset, dialog = await held(room)
    target = await room.registered("8014")
    await refer(dialog, "8014")
    received = await target.request_of("INVITE")
    target.answer(received, 180, "Ringing")
    assert (await dialog.bye()).status == 200
    target.answer(received, 200, "OK", sdp(port=40300))
    await target.request_of("ACK")
    there = Dialog.called(target, received)
    await becomes(lambda: len(room.exchange._endpoint._dialogs) == 2)
    assert handset.state == "talking"
    assert (await there.bye()).status == 200
    await becomes(lambda: handset.state == "idle" and nothing_is_left(room))


async def test_a_target_that_hangs_up_as_soon_as_it_has_answered_gives_the_call_back(room: Room) -> None:
    transferor, staying = await room.registered(YOU), await room.registered("8014")
    target = await room.registered("8018")
    here, _ = await join(transferor, staying)
    await refer(here, "8018")
    staying.answer(await staying.request_of("INVITE"), 200, "OK", sdp("recvonly", 2, port=40100))
    received = await target.request_of("INVITE")
    target.answer(received, 200, "OK", sdp(port=40300))
    await target.request_of("ACK")
    moving = await staying.request_of("INVITE")
    assert (await Dialog.called(target, received).bye()).status == 200
    staying.answer(moving, 200, "OK", sdp("sendrecv", 3, port=40100))
    back = await staying.request_of("INVITE")
    assert media_of(back.body)[1] == 40000
    staying.answer(back, 200, "OK", sdp("sendrecv", 4, port=40100))
    assert await told_in_the_end(transferor) == 480
    assert room.exchange.calls == 1


async def test_stopping_in_the_middle_of_a_transfer_ends_every_leg(room: Room) -> None:
    handset, dialog = await held(room)
    target = await room.registered("8014")
    await refer(dialog, "8014")
    target.answer(await target.request_of("INVITE"), 180, "Ringing")
    await told(dialog.client)
    await room.exchange.stop()
    assert (await dialog.client.request_of("BYE")).status == 0
    assert (await target.request_of("CANCEL")).status == 0
    assert handset.state == "idle"


async def test_a_call_that_is_held_only_after_the_refer_can_be_taken_back_as_well(room: Room) -> None:
    room.behave("8014", "silent")
    _, dialog = await called_by_landline(room, await room.registered(YOU))
    await refer(dialog, "8014")
    assert media_of((await dialog.reinvite(sdp("sendonly", 2))).body)[2] == "recvonly"
    assert media_of((await dialog.reinvite(sdp(version=3))).body)[2] == "sendrecv"
    assert await told_in_the_end(dialog.client) == 487


async def test_music_that_could_not_be_offered_yet_does_not_come_after_the_call_was_taken_back(room: Room) -> None:
    room.behave("8018", "silent")
    here, there = await join(await room.registered(YOU), await room.registered("8014"))
    await refer(here, "8018")
    crossing = await there.client.request_of("INVITE")
    there.client.answer(crossing, 491, "Request Pending")
    await there.client.request_of("ACK")
    assert (await here.reinvite(sdp("sendonly", 2))).status == 200
    back = here.request("INVITE", sdp(version=3))
    here.client.send(back)
    received = await there.client.request_of("INVITE")
    assert media_of(received.body)[:3] == ("127.0.0.1", 40000, "sendrecv")
    there.client.answer(received, 200, "OK", sdp(version=2, port=40100))
    assert (await here.client.final(back)).status == 200
    with pytest.raises(TimeoutError):
        await there.client.request_of("INVITE", 0.5)


async def test_a_party_that_is_offered_music_and_never_answers_is_given_up_and_releases_the_others() -> None:
    async with open_room(Timers(t1=0.02, t2=0.16, t4=0.2)) as brief:
        here, there = await join(await brief.registered(YOU), await brief.registered("8014"))
        await refer(here, "8018")
        there.client.answer(await there.client.request_of("INVITE"), 100, "Trying")
        assert (await here.client.request_of("BYE")).status == 0
        assert (await there.client.request_of("BYE")).status == 0
        await becomes(
            lambda: brief.exchange.calls == 0 and not brief.exchange.colleagues.in_call(brief.person_id("8018"))
        )
