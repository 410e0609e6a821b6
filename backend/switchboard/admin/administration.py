"""Changes the world at run time: first kept on disk, then seen by everybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from backend.switchboard.admin.imports import POLICIES, Import, person_changed, read_import, settled
from backend.switchboard.admin.kept import keep, load_kept
from backend.switchboard.admin.objections import Objection, Refused
from backend.switchboard.world import Enterprise, Person, World

log = logging.getLogger(__name__)


class Administration:
    """One change at a time; what it cannot keep it does not do. Made before anybody else looks at the world."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self._folder = folder
        self._as_given = {one.id: one for one in world.enterprises}
        self._changed = load_kept(folder, world)
        self._turn = asyncio.Lock()

    def enterprises(self) -> dict[str, Enterprise]:
        """Every enterprise as administered, by id."""
        return {one.id: self.world.administered(one.id) or one for one in self.world.enterprises}

    def enterprise(self, enterprise_id: str) -> Enterprise:
        """An enterprise as administered; raises Refused."""
        found = self.world.administered(enterprise_id)
        if found is None:
            raise Refused([Objection("unknown_enterprise", value=enterprise_id)])
        return found

    def person(self, enterprise_id: str, key: str) -> Person:
        """A person by extension or id, as administered; raises Refused."""
        enterprise = self.enterprise(enterprise_id)
        found = enterprise.by_extension(key) or next((one for one in enterprise.people if one.id == key), None)
        if found is None:
            raise Refused([Objection("unknown_person", value=key)])
        return found

    async def take(self, given: Import, only_check: bool = False) -> list[Enterprise]:
        """Take an import, or only look whether it could be; returns what changes. Raises Refused or OSError."""
        async with self._turn:
            changed = await asyncio.to_thread(read_import, given, self.enterprises())
            if not only_check:
                await self._put(changed)
            return changed

    async def change_person(self, enterprise_id: str, key: str, fields: Mapping[str, str]) -> None:
        """Give one person other values, by the columns of a file of people; raises Refused or OSError."""
        await self._change(enterprise_id, lambda one: person_changed(one, self.person(enterprise_id, key), fields))

    async def remove_person(self, enterprise_id: str, key: str) -> None:
        """Remove a person, who is logged out; raises Refused or OSError."""

        def without(enterprise: Enterprise) -> Enterprise:
            gone = self.person(enterprise_id, key)
            return settled(replace(enterprise, people=tuple(one for one in enterprise.people if one.id != gone.id)))

        await self._change(enterprise_id, without)

    async def set_policy(self, enterprise_id: str, policy: str) -> None:
        """Let another client policy apply; raises Refused or OSError."""
        known = POLICIES.get(policy.lower())
        if known is None:
            raise Refused([Objection("bad_policy", value=policy[:64])])
        await self._change(enterprise_id, lambda one: replace(one, policy=known))  # type: ignore[arg-type]

    async def reset(self, enterprise_id: str) -> None:
        """Let an enterprise be as the world file has it; raises Refused or OSError."""
        async with self._turn:
            self.enterprise(enterprise_id)
            await self._put([self._as_given[enterprise_id]], self._changed - {enterprise_id})

    async def _change(self, enterprise_id: str, change: Callable[[Enterprise], Enterprise]) -> None:
        async with self._turn:
            before = self.enterprise(enterprise_id)
            now = change(before)
            if now != before:
                await self._put([now])

    async def _put(self, enterprises: list[Enterprise], changed: set[str] | None = None) -> None:
        if not enterprises:
            return
        kept = self._changed | {one.id for one in enterprises} if changed is None else changed
        now = self.enterprises() | {one.id: one for one in enterprises}
        await asyncio.to_thread(keep, self._folder, [now[one] for one in now if one in kept])
        self._changed = kept
        for enterprise in enterprises:
            log.info("%s is administered: %d people", enterprise.id, len(enterprise.people))
            self.world.replace_enterprise(enterprise)
