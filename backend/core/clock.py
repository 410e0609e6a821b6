"""Time as core sees it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A point in time: UTC and monotonic, both in milliseconds."""

    utc_ms: int
    monotonic_ms: int


def now() -> Moment:
    """This moment."""
    return Moment(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000)
