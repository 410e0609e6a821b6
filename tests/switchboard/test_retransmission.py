"""Lost and repeated packets over UDP (RFC 3261 section 17): nothing happens twice, nothing is forgotten."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from backend.switchboard.sip.endpoint import Endpoint, address_of
from backend.switchboard.sip.headers import Headers
from backend.switchboard.sip.message import Request, Response
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow
from tests.fakes.relay import Relay
from tests.fakes.sip_dialog import Dialog, call, invite, sdp
from tests.switchboard.joining import join, ring
from tests.switchboard.room import YOU, Room, becomes


async def test_a_repeated_invite_gets_the_same_response_and_rings_once(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered()
    sent, _ = await ring(caller, called)
    for _ in range(3):
        caller.send(sent)
        assert (await caller.status(180)).get("call-id") == sent.get("call-id")
    assert room.exchange.calls == 1
    assert [message for message in called.inbox if message.start.startswith("INVITE")] == []


async def test_a_repeated_register_is_answered_twice_and_counts_once(room: Room) -> None:
    client = await room.client()
    request = client.request("REGISTER", f"sip:{client.domain}", to=f"<{client.aor}>")
    client.send(request)
    second = client.authorized(request, await client.final(request))
    client.send(second)
    client.send(second)
    assert await client.repetition_of(await client.final(second))


async def test_an_invite_is_repeated_until_the_client_answers(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered()
    await invite(caller, YOU)
    received = await called.request_of("INVITE")
    for _ in range(2):
        assert await called.repetition_of(received)


async def test_the_200_is_repeated_until_the_ack_comes(room: Room) -> None:
    client = await room.registered()
    sent = await invite(client, "8014")
    first = await client.final(sent)
    assert await client.repetition_of(first)
    Dialog.calling(client, sent, first).acknowledge(first)
    acknowledged_at = time.monotonic()
    with pytest.raises(TimeoutError):
        await client.request_of("BYE", timeout_s=1.0)
    late = [message for message in client.inbox if message.status == 200 and message.at > acknowledged_at + 0.5]
    assert late == []


async def test_a_200_that_is_never_acknowledged_ends_the_call(room: Room) -> None:
    client = await room.registered()
    sent = await invite(client, "8014")
    assert (await client.final(sent)).status == 200
    assert "no ACK" in (await client.request_of("BYE", timeout_s=10)).get("reason")
    assert room.exchange.calls == 0


async def test_a_repeated_200_of_the_called_client_is_acknowledged_again(room: Room) -> None:
    caller, called = await room.registered("8014"), await room.registered()
    _, received = await ring(caller, called)
    called.answer(received, 200, "OK", sdp())
    acknowledged = await called.request_of("ACK")
    called.answer(received, 200, "OK", sdp())
    assert await called.repetition_of(acknowledged)


async def test_a_refusal_is_repeated_until_the_ack_comes(room: Room) -> None:
    client = await room.registered()
    sent = await invite(client, "8999")
    assert await client.repetition_of(await client.final(sent))


async def test_a_bye_is_repeated_until_it_is_answered(room: Room) -> None:
    here, there = await join(await room.registered("8014"), await room.registered())
    await here.bye()
    assert await there.client.repetition_of(await there.client.request_of("BYE"))


async def test_a_repeated_bye_is_answered_again(room: Room) -> None:
    dialog, _ = await call(await room.registered(), "8014")
    goodbye = dialog.request("BYE")
    for _ in range(2):
        dialog.client.send(goodbye)
        assert (await dialog.client.final(goodbye)).status == 200


class Caller:
    """A client made of the switchboard's own endpoint behind a relay: it repeats what is lost."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.responses: list[Response] = []
        self.endpoint = Endpoint("Caller", lambda _: None, Timers(0.1, 0.8, 1))
        self.endpoint.open("127.0.0.1")

    def ask(self, number: int) -> None:
        """Send OPTIONS through the relay."""
        address = str(address_of("8057", "yunfan.switchboard.example"))
        fields = [("from", f"{address};tag=a"), ("to", address), ("call-id", f"ask-{number}"), ("cseq", "1 OPTIONS")]
        request = Request("OPTIONS", "sip:yunfan.switchboard.example", headers=Headers(fields))
        self.endpoint.request(request, Flow(("127.0.0.1", self.relay.port)), self.responses.append)


@pytest_asyncio.fixture
async def caller(room: Room) -> AsyncIterator[Caller]:
    made = Caller(Relay(("127.0.0.1", room.exchange.port), loss=0.3, seed=12))
    yield made
    made.endpoint.shut()
    made.relay.close()


async def test_every_request_is_answered_once_through_30_percent_loss(caller: Caller) -> None:
    for number in range(40):
        caller.ask(number)
    await becomes(lambda: len(caller.responses) >= 40, 12)
    assert len(caller.relay.lost) > 10
    assert [response.status for response in caller.responses] == [200] * 40


async def test_a_call_comes_about_though_the_first_200_and_the_first_ack_are_lost(room: Room) -> None:
    relay = Relay(("127.0.0.1", room.exchange.port))
    client = await room.registered(port=relay.port)
    relay.lose(lambda data: data.startswith(b"SIP/2.0 200") and b"INVITE" in data)
    relay.lose(lambda data: data.startswith(b"ACK") and b"tag=challenge" not in data)
    sent = await invite(client, "8014")
    for _ in range(2):
        answer = await client.final(sent)
        Dialog.calling(client, sent, answer).acknowledge(answer)
    dialog = Dialog.calling(client, sent, answer)
    assert len(relay.lost) == 2
    assert room.exchange.calls == 1
    assert (await dialog.bye()).status == 200
    relay.close()
