"""A transfer by its sound: the party that waits hears music, then whom it was given to, and both hear each other."""

from __future__ import annotations

import asyncio
import os

import numpy as np
import pytest

from backend.switchboard.announcements import speech_file
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.handsets import Handset
from backend.switchboard.media.sources import Captions
from backend.switchboard.music import TUNE
from backend.switchboard.world import OutsidePhone
from tests.fakes.listening import RATE, Sound, likeness_along, read_wav
from tests.fakes.relay import Relay
from tests.fakes.sip_dialog import Dialog, sdp
from tests.seeds import seeds
from tests.switchboard.room import LANDLINE, QUICK, YOU, Room, becomes, enters, open_room
from tests.switchboard.transferring import held, refer, told_in_the_end, transfer_in_spite_of_loss

LIKE = 0.6
UNLIKE = 0.2
LATELY_S = 2


def is_now(said: Sound, heard: bytes) -> bool:
    """Whether the last two seconds of a recording come from somewhere in this sound, which repeats."""
    recent = read_wav(heard)[-LATELY_S * RATE :] if heard else np.zeros(0)
    if len(recent) < LATELY_S * RATE:
        return False
    whole = np.concatenate([said, said[: LATELY_S * RATE]])
    return float(likeness_along(recent, whole).max()) > LIKE


def said_by(number: str) -> Sound:
    """The speech of a telephone as the file has it."""
    return read_wav(speech_file(number).read_bytes())


def music() -> Sound:
    """What a party that waits is to hear."""
    return read_wav(TUNE.read_bytes())


def open_descriptors() -> int:
    """How many this process has."""
    return len(os.listdir("/proc/self/fd"))


def test_the_music_is_like_no_speech() -> None:
    for number in range(8010, 8016):
        speech = said_by(str(number))
        assert likeness_along(music()[: 3 * RATE], speech).max() < UNLIKE


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_music_while_the_target_rings_then_both_parties_hear_each_other(room: Room, transport: str) -> None:
    before = open_descriptors()
    handset, dialog = await held(room, transport)
    await refer(dialog, "8018")
    assert await told_in_the_end(dialog.client) == 200
    dialog.client.answer(await dialog.client.request_of("BYE"), 200, "OK")
    colleagues, person = room.exchange.colleagues, room.person_id("8018")
    await becomes(lambda: is_now(said_by("8018"), handset.heard_wav()), 10, every_s=0.1)
    await becomes(lambda: is_now(said_by(LANDLINE), colleagues.heard_wav(person)), 10, every_s=0.1)
    handset.hang_up()
    await becomes(lambda: room.exchange.calls == 0)
    dialog.client.close()
    await becomes(lambda: open_descriptors() <= before)


async def test_music_until_the_call_is_taken_back(room: Room) -> None:
    room.behave("8014", "silent")
    handset, dialog = await held(room)
    await refer(dialog, "8014")
    await becomes(lambda: is_now(music(), handset.heard_wav()), 10, every_s=0.1)
    before = open_descriptors()
    assert (await dialog.reinvite(sdp(version=3, port=40100))).status == 200
    assert await told_in_the_end(dialog.client) == 487
    await becomes(lambda: open_descriptors() < before)  # the music has given its ports back


@pytest.mark.parametrize("seed", seeds(1, 8))
async def test_a_transfer_comes_through_where_every_eighth_packet_is_lost(seed: int) -> None:
    async with open_room(QUICK) as lossy:
        relay = Relay(("127.0.0.1", lossy.exchange.port), seed=seed)
        try:
            handset, dialog = await held(lossy, port=relay.port)
            relay.loss = 0.12
            assert 200 in await transfer_in_spite_of_loss(dialog, "8018")
            await becomes(lambda: handset.state == "talking" and lossy.exchange.calls == 1, 10)
            await becomes(lambda: is_now(said_by("8018"), handset.heard_wav()), 10, every_s=0.1)
        finally:
            relay.close()


@pytest.mark.parametrize("seed", seeds(1, 8))
async def test_second_dialling_and_transfer_come_through_where_the_caller_loses_every_eighth_packet(seed: int) -> None:
    async with open_room(QUICK) as lossy:
        relay = Relay(("127.0.0.1", lossy.exchange.port), loss=0.12, seed=seed)
        caller = Handset(
            OutsidePhone("+8613900009999", ""), ("127.0.0.1", relay.port), MediaPlace("127.0.0.1"), Captions()
        )
        caller.endpoint.timers = QUICK
        caller.endpoint.open("127.0.0.1")
        try:
            client = await lossy.registered(YOU)
            assert caller.dial("02557990000")
            await enters(caller, "talking", 10)
            caller.dtmf("8057")
            received = await client.request_of("INVITE", 10)
            client.answer(received, 200, "OK", sdp(port=40100))
            await client.request_of("ACK")
            dialog = Dialog.called(client, received)
            while (await dialog.reinvite(sdp("sendonly", 2, port=40100), 10)).status == 491:
                await asyncio.sleep(0.1)  # the two are not joined yet
            await refer(dialog, "8018")
            assert await told_in_the_end(client, 10) == 200
            client.answer(await client.request_of("BYE"), 200, "OK")
            await becomes(lambda: is_now(said_by("8018"), caller.heard_wav()), 15, every_s=0.1)
            caller.hang_up()
            await becomes(lambda: lossy.exchange.calls == 0, 15)
        finally:
            caller.endpoint.shut()
            relay.close()
