"""Calls between extensions: who is rung, what each side is told, and how a call ends."""

from __future__ import annotations

import logging

import pytest

from backend.switchboard.sip.timers import Timers
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, call, invite, refusal_ack, sdp
from tests.fakes.sip_text import media_of
from tests.switchboard.joining import cancel_of, join, outcome, ring
from tests.switchboard.room import YOU, Room, becomes, enters, open_room


async def test_a_call_between_two_clients_passes_the_descriptions_on(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent = await invite(caller, YOU, sdp(port=40200))
    received = await called.request_of("INVITE")
    assert media_of(received.body)[:3] == ("127.0.0.1", 40200, "sendrecv")
    called.answer(received, 180, "Ringing")
    assert (await caller.status(180)).body == ""
    called.answer(received, 200, "OK", sdp(port=40100))
    answer = await caller.final(sent)
    assert media_of(answer.body)[:3] == ("127.0.0.1", 40100, "sendrecv")
    assert answer.get("call-id") != received.get("call-id")


async def test_the_called_client_sees_extension_and_name(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    _, received = await ring(caller, called)
    person = room.enterprise.by_extension("8014")
    assert person is not None
    identity = f'"{person.name}" <sip:8014@{room.enterprise.domain}>'
    assert received.get("from").startswith(identity)
    assert received.get("p-asserted-identity") == identity
    assert received.start == f"INVITE {called.contact.strip('<>')} SIP/2.0"


async def test_the_caller_hangs_up(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered(YOU))
    assert (await here.bye()).status == 200
    there.client.answer(await there.client.request_of("BYE"), 200, "OK")
    await becomes(lambda: room.exchange.calls == 0)


async def test_the_called_party_hangs_up_with_its_reason(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered(YOU))
    goodbye = there.request("BYE")
    goodbye.headers.append(("reason", 'Q.850;cause=16;text="Terminated"'))
    there.client.send(goodbye)
    assert (await there.client.final(goodbye)).status == 200
    received = await here.client.request_of("BYE")
    assert received.get("reason") == 'Q.850;cause=16;text="Terminated"'


async def test_a_caller_who_gives_up_stops_the_ringing(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent, received = await ring(caller, called)
    caller.send(cancel_of(sent))
    assert (await caller.status(200, "CANCEL")).status == 200
    assert (await caller.final(sent)).status == 487
    stopped = await called.request_of("CANCEL")
    assert stopped.get("via") == received.get("via")
    called.answer(stopped, 200, "OK")
    called.answer(received, 487, "Request Terminated")
    await called.request_of("ACK")
    assert room.exchange.calls == 0


async def test_an_answer_that_crosses_the_cancel_is_met_with_bye(room: Room) -> None:
    async with open_room(ring_timeout_s=0.2) as quick:
        caller, called = await quick.registered("8014"), await quick.registered(YOU)
        sent, received = await ring(caller, called)
        assert (await caller.final(sent)).status == 480
        await called.request_of("CANCEL")
        called.answer(received, 200, "OK", sdp(port=40100))
        await called.request_of("ACK")
        assert (await called.request_of("BYE")).status == 0


async def test_a_client_that_is_busy_and_why(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent = await invite(caller, YOU)
    warning = '399 phone "Please call 8000", 370 phone "Insufficient bandwidth"'
    called.answer(await called.request_of("INVITE"), 486, "Busy Here", reason="Q.850;cause=17", warning=warning)
    answer = await caller.final(sent)
    assert (answer.status, answer.get("reason"), answer.get("warning")) == (486, "Q.850;cause=17", warning)


async def test_a_client_that_declines(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent, received = await ring(caller, called)
    called.answer(received, 603, "Decline")
    assert (await caller.final(sent)).status == 603


async def test_nobody_answers_until_the_switchboard_gives_up() -> None:
    async with open_room(ring_timeout_s=0.3) as quick:
        quick.behave("8014", "silent")
        answer = await outcome(await quick.registered(), "8014")
        assert (answer.status, answer.get("reason")) == (480, 'Q.850;cause=19;text="No answer"')


async def test_a_client_that_went_away_without_a_word_is_absent() -> None:
    async with open_room(ring_timeout_s=30) as quick:
        gone = await quick.registered("8014")
        gone.close()
        answer = await outcome(await quick.registered(), "8014", 10)
        assert (answer.status, answer.get("reason")) == (480, 'Q.850;cause=20;text="Subscriber absent"')


async def test_a_person_without_client_or_telephone_is_absent(room: Room) -> None:
    room.behave("8014", "offline")
    answer = await outcome(await room.registered(), "8014")
    assert (answer.status, answer.get("reason")) == (480, 'Q.850;cause=20;text="Subscriber absent"')


async def test_you_are_absent_until_your_client_registers(room: Room) -> None:
    assert (await outcome(await room.registered("8014"), YOU)).status == 480


async def test_a_number_that_is_none_is_not_found(room: Room) -> None:
    client = await room.registered()
    for number in ("8999", "12", "hello", "0", "+", "%00"):
        assert (await outcome(client, number)).status == 404, number


async def test_a_number_beyond_the_permission_is_forbidden(room: Room) -> None:
    local = await room.registered("8005")
    assert (await outcome(local, "01058881234")).status == 403


async def test_a_call_with_a_wrong_password_is_refused(room: Room) -> None:
    client = await room.registered()
    client.password = "guessed"
    assert (await outcome(client, "8014")).status == 403


async def test_a_call_in_another_name_is_refused(room: Room) -> None:
    client = await room.registered()
    client.user = "8001"
    assert (await outcome(client, "8014")).status == 403


async def test_a_call_without_sound_is_not_acceptable(room: Room) -> None:
    client = await room.registered()
    for body in ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", "nonsense", sdp(codecs="")):
        assert (await outcome(client, "8014", body=body)).status == 488, body


async def test_a_second_client_of_a_person_rings_too_and_stops_when_the_first_answers() -> None:
    async with open_room(policy="shared") as shared:
        caller, pc = await shared.registered("8014"), await shared.registered(YOU)
        person = shared.enterprise.by_extension(YOU)
        assert person is not None
        made = shared.accounts.log_in(shared.enterprise, person, "mobile")
        mobile = await shared.client("8004")
        mobile.user, mobile.auth_user, mobile.password = YOU, made.login.auth_username, made.sip_password
        assert (await mobile.register()).status == 200
        sent = await invite(caller, YOU)
        first, second = await pc.request_of("INVITE"), await mobile.request_of("INVITE")
        for client, received in ((pc, first), (mobile, second)):
            client.answer(received, 180, "Ringing")
        mobile.answer(second, 200, "OK", sdp())
        assert (await caller.final(sent)).status == 200
        stopped = await pc.request_of("CANCEL")
        assert stopped.get("reason") == 'SIP;cause=200;text="Call completed elsewhere"'


async def test_a_request_in_a_call_that_is_over_is_refused(room: Room) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    assert (await dialog.bye()).status == 200
    assert (await dialog.bye()).status == 481


async def test_stopping_ends_the_calls(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered(YOU))
    await room.exchange.stop()
    assert (await here.client.request_of("BYE")).status == 0
    assert (await there.client.request_of("BYE")).status == 0


async def test_a_client_that_was_started_again_releases_whom_it_talked_to(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered(YOU))
    old = there.client
    again = SipClient(room.exchange.port, YOU, (old.auth_user, old.password), old.domain)
    room.clients.append(await again.open())
    old.close()
    assert (await again.register()).status == 200
    question = await again.request_of("OPTIONS")
    assert question.get("call-id") == there.call_id
    again.answer(question, 481, "Call/Transaction Does Not Exist")
    assert (await here.client.request_of("BYE")).get("call-id") == here.call_id


async def test_a_client_that_was_started_again_rings_nobody_any_more(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    await ring(caller, called)
    again = SipClient(room.exchange.port, "8014", (caller.auth_user, caller.password), caller.domain)
    room.clients.append(await again.open())
    caller.close()
    assert (await again.register()).status == 200
    await called.request_of("CANCEL", timeout_s=2)
    assert room.exchange.calls == 0


async def test_a_client_that_registers_again_or_is_called_goes_on_ringing(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent, received = await ring(caller, called)
    assert (await caller.register()).status == 200
    moved = SipClient(room.exchange.port, YOU, (called.auth_user, called.password), called.domain)
    room.clients.append(await moved.open())
    assert (await moved.go_on_as(called).register()).status == 200
    called.answer(received, 200, "OK", sdp(port=40100))
    assert (await caller.final(sent)).status == 200


async def test_a_caller_who_hangs_up_with_bye_before_the_answer_is_told_of_its_invite(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered(YOU)
    sent = await invite(caller, YOU)
    called.answer(await called.request_of("INVITE"), 180, "Ringing")
    early = Dialog.calling(caller, sent, await caller.status(180))
    assert (await early.bye()).status == 200
    refusal = await caller.final(sent)
    assert refusal.status == 487
    caller.send(refusal_ack(sent, refusal))
    await called.request_of("CANCEL")
    assert room.exchange.calls == 0


@pytest.mark.parametrize("goodbye", ["CANCEL", "BYE"])
async def test_nothing_is_left_of_a_call_to_a_client_that_died_while_it_rang(goodbye: str) -> None:
    async with open_room(Timers(t1=0.02, t2=0.16, t4=0.2)) as brief:
        caller, called = await brief.registered("8014"), await brief.registered(YOU)
        sent = await invite(caller, YOU)
        called.answer(await called.request_of("INVITE"), 180, "Ringing")
        early = Dialog.calling(caller, sent, await caller.status(180))
        called.close()
        caller.send(cancel_of(sent) if goodbye == "CANCEL" else early.request("BYE"))
        caller.send(refusal_ack(sent, await caller.final(sent)))
        endpoint = brief.exchange._endpoint
        await becomes(lambda: not (endpoint._clients or endpoint._servers or endpoint._dialogs))


async def test_a_client_that_no_longer_knows_its_call_loses_it(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered(YOU))
    room.exchange.check_calls()
    question = await there.client.request_of("OPTIONS")
    there.client.answer(question, 481, "Call/Transaction Does Not Exist")
    here.client.answer(await here.client.request_of("OPTIONS"), 200, "OK")
    assert (await here.client.request_of("BYE")).get("reason") == "SIP;cause=481"


async def test_the_log_names_extensions_and_hides_public_numbers(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = await room.registered()
    await invite(client, "13912345678")
    await enters(room.exchange.handsets.get("13912345678"), "ringing")
    assert "call from 8057 to +86139****5678: 1 to ring" in caplog.text
    assert "13912345678" not in caplog.text
