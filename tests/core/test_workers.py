"""What blocks runs beside the core thread, and its outcome arrives on it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from backend.core.errors import PlatformRefused, TelephoneError
from backend.core.loop import Loop
from backend.core.workers import Workers


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    loop.start()
    yield loop
    loop.stop()


@pytest.fixture
def workers(loop: Loop) -> Iterator[Workers]:
    workers = Workers(loop)
    workers.start()
    yield workers
    workers.stop()


def _outcome(workers: Workers, work: object) -> object:
    told: queue.Queue[object] = queue.Queue()

    def done(result: object) -> None:
        told.put((threading.current_thread().name, result))

    def failed(error: TelephoneError) -> None:
        told.put((threading.current_thread().name, error.code))

    workers.do(work, done, failed)  # type: ignore[arg-type]
    return told.get(timeout=5)


def test_a_result_arrives_on_the_core_thread(workers: Workers) -> None:
    assert _outcome(workers, lambda: 42) == ("core", 42)


def test_a_refusal_arrives_with_its_code(workers: Workers) -> None:
    def refuse() -> None:
        raise PlatformRefused("unknown_mobile", 404)

    assert _outcome(workers, refuse) == ("core", "unknown_mobile")


def test_a_mistake_in_the_program_is_an_error_and_the_worker_lives(workers: Workers) -> None:
    for _ in range(3):
        assert _outcome(workers, lambda: 1 / 0) == ("core", "program_error")


def test_two_things_that_block_do_not_wait_for_each_other(workers: Workers) -> None:
    meeting = threading.Barrier(2, timeout=5)
    told: queue.Queue[int] = queue.Queue()
    for _ in range(2):
        workers.do(meeting.wait, told.put, lambda error: told.put(-1))
    assert {told.get(timeout=5), told.get(timeout=5)} == {0, 1}
