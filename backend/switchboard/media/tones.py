"""Tones of the telephone network in China (GB/T 3380)."""

from __future__ import annotations

from functools import cache

import numpy as np

from backend.switchboard.media.codecs import RATE, Samples

_FREQUENCY_HZ = 450
_PEAK = 4_000
_FADE_S = 0.005
_RING_S, _PAUSE_S = 1.0, 4.0


@cache
def ringback() -> Samples:
    """What a caller hears while the called telephone rings, one period of it: 1 s of tone, 4 s of silence."""
    times = np.arange(int(_RING_S * RATE)) / RATE
    fade = np.minimum(1, np.minimum(times, times[::-1]) / _FADE_S)
    tone = _PEAK * np.sin(2 * np.pi * _FREQUENCY_HZ * times) * fade
    samples: Samples = np.concatenate([tone, np.zeros(int(_PAUSE_S * RATE))]).astype(np.int16)
    return samples
