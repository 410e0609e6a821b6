"""How a measurement is judged and shown."""

from __future__ import annotations

import importlib
from types import ModuleType

import psutil
import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks.result import Result, percentile


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [(15, 15, "met"), (15, 22.5, "near"), (15, 22.6, "missed"), (0, 0, "met"), (0, 1, "missed"), (None, 9, "peer")],
)
def test_up_to_one_and_a_half_times_the_goal_is_near(goal: float | None, value: float, verdict: str) -> None:
    assert Result("dial to INVITE p99", "ms", goal, value, 200).verdict == verdict


def test_a_percentile_is_one_of_the_samples() -> None:
    samples = [float(n) for n in range(1, 101)]
    assert [percentile(samples, share) for share in (0, 50, 99, 100)] == [1, 50, 99, 100]
    assert percentile([7.0], 99) == 7
    with pytest.raises(ValueError):
        percentile([], 50)


def run_with(monkeypatch: pytest.MonkeyPatch, *outcomes: Result | Exception) -> int:
    module = ModuleType("bench_one")

    def run() -> list[Result]:
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return [outcome for outcome in outcomes if isinstance(outcome, Result)]

    vars(module)["run"] = run
    monkeypatch.setattr(bench, "names", lambda chosen: ["bench_one"])
    monkeypatch.setattr(importlib, "import_module", lambda name: module)
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval: 12.0)
    return bench.main([])


def test_the_table_shows_goal_value_samples_and_load(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(monkeypatch, Result("dial to INVITE p99", "ms", 15, 4.25, 200, note="warm")) == 0
    shown = capsys.readouterr().out
    assert "12 % busy" in shown
    assert "dial to INVITE p99" in shown
    assert [word for word in ("15 ms", "4.25 ms", "200", "met", "warm") if word not in shown] == []


def test_a_missed_goal_and_a_broken_benchmark_fail_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(monkeypatch, Result("gaps", "gaps", 0, 3, 1)) == 1
    assert run_with(monkeypatch, OSError("no sound")) == 1
    assert "OSError: no sound" in capsys.readouterr().out


def test_an_unknown_benchmark_is_answered_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match="There is no bench_nothing"):
        bench.names(["nothing"])
