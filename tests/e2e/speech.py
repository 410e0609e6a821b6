"""Is what was heard the speech that was spoken, wherever in it the listening began?"""

from __future__ import annotations

import numpy as np

from tests.audio import RATE, Samples, median_correlation

_PROBE_S = 3
_LEAD = RATE // 2  # the comparison allows what was heard to be 0 to 1 s late: aim for the middle


def heard_of_loop(loop: Samples, other: Samples, heard: Samples) -> tuple[float, float]:
    """How much of a speech that repeats, and how much of another one, is in what was heard; 0 to 1 each."""
    middle = len(heard) // 2
    place = _place(np.tile(loop, 2), heard[middle : middle + _PROBE_S * RATE])
    begin = (place - middle + _LEAD) % len(loop)
    reference = np.resize(np.roll(loop, -begin), len(heard) - RATE)
    return median_correlation(reference, heard), median_correlation(np.resize(other, len(reference)), heard)


def heard_of_speech(spoken: Samples, other: Samples, heard: Samples) -> tuple[float, float]:
    """How much of what was said once, and how much of another speech, is in what was heard; 0 to 1 each."""
    middle = len(spoken) // 2
    begin = _place(heard, spoken[middle : middle + _PROBE_S * RATE]) - middle - _LEAD
    part = heard[begin:] if begin >= 0 else np.concatenate([np.zeros(-begin, np.int16), heard])
    whole = spoken[: len(part) - RATE]
    return median_correlation(whole, part), median_correlation(np.resize(other, len(whole)), part)


def _place(stretch: Samples, probe: Samples) -> int:
    """Where in the stretch the probe fits best, in samples."""
    length = 1 << (len(stretch) + len(probe)).bit_length()
    spectrum = np.fft.rfft(stretch.astype(float), length) * np.conj(np.fft.rfft(probe.astype(float), length))
    products = np.fft.irfft(spectrum, length)[: max(1, len(stretch) - len(probe))]
    power = np.concatenate([[0.0], np.cumsum(stretch.astype(float) ** 2)])
    energies = (power[len(probe) :] - power[: -len(probe)])[: len(products)]
    return int(np.argmax(products / np.sqrt(energies + len(probe))))
