"""What the tests of the switchboard share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.switchboard.room import Room, open_room


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    """A running exchange in the ordinary world, quick to answer."""
    async with open_room() as opened:
        yield opened
