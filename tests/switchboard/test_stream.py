"""Streams in trouble: what a sender that stood still leaves out, and who is heard when two send at once."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, closing

import pytest

from backend.switchboard.media.codecs import FRAME_S, TICKS
from backend.switchboard.media.rtp import Packet, parse_packet
from backend.switchboard.media.stream import AudioStream, Path
from tests.fakes.leap_loop import LeapLoop, in_leaps


def after_a_stop_of(frames: int) -> list[Packet]:
    """Ten packets before the sender stood still for so many frames, and the ten after."""
    packets: list[Packet] = []

    async def play() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LeapLoop)
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as ear, closing(AudioStream()) as stream:
            ear.bind(("127.0.0.1", 0))
            stream.open("127.0.0.1", (20000, 30000))
            stream.connect(Path(ear.getsockname(), "PCMA", 8))
            await asyncio.sleep(9.5 * FRAME_S)
            loop.leap((frames + 0.75) * FRAME_S)
            await asyncio.sleep(10 * FRAME_S)
            for _ in range(20):
                packet = parse_packet(ear.recv(2048, socket.MSG_DONTWAIT))
                assert packet is not None
                packets.append(packet)

    in_leaps(play())
    return packets


@pytest.mark.parametrize(("frames", "left_out"), [(1, 0), (3, 3), (50, 50)])
def test_a_sender_that_stood_still_leaves_out_what_would_come_too_late(frames: int, left_out: int) -> None:
    packets = after_a_stop_of(frames)
    ticks = (packets[19].timestamp - packets[0].timestamp) % 2**32
    assert [(one.sequence - packets[0].sequence) % 2**16 for one in packets] == list(range(20))
    assert ticks == (19 + left_out) * TICKS
    assert [packet.marker for packet in packets[1:]].count(True) == (1 if left_out else 0)


def heard_from(senders: list[int]) -> list[int]:
    """Which of two senders, 0 the agreed one, were heard of those that sent a packet each in this order."""
    heard: list[int] = []

    async def play() -> None:
        with ExitStack() as stack:
            two = [stack.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))) for _ in range(2)]
            stream = stack.enter_context(closing(AudioStream()))
            for sender in two:
                sender.bind(("127.0.0.1", 0))
            stream.open("127.0.0.1", (20000, 30000))
            stream.on_heard = lambda sound: heard.append(sound.ssrc)
            stream.connect(Path(two[0].getsockname(), "PCMA", 8))
            for at, who in enumerate(senders):
                number = senders[:at].count(who)
                packet = Packet(8, number, number * TICKS, who, bytes(TICKS), False)
                two[who].sendto(bytes(packet), ("127.0.0.1", stream.port))
                await asyncio.sleep(FRAME_S)

    in_leaps(play())
    return heard


def test_somebody_who_still_sends_is_not_heard_beside_the_party_that_was_agreed() -> None:
    assert heard_from([0, 1, 0, 1, 0]) == [0, 0, 0]


def test_a_party_that_sends_from_another_port_than_it_agreed_is_heard() -> None:
    assert heard_from([1, 1]) == [1, 1]
