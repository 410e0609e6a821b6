"""The live calls, in one place: whoever changes one tells everybody."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.bus import Bus
from backend.core.clock import Moment
from backend.core.errors import NotPossibleNow
from backend.core.events import CallChanged, CallEnded
from backend.core.loop import Loop
from backend.core.ports import Callers
from backend.core.state import Call, CallState, Party


class Book:
    """Belongs to the core thread. `callers` knows the names of the account that is logged in."""

    def __init__(self, loop: Loop, bus: Bus) -> None:
        self._loop, self._bus = loop, bus
        self.callers: Callers | None = None
        self._live: dict[str, Call] = {}
        self._answered_ms: dict[str, int] = {}

    def live(self) -> tuple[Call, ...]:
        """Oldest first."""
        return tuple(self._live.values())

    def get(self, call_id: str) -> Call | None:
        """A live call."""
        return self._live.get(call_id)

    def expect(self, call_id: str, *states: CallState, callback: bool = False) -> Call:
        """A live call in one of these states; one in callback mode only where that is said to do. Errors: no_such_call,
        wrong_call_state."""
        call = self._live.get(call_id)
        if call is None:
            raise NotPossibleNow("no_such_call", 404)
        if call.state not in states or (call.mode == "callback" and not callback):
            raise NotPossibleNow("wrong_call_state", state=call.state.value)
        return call

    def change(self, call: Call) -> None:
        """A call is now this."""
        self._live[call.id] = call
        if call.state is CallState.ESTABLISHED:
            self._answered_ms.setdefault(call.id, self._loop.now().monotonic_ms)
        self._bus.publish(CallChanged(call))

    def end(self, call_id: str, how: Callable[[Call, Moment, int], Call]) -> bool:
        """A call is over: `how(call, now, duration_ms)` says how; false when it is no longer known."""
        call = self._live.pop(call_id, None)
        if call is not None:
            now = self._loop.now()
            answered_ms = self._answered_ms.pop(call_id, now.monotonic_ms)
            self._bus.publish(CallEnded(how(call, now, now.monotonic_ms - answered_ms)))
        return call is not None

    def match(self, party: Party, person_id: str = "") -> Party:
        """The party with its name, where the directory knows it."""
        return party if self.callers is None else self.callers.match(party, person_id)
