"""Reads spoken digits out of a recording, knowing nothing but the ten digit prompts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.fakes.listening import likeness_along, read_wav

PROMPTS = Path(__file__).parents[2] / "backend" / "switchboard" / "prompts"
SURE = 0.85
Sound = NDArray[np.float64]


def decode(heard: Sound) -> str:
    """Every digit that is spoken in 16 kHz samples, in order."""
    found: list[tuple[float, int, int]] = []
    for digit in range(10):
        likeness = likeness_along(_prompt(digit), heard)
        for at in np.flatnonzero(likeness > SURE):
            found.append((float(likeness[at]), int(at), digit))
    spoken: list[tuple[int, int]] = []
    for _, at, digit in sorted(found, reverse=True):
        if all(at + len(_prompt(digit)) <= start or at >= start + len(_prompt(other)) for start, other in spoken):
            spoken.append((at, digit))
    return "".join(str(digit) for _, digit in sorted(spoken))


@cache
def _prompt(digit: int) -> Sound:
    return read_wav((PROMPTS / f"digit-{digit}.wav").read_bytes())
