"""What the simulator's page shows: the telephones outside and the colleagues, as plain values, and word of changes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from backend.switchboard.behaviours import Behaviours
from backend.switchboard.colleagues import Colleagues
from backend.switchboard.handsets import Handset, Handsets, State
from backend.switchboard.mobile_clients import MobileClients
from backend.switchboard.numbering import canonical
from backend.switchboard.updates import Updates
from backend.switchboard.world import Enterprise, Person, World

Direction = Literal["in", "out", ""]
EVERYTHING = "everything"
UPDATES = "updates"


@dataclass
class Remembered:
    """The present or last call of a telephone: its direction, the other number, and the keys pressed in it."""

    state: State = "idle"
    direction: Direction = ""
    peer: str = ""
    talking_since: float = 0
    ended_at: float = 0
    pressed: list[dict[str, Any]] = field(default_factory=list)


class Changes:
    """What a page has not been told yet, by key; a slow page gets the newest value once, not every one between."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {EVERYTHING: None}
        self._news = asyncio.Event()
        self._news.set()

    def note(self, key: str) -> None:
        """Something has changed."""
        self._waiting[key] = None
        self._news.set()

    async def take(self, timeout_s: float) -> list[str]:
        """The keys that have changed, once there are any; none after `timeout_s`."""
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except asyncio.TimeoutError:
            return []
        self._news.clear()
        keys, self._waiting = list(self._waiting), {}
        return [EVERYTHING] if EVERYTHING in keys else keys


class Simulator:
    """Watches telephones and behaviours, and describes them."""

    def __init__(
        self,
        world: World,
        behaviours: Behaviours,
        handsets: Handsets,
        colleagues: Colleagues,
        clients: MobileClients,
        updates: Updates | None = None,
    ) -> None:
        self.world = world
        self.behaviours = behaviours
        self.handsets = handsets
        self.colleagues = colleagues
        self.clients = clients
        self.updates = updates
        if updates is not None:
            updates.on_change = lambda: self._tell(UPDATES)
        colleagues.on_change = lambda person_id: self._tell(f"person:{person_id}")
        clients.on_change = lambda number: self._tell(f"handset:{number}")
        self._remembered: dict[str, Remembered] = {}
        self._pages: set[Changes] = set()
        handsets.on_change(self._handset_changed)
        behaviours.on_change(lambda person_id, _: self._tell(f"person:{person_id}"))
        world.on_change(lambda _before, _now: self._tell(EVERYTHING))

    def subscribe(self) -> Changes:
        """Word of changes, everything first."""
        changes = Changes()
        self._pages.add(changes)
        return changes

    def unsubscribe(self, changes: Changes) -> None:
        """No more word."""
        self._pages.discard(changes)

    def handset(self, number: str) -> Handset | None:
        """A telephone there is, by its number in any form."""
        wanted = canonical(number) or number
        return next((known for known in self.handsets.all() if known.number == wanted), None)

    def person(self, extension: str, enterprise_id: str | None) -> Person | None:
        """A person by extension, in the first enterprise unless another one is named."""
        enterprise = self.world.enterprise(enterprise_id) if enterprise_id else self.world.enterprises[0]
        return enterprise.by_extension(extension) if enterprise else None

    def pressed(self, handset: Handset, digits: str) -> None:
        """Remember keys that were pressed in a call."""
        now = time.time()
        remembered = self._remembered.setdefault(handset.number, Remembered())
        remembered.pressed.append({"at_s": round(now - remembered.talking_since, 2), "digits": digits})
        self._tell(f"handset:{handset.number}")

    def reset(self) -> None:
        """Start over: every telephone hangs up and forgets its last call, everybody behaves as the world has it.

        Colleagues hang up as well, and nobody calls back.
        """
        for handset in self.handsets.all():
            handset.hang_up()
        self.colleagues.hang_up()
        self.clients.hang_up()
        self._remembered.clear()
        self.behaviours.reset()
        self._tell(EVERYTHING)

    def describe(self) -> dict[str, Any]:
        """Everything the page shows."""
        return {
            "now": time.time(),
            "enterprises": [{"id": one.id, "name": one.name, "policy": one.policy} for one in self.world.enterprises],
            "handsets": [self.describe_handset(one) for one in self.handsets.all()],
            "people": [
                self.describe_person(enterprise, person)
                for enterprise in self.world.enterprises
                for person in enterprise.people
                if person.extension
            ],
            "updates": self.updates.describe() if self.updates else None,
        }

    def describe_handset(self, handset: Handset) -> dict[str, Any]:
        """One telephone; what its last call was stays until the next one or until a fresh start."""
        remembered = self._remembered.get(handset.number, Remembered())
        return {
            "number": handset.number,
            "name": handset.name,
            "kind": handset.kind,
            "shown": handset.shown,
            "state": handset.state,
            "since": handset.since,
            "status": handset.last_status,
            "speaks": handset.speaks,
            "direction": remembered.direction,
            "peer": remembered.peer,
            "peer_name": self._name_of(remembered.peer),
            "ended_at": remembered.ended_at,
            "pressed": list(remembered.pressed),
            "client": self._describe_client(handset),
            "lines": [asdict(line) for line in handset.lines] if remembered.direction else [],
        }

    def _describe_client(self, handset: Handset) -> dict[str, Any] | None:
        client = self.clients.describe(handset)
        if client is not None:
            call = client["call"]
            call["peer_name"] = self._name_of(call["peer"], client["enterprise_id"])
        return client

    def describe_person(self, enterprise: Enterprise, person: Person) -> dict[str, Any]:
        """One colleague with a telephone."""
        departments = {one.id: one.name for one in enterprise.departments}
        return {
            "id": person.id,
            "enterprise_id": enterprise.id,
            "extension": person.extension,
            "name": person.name,
            "department": departments[person.department_id],
            "behaviour": self.behaviours.of(person.id),
            "permission": person.permission,
            "mode": person.mode,
            "mode_reason": person.mode_reason,
            "call": asdict(self.colleagues.call_of(person.id)),
        }

    def _handset_changed(self, handset: Handset) -> None:
        remembered = self._remembered.setdefault(handset.number, Remembered())
        if handset.state != remembered.state:
            if handset.state in ("ringing", "calling"):
                direction: Direction = "in" if handset.state == "ringing" else "out"
                remembered = self._remembered[handset.number] = Remembered(direction=direction, peer=handset.peer)
            elif handset.state == "talking":
                remembered.talking_since = handset.since
            else:
                remembered.ended_at = handset.since
            remembered.state = handset.state
        self._tell(f"handset:{handset.number}")

    def _name_of(self, number: str, enterprise_id: str = "") -> str:
        wanted = canonical(number)
        if wanted is None:
            person = self.person(number, enterprise_id)
            return person.name if person else ""
        enterprise = self.world.by_main_number(wanted)
        return enterprise.name if enterprise else self.world.outside_phone(wanted).name

    def _tell(self, key: str) -> None:
        for page in self._pages:
            page.note(key)
