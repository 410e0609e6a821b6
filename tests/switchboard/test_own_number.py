"""Dialling one's own extension: the telephone that dials never rings, another one of the same person does."""

from __future__ import annotations

import pytest

from tests.fakes.sip_dialog import invite
from tests.switchboard.room import YOU, open_room
from tests.switchboard.test_parallel_ringing import mobile_client


async def test_whoever_dials_oneself_is_busy() -> None:
    async with open_room() as room:
        client = await room.registered(YOU)
        refused = await client.final(await invite(client, YOU))
        assert (refused.status, refused.get("reason")) == (486, 'Q.850;cause=17;text="User busy"')
        assert not [message for message in client.inbox if message.start.startswith("INVITE ")]
        assert room.exchange.calls == 0


async def test_a_person_calls_from_one_telephone_to_the_other() -> None:
    async with open_room(policy="shared") as room:
        pc, mobile = await room.registered(YOU), await mobile_client(room)
        await invite(pc, YOU)
        mobile.answer(await mobile.request_of("INVITE"), 180, "Ringing")
        await pc.status(180)
        with pytest.raises(TimeoutError):
            await pc.request_of("INVITE", 0.1)
