"""Measuring sound: is this the same speech as that, and was anything lost on the way."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 16000
Samples = npt.NDArray[np.int16]
_WINDOW_S = 3.0
_LONGEST_LAG_S = 1.0
_QUIET = 50.0  # root mean square below which a window of the reference holds no speech to compare

# Put before a command it keeps a busy machine from being heard, where that is allowed.
AHEAD = ["chrt", "--rr", "5"] if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("chrt") else []


def go_ahead(thread: int = 0) -> None:
    """The same for a thread, the calling one by default."""
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(thread, os.SCHED_RR, os.sched_param(5))


def median_correlation(reference: Samples, heard: Samples, rate: int = RATE) -> float:
    """How much of `reference` is in `heard`, 0 to 1: the median over windows of 3 s of the reference of the largest
    normalised cross-correlation at a lag of 0 to 1 s. The two must begin together; 0.0 when nothing was heard."""
    size, slack = int(_WINDOW_S * rate), int(_LONGEST_LAG_S * rate)
    best = []
    for start in range(0, len(reference) - size + 1, size):
        window = reference[start : start + size].astype(np.float64)
        stretch = heard[start : start + size + slack].astype(np.float64)
        if np.sqrt(np.mean(window**2)) >= _QUIET and len(stretch) >= size:
            best.append(_best(window, stretch))
    return float(np.median(best)) if best else 0.0


def _best(window: npt.NDArray[np.float64], stretch: npt.NDArray[np.float64]) -> float:
    """The largest normalised cross-correlation of the window with any part of the stretch."""
    window = window - window.mean()
    length = 1 << (len(stretch) + len(window)).bit_length()
    spectrum = np.fft.rfft(stretch, length) * np.conj(np.fft.rfft(window, length))
    products = np.fft.irfft(spectrum, length)[: len(stretch) - len(window) + 1]
    energy = np.concatenate([[0.0], np.cumsum(stretch**2)])
    energies = energy[len(window) :] - energy[: len(energy) - len(window)]
    norms = np.sqrt(np.maximum(energies, 1.0) * np.sum(window**2))
    return float(np.max(products / norms))


def loudness(samples: Samples) -> float:
    """The root mean square, in steps of 16 bit."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def read_wav(path: Path) -> Samples:
    """A mono 16-bit WAV file of any rate, at 16 kHz."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        rate = file.getframerate()
    return resampled(samples, rate)


def resampled(samples: Samples, rate: int) -> Samples:
    """The samples at 16 kHz, by straight lines between them: good enough for speech that is only compared."""
    if rate == RATE:
        return samples
    places = np.arange(int(len(samples) * RATE / rate)) * (rate / RATE)
    drawn: Samples = np.interp(places, np.arange(len(samples)), samples.astype(np.float64)).astype(np.int16)
    return drawn


def speech(text: str, folder: Path, voice: str = "en", pitch: int = 50) -> Samples:
    """The text as espeak-ng says it, 16 kHz."""
    path = folder / "speech.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-p", str(pitch), "-w", str(path), text], check=True)
    return read_wav(path)


@contextlib.contextmanager
def as_first() -> Iterator[None]:
    """The calling thread goes before other programs for a while; with its share of the interpreter so do all others."""
    go_ahead()
    try:
        yield
    finally:
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
