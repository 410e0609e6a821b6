"""Compares what was heard with what was said."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
WINDOW_S = 3
LONGEST_LAG_S = 1
Sound = NDArray[np.float64]


def read_wav(data: bytes) -> Sound:
    """The samples of a mono 16-bit 16 kHz WAV file."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)


def likeness(said: Sound, heard: Sound) -> float:
    """The median over 3 s windows of the best normalised correlation at a lag of 0 to 1 s; `said` repeats."""
    window, lags = WINDOW_S * RATE, LONGEST_LAG_S * RATE
    found: list[float] = []
    for start in range(0, len(heard) - window - lags + 1, RATE):
        pattern = said.take(range(start, start + window), mode="wrap")
        found.append(float(likeness_along(pattern, heard[start : start + window + lags]).max()))
    assert found, "the recording is too short"
    return float(np.median(found))


def likeness_along(pattern: Sound, heard: Sound) -> Sound:
    """The normalised correlation of a pattern with a recording at every position."""
    size = 1 << (len(heard) + len(pattern)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(pattern, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(heard**2)])
    count = len(heard) - len(pattern) + 1
    around = np.sqrt(np.maximum(energy[len(pattern) :] - energy[:count], 1.0))
    return np.asarray(products[:count] / (around * np.linalg.norm(pattern)))
