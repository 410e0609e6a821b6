"""Changes on their way to the pages: in order, whole, and nothing between the state and the first change lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest

from backend.core.events import CallEnded, Event, HistoryChanged
from backend.core.state import Call, CallState, Direction, Disposition, EndReason, HistoryState, Party
from backend.web import events
from backend.web.events import Pushes, Stream, as_push
from backend.web.values import plain
from tests.web.stage import Program


class Loudspeaker:
    """Stands for the telephone: says what a test wants."""

    def __init__(self) -> None:
        self.say: Callable[[int, Event], None] = lambda seq, event: None

    def subscribe(self, subscriber: Callable[[int, Event], None]) -> Callable[[], None]:
        self.say = subscriber
        return lambda: None


@pytest.fixture
def speaker() -> Loudspeaker:
    return Loudspeaker()


@pytest.fixture
def pushes(speaker: Loudspeaker) -> Pushes:
    pushes = Pushes()
    pushes.follow(speaker)  # type: ignore[arg-type]
    return pushes


def changed(revision: int) -> HistoryChanged:
    return HistoryChanged(HistoryState(revision))


def test_a_push_carries_the_new_value_itself_as_ascii() -> None:
    ended = EndReason(Disposition.BUSY, "busy", 486)
    call = Call("c", Direction.OUTGOING, CallState.ENDED, Party("8014", "ext:e:8014", "林知夏"), 5, ended=ended)
    text = as_push(7, CallEnded(call))
    assert text.isascii()
    push = json.loads(text)
    assert (push["seq"], push["type"]) == (7, "CallEnded")
    assert push["value"]["party"]["name"] == "林知夏"
    assert (push["value"]["state"], push["value"]["ended"]["disposition"]) == ("ended", "busy")


def test_every_event_has_one_field_the_new_value() -> None:
    for kind in get_args(Event):
        assert len(kind.__dataclass_fields__) == 1, kind


def test_a_value_that_json_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError):
        plain(object())


def test_two_windows_get_the_same_in_the_same_order(pushes: Pushes, speaker: Loudspeaker) -> None:
    main: list[str] = []
    incoming: list[str] = []
    pushes.attach(main.append)
    end = pushes.attach(incoming.append)
    speaker.say(1, changed(1))
    end()
    speaker.say(2, changed(2))
    assert [json.loads(text)["seq"] for text in main] == [1, 2]
    assert incoming == main[:1]


def test_a_window_that_fails_does_not_silence_the_other(pushes: Pushes, speaker: Loudspeaker) -> None:
    def broken(text: str) -> None:
        raise RuntimeError("no window")

    heard: list[str] = []
    pushes.attach(broken)
    pushes.attach(heard.append)
    speaker.say(1, changed(1))
    assert len(heard) == 1


def test_a_stream_begins_with_how_soon_to_come_back(pushes: Pushes, speaker: Loudspeaker) -> None:
    stream = Stream(pushes).read()
    assert next(stream).startswith(b"retry:")
    speaker.say(1, changed(1))
    data = next(stream)
    assert data.startswith(b"data: {")
    assert data.endswith(b"\n\n")
    assert data.count(b"\n") == 2


def test_what_is_said_before_the_first_reading_is_not_lost(pushes: Pushes, speaker: Loudspeaker) -> None:
    stream = Stream(pushes)
    speaker.say(1, changed(1))
    reading = stream.read()
    next(reading)
    assert b'"seq":1' in next(reading)


def test_a_slow_reader_is_dropped_and_holds_nobody_up(pushes: Pushes, speaker: Loudspeaker) -> None:
    slow, quick = Stream(pushes, longest=5), Stream(pushes, longest=1000)
    for seq in range(100):
        speaker.say(seq, changed(seq))
    assert slow.ended
    assert list(slow.read()) == [b"retry: 500\n\n"]
    reading = quick.read()
    assert sum(1 for _ in zip(range(101), reading, strict=False)) == 101


def test_a_page_that_has_gone_is_noticed(pushes: Pushes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.01)
    gone = threading.Event()
    stream = Stream(pushes)
    reading = stream.read(gone.is_set)
    assert [next(reading), next(reading)] == [b"retry: 500\n\n", b":\n\n"]
    gone.set()
    assert list(reading) == []
    assert stream.ended


def test_the_state_and_the_changes_after_it_make_the_whole(program: Program) -> None:
    """Pages connect while many things change; each applies what comes after its state and ends at the truth."""
    stop = threading.Event()

    def change(worker: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            program.bridge.request("PUT", "/api/settings", {"speaker": f"speaker {worker}.{number}"})

    pages: list[tuple[dict[str, Any], list[str]]] = []
    with ThreadPoolExecutor(4) as workers:
        for worker in range(4):
            workers.submit(change, worker)
        for _ in range(20):
            heard: list[str] = []
            program.pushes.attach(heard.append)
            pages.append((program.get("/api/state"), heard))
        stop.set()
    truth = program.get("/api/state")
    for state, heard in pages:
        seq, settings = state["seq"], state["settings"]
        for push in map(json.loads, tuple(heard)):
            if push["seq"] > seq:
                assert push["seq"] == seq + 1
                seq, settings = push["seq"], push["value"]
        assert (seq, settings) == (truth["seq"], truth["settings"])
