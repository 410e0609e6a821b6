"""How each colleague's simulated telephone behaves now: the world's word, until someone switches it."""

from __future__ import annotations

from collections.abc import Callable

from backend.switchboard.world import BEHAVIOURS, Behaviour, World


class Behaviours:
    """The behaviour of every person by id, with a word to whoever listens when one is switched."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._given = self._of_the_world()
        self._now = dict(self._given)
        self._listeners: list[Callable[[str, Behaviour], None]] = []
        world.on_change(lambda _before, _now: self._follow_world())

    def of(self, person_id: str) -> Behaviour:
        """The behaviour of this person; raises KeyError when there is no such person."""
        return self._now[person_id]

    def switch(self, person_id: str, behaviour: str) -> None:
        """Let this person behave so from now on; raises KeyError or ValueError for what does not exist."""
        known = next((one for one in BEHAVIOURS if one == behaviour), None)
        if known is None:
            raise ValueError(behaviour)
        if self._now[person_id] == known:
            return
        self._now[person_id] = known
        for listener in tuple(self._listeners):
            listener(person_id, known)

    def reset(self) -> None:
        """Everybody behaves again as the world has it."""
        for person_id, behaviour in self._given.items():
            self.switch(person_id, behaviour)

    def on_change(self, listener: Callable[[str, Behaviour], None]) -> None:
        """Call `listener(person_id, behaviour)` after every switch."""
        self._listeners.append(listener)

    def _of_the_world(self) -> dict[str, Behaviour]:
        return {person.id: person.behaviour for enterprise in self._world.enterprises for person in enterprise.people}

    def _follow_world(self) -> None:
        """Newcomers behave as the world has it, who stays goes on as before."""
        self._given = self._of_the_world()
        self._now = {person_id: self._now.get(person_id, given) for person_id, given in self._given.items()}
