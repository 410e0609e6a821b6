"""Guessing of SIP passwords: slowed for who guesses, and nobody else is kept out."""

from __future__ import annotations

import logging

import pytest

from backend.switchboard.guessing import (
    WRONG_PASSWORDS_FOR_ACCOUNT,
    WRONG_PASSWORDS_FROM_ADDRESS,
    PasswordGuessing,
)
from tests.fakes.sip_client import SipClient
from tests.switchboard.api_room import Clock
from tests.switchboard.room import Room


async def guess(client: SipClient, times: int) -> list[int]:
    right, client.password = client.password, "guessed"
    found = [(await client.register()).status for _ in range(times)]
    client.password = right
    return found


async def test_after_ten_wrong_passwords_an_account_is_not_even_looked_at_from_there(room: Room) -> None:
    client = await room.client()
    assert await guess(client, WRONG_PASSWORDS_FOR_ACCOUNT) == [403] * WRONG_PASSWORDS_FOR_ACCOUNT
    answer = await client.register()
    assert answer.status == 503
    assert 0 < int(answer.get("retry-after")) <= 60
    assert (await (await room.client("8014")).register()).status == 200


async def test_a_few_wrong_passwords_keep_nobody_out(room: Room) -> None:
    client = await room.client()
    assert await guess(client, WRONG_PASSWORDS_FOR_ACCOUNT - 1)
    assert (await client.register()).status == 200


def test_who_guesses_elsewhere_keeps_nobody_out_and_a_minute_heals() -> None:
    clock = Clock()
    guessing = PasswordGuessing(clock)
    for _ in range(WRONG_PASSWORDS_FOR_ACCOUNT):
        guessing.wrong("192.0.2.66", "8057-a")
    assert guessing.wait_s("192.0.2.66", "8057-a") == 60
    assert guessing.wait_s("192.0.2.7", "8057-a") == 0
    assert guessing.wait_s("192.0.2.66", "8014-b") == 0
    clock.now += 60
    assert guessing.wait_s("192.0.2.66", "8057-a") == 0


def test_many_accounts_guessed_from_one_address_close_that_address() -> None:
    guessing = PasswordGuessing(Clock())
    for number in range(WRONG_PASSWORDS_FROM_ADDRESS):
        guessing.wrong("192.0.2.66", f"{number}")
    assert guessing.wait_s("192.0.2.66", "another") == 60
    assert guessing.wait_s("192.0.2.7", "another") == 0


async def test_what_is_guessed_does_not_reach_the_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = await room.client()
    await guess(client, WRONG_PASSWORDS_FOR_ACCOUNT + 2)
    assert caplog.text.count("wrong credentials") == WRONG_PASSWORDS_FOR_ACCOUNT
    assert "guessed" not in caplog.text
