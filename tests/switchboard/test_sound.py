"""Sound end to end: colleagues talk and hear in 16 kHz, without gap, without drift; keys arrive."""

from __future__ import annotations

import asyncio
import itertools
import time

import numpy as np
import pytest

from backend.switchboard.announcements import speech_file
from backend.switchboard.handsets import Handset
from tests.fakes.listening import RATE, Sound, likeness, read_wav
from tests.fakes.rtp_ear import Packet, RtpEar
from tests.fakes.sip_dialog import Dialog, call, sdp
from tests.fakes.sip_text import media_of
from tests.switchboard.room import LANDLINE, Room, becomes, enters

LIKE = 0.8
UNLIKE = 0.1


def said_by(number: str) -> Sound:
    """The speech of a telephone as the file has it."""
    return read_wav(speech_file(number).read_bytes())


def events_at(ear: RtpEar) -> list[Packet]:
    return [packet for packet in ear.packets() if packet.payload_type == 101]


def seconds_heard(wav: bytes) -> float:
    return len(read_wav(wav)) / RATE if wav else 0.0


async def talking(room: Room, number: str) -> Handset:
    """The landline in a call with this number."""
    handset = room.exchange.handsets.get(LANDLINE)
    handset.speak(True)
    assert handset.dial(number)
    await enters(handset, "talking")
    return handset


def test_neighbouring_telephones_speak_differently() -> None:
    assert len({speech_file(str(extension)) for extension in range(8010, 8016)}) == 6


def test_the_speeches_have_no_long_silence_and_no_likeness() -> None:
    speeches = [read_wav(speech_file(str(number)).read_bytes()) for number in range(6000, 6006)]
    pairs = itertools.combinations([speech[: 8 * RATE] for speech in speeches], 2)
    for speech in speeches:
        assert 10 * RATE < len(speech) < 20 * RATE
        loud = np.abs(speech[: len(speech) // 4800 * 4800].reshape(-1, 4800)).max(axis=1)
        assert loud.min() > 250
    assert max(likeness(one, other) for one, other in pairs) < 0.1


async def test_both_sides_of_a_call_hear_the_other_and_not_themselves(room: Room) -> None:
    handset = await talking(room, "8014")
    colleagues, person = room.exchange.colleagues, room.person_id("8014")
    await becomes(
        lambda: min(map(seconds_heard, (handset.heard_wav(), colleagues.heard_wav(person)))) > 5, 15, every_s=0.2
    )
    here, there = read_wav(handset.heard_wav()), read_wav(colleagues.heard_wav(person))
    assert likeness(said_by("8014"), here) >= LIKE
    assert likeness(said_by(LANDLINE), there) >= LIKE
    assert likeness(said_by(LANDLINE), here) <= UNLIKE
    assert likeness(said_by("8014"), there) <= UNLIKE


async def test_an_echo_returns_what_was_said(room: Room) -> None:
    room.behave("8014", "echo")
    handset = await talking(room, "8014")
    await becomes(lambda: seconds_heard(handset.heard_wav()) > 5, 15, every_s=0.2)
    assert likeness(said_by(LANDLINE), read_wav(handset.heard_wav())) >= LIKE


async def hearing(room: Room, codecs: str) -> tuple[Dialog, RtpEar, tuple[str, int]]:
    """A raw client in a call with 8014, its ear, and where 8014 wants to hear it."""
    ear = RtpEar()
    dialog, answer = await call(await room.registered(), "8014", sdp(port=ear.port, codecs=codecs))
    host, port = media_of(answer.body)[:2]
    return dialog, ear, (host, port)


async def arrived(ear: RtpEar, count: int) -> None:
    await becomes(lambda: len(ear.packets()) >= count, 10)


@pytest.mark.alone
@pytest.mark.parametrize("codecs", ["9 101", "8 101", "0 101"])
async def test_packets_come_every_20_ms_in_every_codec(room: Room, codecs: str) -> None:
    _, ear, _ = await hearing(room, codecs)
    await arrived(ear, 150)
    ear.close()
    packets = ear.packets()[:150]
    behind = [packet.at - (packet.timestamp - packets[0].timestamp) % 2**32 / 8000 for packet in packets]
    assert {packet.payload_type for packet in packets} == {int(codecs.split()[0])}
    assert {len(packet.payload) for packet in packets} == {160}
    # After a pause of the process one packet goes out as if nothing had been; the next one makes up for it.
    for zero, one, two in zip(packets, packets[1:], packets[2:], strict=False):
        ticks = (two.timestamp - one.timestamp) % 2**32
        assert (two.sequence - one.sequence) % 2**16 == 1
        assert ticks == 160 or (ticks % 160 == 0 and two.at - zero.at > 0.05), "a leap without a pause of the process"
    assert min(behind[-50:]) == pytest.approx(min(behind[:50]), abs=0.1), "the stream's clock drifts"


async def test_after_a_pause_of_the_process_the_stream_is_on_time_again(room: Room) -> None:
    _, ear, _ = await hearing(room, "9 101")
    await arrived(ear, 20)
    time.sleep(0.5)  # the whole process stands still, as on a machine that is overloaded
    before = len(ear.packets())
    await arrived(ear, before + 30)
    ear.close()
    first, last = ear.packets()[0], ear.packets()[-1]
    behind_s = (last.at - first.at) - (last.timestamp - first.timestamp) % 2**32 / 8000
    assert abs(behind_s) < 0.06


async def test_a_held_colleague_sends_nothing_until_taken_back(room: Room) -> None:
    dialog, ear, _ = await hearing(room, "9 101")
    await arrived(ear, 10)
    await dialog.reinvite(sdp("sendonly", 2, port=ear.port))
    held = len(ear.packets())
    await asyncio.sleep(0.3)
    assert len(ear.packets()) - held <= 2
    await dialog.reinvite(sdp("sendrecv", 3, port=ear.port))
    await arrived(ear, held + 20)
    ear.close()


async def test_keys_pressed_on_a_handset_arrive_as_telephone_events(room: Room) -> None:
    handset, client, ear = room.exchange.handsets.get(LANDLINE), await room.registered(), RtpEar()
    handset.dial("8057")
    received = await client.request_of("INVITE")
    client.answer(received, 200, "OK", sdp(port=ear.port))
    await enters(handset, "talking")
    assert handset.dtmf("5#0")
    await becomes(lambda: len([packet for packet in events_at(ear) if packet.payload[1] & 0x80]) == 9)
    ear.close()
    assert ear.digits() == "5#0"
    assert len({packet.timestamp for packet in events_at(ear)}) == 3
    assert not handset.dtmf("x")


async def test_keys_pressed_by_a_client_are_shown_on_the_handset_once(room: Room) -> None:
    handset, client, ear = room.exchange.handsets.get(LANDLINE), await room.registered(), RtpEar()
    handset.dial("8057")
    received = await client.request_of("INVITE")
    client.answer(received, 200, "OK", sdp(port=ear.port))
    await enters(handset, "talking")
    host, port, *_ = media_of(received.body)
    await asyncio.to_thread(ear.send_digit, (host, port), "7")
    await becomes(lambda: bool(handset.lines))
    ear.close()
    assert [(line.text, line.digits) for line in handset.lines] == [("[7]", "")]
