"""The mobile clients of all simulated mobiles, and what they keep across a restart."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.handsets import Handset, Handsets
from backend.switchboard.mobile_client import Kept, MobileClient
from backend.switchboard.private_file import write_private
from backend.switchboard.world import World

log = logging.getLogger(__name__)
FILE = "mobile-clients.json"


class MobileClients:
    """One for each mobile that an enterprise knows; `on_change(number)` is called after every change of one."""

    def __init__(
        self, world: World, handsets: Handsets, api: Callable[[], str], place: MediaPlace, folder: Path | None = None
    ) -> None:
        self._world = world
        self._handsets = handsets
        self._api = api
        self._place = place
        self._folder = folder
        self._clients: dict[str, MobileClient] = {}
        self.on_change: Callable[[str], None] = lambda _number: None
        handsets.on_change(self._handset_changed)

    def start(self) -> None:
        """Go on with the logins of the last run."""
        for number, kept in self._load().items():
            handset = self._handsets.get(number)
            client = self._client(handset)
            if client.state == "out":
                client.restore(kept)

    async def close(self) -> None:
        """Stop them, still logged in."""
        await asyncio.gather(*(client.close() for client in self._clients.values()), return_exceptions=True)

    def of(self, handset: Handset) -> MobileClient | None:
        """The client of this telephone; None when no enterprise knows its number."""
        if handset.number in self._clients:
            return self._clients[handset.number]
        return self._client(handset) if self.enterprises(handset.number) else None

    def enterprises(self, number: str) -> list[dict[str, Any]]:
        """Where a number may log in."""
        return [
            {"id": one.id, "name": one.name, "policy": one.policy, "extension": person.extension}
            for one, person in self._world.memberships(number)
            if person.extension
        ]

    def describe(self, handset: Handset) -> dict[str, Any] | None:
        """The client of this telephone as the page sees it."""
        client = self.of(handset)
        if client is None:
            return None
        known = self.enterprises(handset.number)
        extension = next((one["extension"] for one in known if one["id"] == client.enterprise_id), "")
        return {"enterprises": known, "extension": extension, **client.describe()}

    def hang_up(self) -> None:
        """End every call of a mobile client."""
        for client in self._clients.values():
            if client.agent is not None:
                client.agent.hang_up()

    def _client(self, handset: Handset) -> MobileClient:
        client = MobileClient(handset, self._api, self._place)
        client.on_change = lambda: self.on_change(handset.number)
        client.on_kept = self._keep
        self._clients[handset.number] = client
        return client

    def _handset_changed(self, handset: Handset) -> None:
        client = self._clients.get(handset.number)
        if client is not None:
            client.handset_changed()

    def _load(self) -> dict[str, Kept]:
        if self._folder is None:
            return {}
        try:
            table = json.loads((self._folder / FILE).read_bytes())
            return {number: Kept(**kept) for number, kept in table.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.error("%s cannot be used: %s", FILE, type(error).__name__)
            return {}

    def _keep(self) -> None:
        """Write the logins down, readable for their owner only."""
        if self._folder is None:
            return
        kept = {number: asdict(one.kept) for number, one in self._clients.items() if one.kept}
        try:
            write_private(self._folder / FILE, kept)
        except OSError as error:
            log.error("%s cannot be written: %s", FILE, error.strerror)
