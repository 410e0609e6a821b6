"""Seeds of random tests: a few in every run, more of them in `dev.py test --long`."""

from __future__ import annotations

from typing import Any

import pytest


def seeds(always: int, long: int) -> list[Any]:
    """The values of a parameter: 0 to `always` - 1, and as many more up to `long` that only the long run takes."""
    return [*range(always), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(always, long))]
