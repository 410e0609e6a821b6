"""Runs the benchmarks, all or those named, and prints their goals and values with the machine's load."""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.result import Result

HERE = Path(__file__).resolve().parent
WIDTHS = (46, 12, 12, 9, 8)


@dataclass(frozen=True)
class Measured:
    """What one module gave, and how busy the machine was beside it (percent of all cores, before it began)."""

    results: list[Result]
    busy_percent: float
    failure: str = ""


def names(chosen: Iterable[str]) -> list[str]:
    """The modules to run: `phone` stands for bench_phone.py; raises SystemExit for one that does not exist."""
    there = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = [name if name.startswith("bench_") else f"bench_{name}" for name in chosen] or there
    for name in wanted:
        if name not in there:
            raise SystemExit(f"There is no {name}; there are: {', '.join(there)}")
    return wanted


def measure(name: str) -> Measured:
    """Runs one module; a failure is part of the outcome, so that the others still run."""
    busy = psutil.cpu_percent(interval=1.0)
    try:
        return Measured(importlib.import_module(f"tests.benchmarks.{name}").run(), busy)
    except Exception:  # noqa: BLE001 - whatever went wrong is shown and fails the run
        return Measured([], busy, traceback.format_exc())


def row(result: Result) -> str:
    cells = (
        result.name,
        "" if result.goal is None else f"{result.goal:g} {result.unit}",
        f"{result.value:.4g} {result.unit}",
        str(result.samples),
        result.verdict,
    )
    text = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{text}  {result.note}".rstrip()


def main(chosen: list[str]) -> int:
    failed = False
    print(f"{os.cpu_count()} cores; load {', '.join(f'{value:.2f}' for value in os.getloadavg())}")
    print(
        "  ".join(
            f"{cell:<{width}}" for cell, width in zip(("goal of", "goal", "value", "samples", ""), WIDTHS, strict=True)
        )
    )
    for name in names(chosen):
        began = time.monotonic()
        measured = measure(name)
        print(f"-- {name} ({time.monotonic() - began:.0f} s; machine {measured.busy_percent:.0f} % busy beside it)")
        for result in measured.results:
            print(row(result), flush=True)
        if measured.failure:
            print(measured.failure)
        failed |= bool(measured.failure) or any(result.verdict == "missed" for result in measured.results)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
