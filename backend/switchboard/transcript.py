"""What a telephone heard, as text: a caption becomes a line only when its sound really arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backend.switchboard.media.rtp import ahead
from backend.switchboard.media.sources import Caption, Captions
from backend.switchboard.media.stream import Heard

_ENOUGH = 0.8
_RECENT = 4
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """A line of what was heard: seconds since the call was answered, the words, and the digits among them."""

    at_s: float
    text: str
    digits: str = ""


class Transcript:
    """Compares arriving packets with what the speaking side notes about the same stream."""

    def __init__(self, captions: Captions, started: float) -> None:
        self.lines: tuple[Line, ...] = ()
        self._captions = captions
        self._started = started
        self._arrived: dict[tuple[int, int], int] = {}
        self._last: tuple[int, int] | None = None

    def hear(self, heard: Heard) -> bool:
        """Count a packet; true when a line was added or grew."""
        for caption in self._captions.of(heard.ssrc)[-_RECENT:]:
            if 0 <= ahead(heard.timestamp, caption.start, 32) < ahead(caption.end, caption.start, 32):
                return self._count(heard, caption)
        return False

    def press(self, digit: str, at: float) -> None:
        """The other side pressed a key; it is no part of what is said."""
        self.lines = (*self.lines, Line(at - self._started, f"[{digit}]"))[-MOST_LINES:]
        self._last = None

    def _count(self, heard: Heard, caption: Caption) -> bool:
        key = (heard.ssrc, caption.start)
        before = self._arrived.get(key, 0)
        self._arrived[key] = now = before + len(heard.samples) // 2
        if not before < _ENOUGH * caption.length <= now:
            return False
        self._write(heard, caption)
        return True

    def _write(self, heard: Heard, caption: Caption) -> None:
        said = caption.utterance
        place = (heard.ssrc, said.line)
        if place == self._last:
            last = self.lines[-1]
            grown = replace(last, text=f"{last.text} {said.text}", digits=last.digits + said.digits)
            self.lines = (*self.lines[:-1], grown)
        else:
            self.lines = (*self.lines, Line(heard.at - self._started, said.text, said.digits))[-MOST_LINES:]
        self._last = place
