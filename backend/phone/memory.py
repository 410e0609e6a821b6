"""What the supervisor must know of the phone process to make up for its death."""

from __future__ import annotations

from backend.phone.messages import Command, Dial, Ended, EndedBy, Incoming, News, Register, Unregister
from backend.phone.sound_messages import ChooseSound


class Memory:
    """The live calls, the account and the chosen sound, learnt from what passes through the pipe."""

    def __init__(self) -> None:
        self._calls: dict[str, None] = {}
        self._account: Register | None = None
        self._sound: ChooseSound | None = None

    def sent(self, command: Command) -> None:
        """A command goes to the process, or waits for it."""
        if isinstance(command, Dial):
            self._calls[command.call_id] = None
        elif isinstance(command, Register):
            self._account = command
        elif isinstance(command, Unregister):
            self._account = None
        elif isinstance(command, ChooseSound):
            self._sound = command

    def told(self, news: News) -> None:
        """News came from the process."""
        if isinstance(news, Incoming):
            self._calls[news.call_id] = None
        elif isinstance(news, Ended):
            self._calls.pop(news.call_id, None)

    def lost_calls(self) -> tuple[Ended, ...]:
        """The process died: how its calls ended."""
        ended = tuple(Ended(call_id, 0, "phone process died", EndedBy.FAILURE) for call_id in self._calls)
        self._calls.clear()
        return ended

    def replay(self, waiting: list[Command]) -> list[Command]:
        """What a new process is told first: account and sound as they should be, then the other commands that waited.
        It has no binding that could be removed: an Unregister would only take the next account's away.
        A call that waited while the process died has ended with it and is not dialled."""
        others = [command for command in waiting if not isinstance(command, (Register, Unregister, ChooseSound))]
        known = [command for command in (self._sound, self._account) if command is not None]
        return [*known, *(c for c in others if not isinstance(c, Dial) or c.call_id in self._calls)]
