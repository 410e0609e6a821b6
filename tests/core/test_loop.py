"""The core thread keeps its order, its limits and its life."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from backend.core.errors import InvalidInput
from backend.core.loop import Loop, TooSlow


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    loop.start()
    yield loop
    loop.stop()


def test_jobs_run_in_the_order_they_were_posted(loop: Loop) -> None:
    ran: list[int] = []
    for number in range(100):
        loop.post(lambda number=number: ran.append(number))  # type: ignore[misc]
    loop.call(lambda: None)
    assert ran == list(range(100))


def test_a_call_returns_what_its_job_returns(loop: Loop) -> None:
    assert loop.call(lambda: threading.current_thread().name) == "core"


def test_a_call_raises_what_its_job_raises(loop: Loop) -> None:
    def refuse() -> None:
        raise InvalidInput("invalid_number")

    with pytest.raises(InvalidInput, match="invalid_number"):
        loop.call(refuse)


def test_a_call_from_the_core_thread_itself_runs_at_once(loop: Loop) -> None:
    assert loop.call(lambda: loop.call(lambda: 1, timeout=0.1) + 1) == 2


def test_a_failing_job_does_not_end_the_thread(loop: Loop) -> None:
    loop.post(lambda: 1 / 0)
    assert loop.call(lambda: "alive") == "alive"


def test_a_command_that_waits_too_long_is_taken_back(loop: Loop) -> None:
    gate = threading.Event()
    ran: list[str] = []
    loop.post(gate.wait)
    with pytest.raises(TooSlow):
        loop.call(lambda: ran.append("late"), timeout=0.01)
    gate.set()
    loop.call(lambda: None)
    assert ran == []


def test_a_command_that_has_begun_is_not_taken_back(loop: Loop) -> None:
    gate = threading.Event()

    def slow() -> str:
        threading.Timer(0.55, gate.set).start()
        gate.wait()
        return "done"

    assert loop.call(slow, timeout=0.5) == "done"


def test_timers_run_in_the_order_they_fall_due(loop: Loop) -> None:
    ran: list[str] = []
    both = threading.Event()
    loop.after(0.03, both.set)
    loop.after(0.02, lambda: ran.append("second"))
    loop.after(0.01, lambda: ran.append("first"))
    assert both.wait(5)
    assert ran == ["first", "second"]


def test_a_cancelled_timer_never_runs(loop: Loop) -> None:
    ran: list[str] = []
    after = threading.Event()
    loop.after(0.01, lambda: ran.append("cancelled")).cancel()
    loop.after(0.03, after.set)
    assert after.wait(5)
    assert ran == []


def test_stopping_finishes_what_is_queued(loop: Loop) -> None:
    ran: list[int] = []
    gate = threading.Event()
    loop.post(gate.wait)
    loop.post(lambda: ran.append(1))
    gate.set()
    loop.stop()
    assert ran == [1]


def test_a_stopped_loop_refuses_instead_of_waiting(loop: Loop) -> None:
    loop.stop()
    loop.post(lambda: 1 / 0)
    with pytest.raises(TooSlow):
        loop.call(lambda: None, timeout=60)
