"""Server-sent events out of bytes as they come (HTML Living Standard, section 9.2), within limits."""

from __future__ import annotations

from collections.abc import Iterator

from backend.provisioning.replies import nonsense

LONGEST_LINE = 64 * 1024
LONGEST_EVENT = 64 * 1024


class EventText:
    """Takes pieces of the stream, gives whole events: name and data. What is no UTF-8 is read as a replacement mark."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = ""
        self._data: list[str] = []
        self._length = 0

    def feed(self, piece: bytes) -> Iterator[tuple[str, str]]:
        """Errors: PlatformUnreachable `platform_nonsense` for a line or an event without end."""
        *lines, self._rest = (self._rest + piece).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise nonsense("line")
            if (event := self._take(line.decode(errors="replace"))) is not None:
                yield event
        if len(self._rest) > LONGEST_LINE:
            raise nonsense("line")

    def _take(self, line: str) -> tuple[str, str] | None:
        if not line:
            event = (self._name, "\n".join(self._data))
            complete = bool(self._data)
            self._name, self._data, self._length = "", [], 0
            return event if complete else None
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
            self._length += len(value) + 1
            if self._length > LONGEST_EVENT:
                raise nonsense("event")
        return None
