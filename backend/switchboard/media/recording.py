"""What a telephone heard: 16 kHz samples placed by RTP timestamp, the last two minutes of them."""

from __future__ import annotations

import io
import time
import wave

import numpy as np

from backend.switchboard.media.codecs import RATE, Samples
from backend.switchboard.media.rtp import ahead

KEPT_S = 120
_SLACK_S = 10
_STRAY_S = 2.0


class Recording:
    """A continuous recording: missing packets are silence of their length, a new source starts where it arrives."""

    def __init__(self, now: float) -> None:
        self.started_at = time.time()
        self._started = now
        self._samples = bytearray()
        self._first = 0
        self._ssrc: int | None = None
        self._timestamp = 0
        self._position = 0

    @property
    def length(self) -> int:
        """How many samples since the start there are, the forgotten ones too."""
        return self._first + len(self._samples) // 2

    @property
    def wav_started_at(self) -> float:
        """The Unix time of the first sample of `wav()`."""
        return self.started_at + self._kept_from() / RATE

    def add(self, ssrc: int, timestamp: int, samples: Samples, now: float) -> None:
        """Place samples by their RTP timestamp (8 kHz ticks); `now` is of the clock the recording began with."""
        arrived = int((now - self._started) * RATE)
        if ssrc != self._ssrc:
            self._ssrc = ssrc
            self._position = max(arrived - len(samples), self.length)
        else:
            self._position += 2 * ahead(timestamp, self._timestamp, 32)
            if abs(self._position - arrived) > _STRAY_S * RATE:
                self._position = max(arrived - len(samples), self.length)
        self._timestamp = timestamp
        self._place(self._position, samples)

    def wav(self) -> bytes:
        """The last 120 s as a mono 16-bit WAV file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(bytes(self._samples[2 * (self._kept_from() - self._first) :]))
        return file.getvalue()

    def _kept_from(self) -> int:
        return max(self._first, self.length - KEPT_S * RATE)

    def _place(self, position: int, samples: Samples) -> None:
        data = samples.astype("<i2").tobytes()
        if position < self._first:
            return
        if position - self.length > KEPT_S * RATE:
            self._samples.clear()
            self._first = position
        at = 2 * (position - self._first)
        if at > len(self._samples):
            self._samples += bytes(at - len(self._samples))
        self._samples[at : at + len(data)] = data
        if len(self._samples) > 2 * RATE * (KEPT_S + _SLACK_S):
            surplus = len(self._samples) // 2 - KEPT_S * RATE
            del self._samples[: 2 * surplus]
            self._first += surplus


def read_wav(data: bytes) -> Samples:
    """The samples of a mono 16-bit 16 kHz WAV file; raises ValueError for another kind."""
    with wave.open(io.BytesIO(data)) as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, RATE):
            raise ValueError("not 16 kHz mono 16-bit")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.int16)
