"""Hostile input: whatever comes in, no exception escapes and the exchange goes on."""

from __future__ import annotations

import asyncio
import logging
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.switchboard.media.rtp import Reorder, parse_packet
from backend.switchboard.sip.digest import read_credentials
from backend.switchboard.sip.headers import parse_name_addr, parse_via
from backend.switchboard.sip.message import bad_request, parse_message
from backend.switchboard.sip.sdp import parse_session
from backend.switchboard.sip.transport import Framing
from backend.switchboard.sip.uri import MalformedMessageError, parse_uri
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import call, sdp
from tests.switchboard.room import Room

INVITE = (
    b"INVITE sip:8014@yunfan.switchboard.example SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1;rport\r\n"
    b'Max-Forwards: 70\r\nFrom: "Her \\" name" <sip:8057@yunfan.switchboard.example>;tag=1\r\n'
    b"To: <sip:8014@yunfan.switchboard.example>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n"
    b'Contact: <sip:8057@127.0.0.1:5060;transport=udp>;expires=3\r\nAuthorization: Digest realm="x", nonce="y"\r\n'
    b"Content-Type: application/sdp\r\nContent-Length: 0\r\n\r\n"
)
SNIPPETS = (
    b"\r\n", b"\r\n\r\n", b"\0", b"\xff\xfe", b",", b";", b"<", b">", b'"', b"\\", b":", b"@", b"[", b"]", b"%", b"=",
    b" ", b"\t", b"-1", b"99999999999999999999", "号".encode(), b"SIP/2.0 ", b"Via: ", b"Content-Length: 5\r\n", b"*",
    b"Record-Route: <sip:127.0.0.1;lr>\r\n", b"Require: 100rel\r\n", b";tag=", b"rport=", b"received=",
)  # fmt: skip
TEXT = st.text(max_size=200)


def mutated(original: bytes, chance: random.Random) -> bytes:
    """The message with a few random cuts, repetitions, insertions and changed bytes."""
    data = bytearray(original)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(data) + 1), chance.randint(1, 40)
        match chance.randrange(4):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = chance.choice(SNIPPETS)
            case 2:
                data[at:at] = data[at : at + length]
            case _:
                data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data) or b"x"


def survives(read: object, *arguments: object) -> None:
    """Reading gives a value or MalformedMessageError, nothing else."""
    assert callable(read)
    try:
        read(*arguments)
    except MalformedMessageError:
        pass


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0))
def test_a_mutated_message_is_read_or_refused(seed: int) -> None:
    data = mutated(INVITE, random.Random(seed))
    survives(parse_message, data)
    bad_request(data)
    survives(lambda: Framing().feed(data))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0))
def test_a_mutated_description_is_read_or_refused(seed: int) -> None:
    survives(parse_session, mutated(sdp().encode(), random.Random(seed)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), TEXT)
def test_bytes_and_text_of_any_kind_are_read_or_refused(data: bytes, text: str) -> None:
    survives(parse_message, data)
    survives(parse_session, b"v=0\r\n" + data)
    for read in (parse_uri, parse_via, parse_name_addr, lambda value: parse_uri("sip:" + value)):
        survives(read, text)
    read_credentials(["Digest " + text], "realm")
    bad_request(data)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=30))
def test_packets_of_any_kind_are_read_or_dropped(datagrams: list[bytes]) -> None:
    order = Reorder()
    given_out = [packet for data in datagrams if (read := parse_packet(b"\x80" + data)) for packet in order.add(read)]
    assert len(given_out) <= len(datagrams)


@pytest.mark.parametrize(
    "broken",
    [
        INVITE.replace(b"CSeq: 1 INVITE", b"CSeq: 1 BYE"),
        INVITE.replace(b"CSeq: 1 INVITE", b"CSeq: -1 INVITE"),
        INVITE.replace(b"Content-Length: 0", b"Content-Length: 77"),
        INVITE.replace(b"sip:8014@yunfan.switchboard.example SIP", b"gopher://hole SIP"),
        INVITE.replace(b"<sip:8057@127.0.0.1:5060;transport=udp>", b"<sip:8057@127.0.0.1:99999>"),
        INVITE.replace(b"Call-ID: a\r\n", b""),
        INVITE.replace(b"Max-Forwards: 70\r\n", b"A: b\r\n" * 200),
        b"NONSENSE\r\n\r\n",
        b"SIP/2.0 999999 OK\r\n\r\n",
        b"\0" * 100,
        b"x" * 60_000,
    ],
)
async def test_the_exchange_goes_on_after_a_malformed_packet(room: Room, broken: bytes) -> None:
    client = await room.registered()
    client.send_bytes(broken)
    dialog, _ = await call(client, "8014")
    assert (await dialog.bye()).status == 200


async def test_a_malformed_request_that_can_be_answered_gets_400(room: Room) -> None:
    client = await room.client()
    via = f"127.0.0.1:{client.address[1]}".encode()
    client.send_bytes(INVITE.replace(b"127.0.0.1:5060", via).replace(b"CSeq: 1 INVITE", b"CSeq: 1 BYE"))
    assert (await client.status(400)).get("call-id") == "a"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_exchange_goes_on_after_a_thousand_mutated_packets(
    room: Room, transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    chance, sender = random.Random(8057), await room.client("8014", transport)
    caplog.set_level(logging.ERROR)
    for _ in range(1000 if transport == "udp" else 200):
        if sender.ended:
            sender = await reconnected(room, sender)
        try:
            sender.send_bytes(mutated(INVITE, chance))
        except OSError:
            sender = await reconnected(room, sender)
        await asyncio.sleep(0)
    client = await room.registered()
    dialog, _ = await call(client, "8014")
    assert (await dialog.bye()).status == 200
    assert caplog.text == ""


async def test_the_exchange_goes_on_after_many_mutated_descriptions(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    chance, client = random.Random(14), await room.registered()
    caplog.set_level(logging.ERROR)
    dialog, _ = await call(client, "8014")
    answers = [await dialog.reinvite(mutated(sdp().encode(), chance).decode("latin-1")) for _ in range(60)]
    assert {answer.status for answer in answers} == {200, 488}
    assert (await dialog.bye()).status == 200
    assert caplog.text == ""


def test_a_description_with_a_host_name_is_refused() -> None:
    with pytest.raises(MalformedMessageError):
        parse_session(sdp().replace("c=IN IP4 127.0.0.1", "c=IN IP4 example.com").encode())


async def reconnected(room: Room, sender: SipClient) -> SipClient:
    again = SipClient(room.exchange.port, sender.user, (sender.auth_user, sender.password), sender.domain, "tcp")
    room.clients.append(await again.open())
    return again
