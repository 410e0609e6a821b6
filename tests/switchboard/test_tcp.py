"""SIP over TCP: messages cut out of a stream, bindings that are connections (RFC 3261 section 18)."""

from __future__ import annotations

import pytest

from backend.switchboard.sip.transport import Framing
from backend.switchboard.sip.uri import MalformedMessageError
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import call, sdp
from tests.fakes.sip_text import Message
from tests.switchboard.joining import join, outcome
from tests.switchboard.room import Room, becomes

WIRE = b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nbody"


def test_a_message_is_found_however_the_stream_is_cut() -> None:
    for size in (1, 2, 7, 1000):
        framing, found = Framing(), []
        stream = WIRE * 3
        for at in range(0, len(stream), size):
            found += framing.feed(stream[at : at + size])
        assert found == [WIRE] * 3


def test_a_compact_content_length_counts_too() -> None:
    assert Framing().feed(b"OPTIONS sip:a SIP/2.0\r\nl: 2\r\n\r\nab") == [b"OPTIONS sip:a SIP/2.0\r\nl: 2\r\n\r\nab"]


def test_keep_alives_between_messages_are_told_apart() -> None:
    assert Framing().feed(b"\r\n\r\n" + WIRE + b"\r\n\r\n") == [b"", WIRE, b""]


@pytest.mark.parametrize("length", [b"-1", b"x", b"99999999999", b"70000"])
def test_a_stream_with_an_impossible_length_is_lost(length: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        Framing().feed(b"OPTIONS sip:a SIP/2.0\r\nContent-Length: " + length + b"\r\n\r\n")


def test_a_head_without_end_is_not_kept_for_ever() -> None:
    framing = Framing()
    framing.feed(b"X" * 60_000)
    with pytest.raises(MalformedMessageError):
        framing.feed(b"X" * 10_000)


async def test_a_call_over_tcp(room: Room) -> None:
    client = await room.registered(transport="tcp")
    dialog, answer = await call(client, "8014")
    assert ";transport=tcp>" in answer.get("contact")
    assert (await dialog.bye()).status == 200


async def test_a_call_from_udp_to_tcp_and_back(room: Room) -> None:
    udp, tcp = await room.registered("8014"), await room.registered(transport="tcp")
    here, there = await join(udp, tcp)
    assert "SIP/2.0/TCP" in there.request("BYE").get("via")
    sent = there.request("INVITE", sdp("sendonly", 2))
    there.client.send(sent)
    here.client.answer(await here.client.request_of("INVITE"), 200, "OK", sdp("recvonly", 2))
    there.acknowledge(await there.client.final(sent))
    assert (await here.bye()).status == 200
    there.client.answer(await there.client.request_of("BYE"), 200, "OK")
    await becomes(lambda: room.exchange.calls == 0)


async def test_a_binding_ends_with_its_connection(room: Room) -> None:
    client = await room.registered(transport="tcp")
    assert len(room.exchange.bindings()) == 1
    client.close()
    await becomes(lambda: not room.exchange.bindings())
    assert (await outcome(await room.registered("8014"), "8057")).status == 480


async def test_a_call_goes_on_over_a_new_connection(room: Room) -> None:
    first = await room.registered(transport="tcp")
    here, there = await join(await room.registered("8014"), first)
    second = SipClient(room.exchange.port, first.user, (first.auth_user, first.password), first.domain, "tcp")
    room.clients.append(await second.open())
    first.close()
    await becomes(lambda: not [known for known in room.exchange.bindings() if known.username == "8057"])
    assert (await second.register()).status == 200
    assert (await here.bye()).status == 200
    assert (await second.request_of("BYE")).get("call-id") == there.call_id


async def test_a_keep_alive_is_answered(room: Room) -> None:
    client = await room.registered(transport="tcp")
    client.send_bytes(b"\r\n\r\n")
    request = client.request("OPTIONS", f"sip:{client.domain}")
    client.send(request)
    answer = await client.expect(lambda message: bool(message.get("allow")))
    assert isinstance(answer, Message)
    assert client.keep_alives == 1


async def test_a_broken_stream_is_closed_and_the_switchboard_goes_on(room: Room) -> None:
    client = await room.registered(transport="tcp")
    client.send_bytes(b"OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n")
    await becomes(lambda: client.ended)
    assert (await (await room.client("8014", "tcp")).register()).status == 200
