"""The verification call: who is rung, what is said, and that the digits are really in the sound."""

from __future__ import annotations

import asyncio
import logging
import random

import numpy as np
import pytest

from backend.switchboard.announcements import CodeCall
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.media.sources import Captions
from backend.switchboard.sip.endpoint import Endpoint, address_of
from backend.switchboard.sip.transport import Flow
from tests.fakes.digit_decoder import PROMPTS, decode
from tests.fakes.listening import read_wav
from tests.fakes.rtp_ear import RtpEar
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import sdp
from tests.switchboard.room import MAIN_NUMBER, YOUR_MOBILE, Room, becomes, enters, open_room

LONGEST_CALL_S = 60


async def received_code(endpoint: Endpoint, code: str) -> str:
    """What the decoder reads from the RTP of a call that tells this code to a raw telephone."""
    phone = SipClient(endpoint.address[1], "13900000000", ("", ""), "127.0.0.1")
    await phone.open()
    ear = RtpEar()
    try:
        await heard_to_the_end(endpoint, phone, ear, code)
    finally:
        ear.close()
        phone.close()
    return decode(ear.sound().astype(np.float64))


async def heard_to_the_end(endpoint: Endpoint, phone: SipClient, ear: RtpEar, code: str) -> None:
    call = CodeCall(endpoint, MediaPlace("127.0.0.1"), Captions())
    caller, callee = address_of(MAIN_NUMBER, "127.0.0.1"), address_of("+8613900000000", "127.0.0.1")
    telling = asyncio.create_task(call.run(Flow(phone.address), caller, callee, code, LONGEST_CALL_S))
    invite = await phone.request_of("INVITE", LONGEST_CALL_S)
    phone.answer(invite, 200, "OK", sdp(port=ear.port, codecs="9 101"))
    phone.answer(await phone.request_of("BYE", LONGEST_CALL_S), 200, "OK")
    await telling


@pytest.mark.timeout(150)
async def test_a_decoder_that_hears_only_the_rtp_reads_twenty_random_codes() -> None:
    chance = random.Random()
    codes = [f"{chance.randrange(10_000):04d}" for _ in range(20)]
    endpoint = Endpoint("Announcements", lambda _: None)
    endpoint.open("127.0.0.1")
    read = await asyncio.gather(*(received_code(endpoint, code) for code in codes))
    endpoint.shut()
    assert read == [code * 2 for code in codes]


def test_the_decoder_hears_nothing_in_other_speech() -> None:
    for name in ("greeting", "code-is", "repeat", "goodbye", "speech-1", "speech-4"):
        assert decode(read_wav((PROMPTS / f"{name}.wav").read_bytes())) == ""


def test_the_decoder_tells_the_ten_digits_apart() -> None:
    digits = [read_wav((PROMPTS / f"digit-{digit}.wav").read_bytes()) for digit in range(10)]
    assert decode(np.concatenate(digits)) == "0123456789"


async def test_the_mobile_rings_from_the_main_number_and_shows_the_code_after_it_was_heard(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    handset = room.exchange.handsets.get(YOUR_MOBILE)
    call = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"))
    await enters(handset, "ringing")
    assert (handset.peer, len(handset.lines)) == (MAIN_NUMBER, 0)
    assert handset.answer()
    await asyncio.wait_for(call, LONGEST_CALL_S)
    assert handset.state == "idle"
    assert [line.digits for line in handset.lines] == ["", "4071", "4071", ""]
    assert handset.lines[1].text == "您的验证码是 4 0 7 1"
    assert "4071" in decode(read_wav(handset.heard_wav()))
    assert "4071" not in caplog.text


async def test_a_declined_code_call_ends_at_once(room: Room) -> None:
    handset = room.exchange.handsets.get(YOUR_MOBILE)
    call = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"))
    await enters(handset, "ringing")
    assert handset.decline()
    await asyncio.wait_for(call, 2)
    assert handset.lines == ()


async def test_a_code_call_nobody_answers_stops_ringing() -> None:
    async with open_room(ring_timeout_s=0.3) as room:
        handset = room.exchange.handsets.get(YOUR_MOBILE)
        call = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"))
        await enters(handset, "ringing")
        await asyncio.wait_for(call, 2)
        await enters(handset, "idle")


async def test_a_new_code_call_ends_the_one_before(room: Room) -> None:
    handset = room.exchange.handsets.get(YOUR_MOBILE)
    older = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "1111"))
    await enters(handset, "ringing")
    assert handset.answer()
    newer = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "2222"))
    await asyncio.wait_for(older, 2)
    await enters(handset, "ringing")
    assert handset.answer()
    assert handset.hang_up()
    await asyncio.wait_for(newer, 2)


async def test_a_mobile_that_is_talking_is_busy_for_the_code_call(room: Room) -> None:
    handset = room.exchange.handsets.get(YOUR_MOBILE)
    assert handset.dial("8014")
    await enters(handset, "talking")
    await asyncio.wait_for(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"), 2)
    assert handset.state == "talking"


async def test_what_was_cut_off_is_not_shown(room: Room) -> None:
    handset = room.exchange.handsets.get(YOUR_MOBILE)
    call = asyncio.create_task(room.exchange.call_with_code(YOUR_MOBILE, MAIN_NUMBER, "4071"))
    await enters(handset, "ringing")
    assert handset.answer()
    await becomes(lambda: any(line.digits == "4" for line in handset.lines), 30)
    assert handset.hang_up()
    await asyncio.wait_for(call, 2)
    assert "4071" not in [line.digits for line in handset.lines]
