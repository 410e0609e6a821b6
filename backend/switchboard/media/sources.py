"""What a stream sends: silence, speech that repeats, a script whose words can be followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from backend.switchboard.media.codecs import FRAME, TICKS, Samples
from backend.switchboard.media.rtp import ahead


class Source(Protocol):
    """Gives one frame of 320 samples (20 ms, 16 kHz) at a time."""

    def next_frame(self, ssrc: int, timestamp: int) -> Samples:
        """The frame that is sent in the stream `ssrc` at this RTP timestamp."""

    def skip(self, frames: int) -> None:
        """So many frames could not be sent in their time: what goes on regardless of listeners leaves them out."""


class Silence:
    """Nothing to be heard, but the stream goes on."""

    _frame: Samples = np.zeros(FRAME, dtype=np.int16)

    def next_frame(self, ssrc: int, timestamp: int) -> Samples:
        """A frame of zeros."""
        return self._frame

    def skip(self, frames: int) -> None:
        """Silence misses nothing."""


class Loop:
    """Samples over and over, without a seam."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._at = 0

    def next_frame(self, ssrc: int, timestamp: int) -> Samples:
        """The next 320 samples, from the start again after the end."""
        frame = self._samples.take(range(self._at, self._at + FRAME), mode="wrap")
        self.skip(1)
        return frame

    def skip(self, frames: int) -> None:
        """A speech goes on as time does, so that it never falls behind."""
        self._at = (self._at + frames * FRAME) % len(self._samples)


@dataclass(frozen=True)
class Utterance:
    """A piece of a script: samples, what they say, and the number of the line it belongs to."""

    samples: Samples
    text: str = ""
    digits: str = ""
    line: int = 0


@dataclass(frozen=True)
class Caption:
    """What is being said in a stream between two RTP timestamps (8 kHz ticks, the end is exclusive).

    `length` is how many of these ticks carry sound; the rest is a pause the sender was forced to make.
    """

    start: int
    end: int
    length: int
    utterance: Utterance


class Captions:
    """Who says what where: captions by stream (SSRC), kept as long as the stream lives."""

    def __init__(self) -> None:
        self._streams: dict[int, list[Caption]] = {}

    def note(self, ssrc: int, caption: Caption) -> None:
        """This is being said now; what was said until now and has not come to its end is broken off."""
        said = self._streams.setdefault(ssrc, [])
        if said and ahead(said[-1].end, caption.start, 32) > 0:
            said[-1] = replace(said[-1], end=caption.start)
        said.append(caption)

    def lengthen(self, ssrc: int, start: int, ticks: int) -> None:
        """What began at `start` was interrupted for so long, if it is still the last that was said."""
        said = self._streams.get(ssrc)
        if said and said[-1].start == start:
            said[-1] = replace(said[-1], end=(said[-1].end + ticks) % 2**32)

    def of(self, ssrc: int) -> Sequence[Caption]:
        """What has been said in this stream so far, in order."""
        return self._streams.get(ssrc, ())

    def forget(self, ssrc: int) -> None:
        """The stream is over."""
        self._streams.pop(ssrc, None)


class Script:
    """Utterances one after the other, noted as captions when each begins; silence after the last."""

    def __init__(self, utterances: Sequence[Utterance], captions: Captions, on_end: Callable[[], None]) -> None:
        self._waiting = list(utterances)
        self._captions = captions
        self._on_end = on_end
        self._frames: list[Samples] = []
        self._ended = False
        self._stream = self._began = 0

    def next_frame(self, ssrc: int, timestamp: int) -> Samples:
        """The next frame of the script."""
        if not self._frames and self._waiting:
            utterance = self._waiting.pop(0)
            self._frames = _frames(utterance.samples)
            self._stream, self._began = ssrc, timestamp
            length = len(self._frames) * TICKS
            if utterance.text or utterance.digits:
                self._captions.note(ssrc, Caption(timestamp, (timestamp + length) % 2**32, length, utterance))
        if self._frames:
            return self._frames.pop(0)
        if not self._ended:
            self._ended = True
            self._on_end()
        return np.zeros(FRAME, dtype=np.int16)

    def skip(self, frames: int) -> None:
        """A script is told whole, only later."""
        if self._frames:
            self._captions.lengthen(self._stream, self._began, frames * TICKS)


def _frames(samples: Samples) -> list[Samples]:
    count = max(1, -(-len(samples) // FRAME))
    padded = np.zeros(count * FRAME, dtype=np.int16)
    padded[: len(samples)] = samples
    return list(padded.reshape(count, FRAME))
