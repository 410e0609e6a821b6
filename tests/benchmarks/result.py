"""What a benchmark hands back: a goal, and what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DONE_WITHIN = 1.5


@dataclass(frozen=True)
class Result:
    """One measured goal; `value` and `goal` are in `unit`, and less is better. Without a goal it is a peer's value,
    measured in the same run to be compared with."""

    name: str
    unit: str
    goal: float | None
    value: float
    samples: int
    note: str = ""

    @property
    def ratio(self) -> float:
        """Value over goal; for a goal of 0 only 0 is good."""
        if self.goal is None:
            return 0.0
        if self.goal == 0:
            return 0.0 if self.value == 0 else math.inf
        return self.value / self.goal

    @property
    def verdict(self) -> str:
        """met, near (within 1.5 times the goal), missed, or peer when there is no goal."""
        if self.goal is None:
            return "peer"
        return "met" if self.ratio <= 1 else "near" if self.ratio <= DONE_WITHIN else "missed"


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that is not below `share` (0-100) percent of them; raises ValueError on none."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
