"""The telephone from any thread, on the real core thread and real workers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from backend.core.errors import NotPossibleNow, TelephoneError
from backend.core.events import Event, SettingsChanged
from backend.core.loop import Loop
from backend.core.parts import Parts, Ports
from backend.core.telephone import Telephone
from backend.core.workers import Workers
from tests.fakes.disk import FakeData, FakeSavedLogin, FakeSavedSettings
from tests.fakes.line import FakeLine
from tests.fakes.platform import ACCOUNT, LOGIN, FakePlatform


class Whole:
    """A telephone that runs, and its fakes."""

    def __init__(self) -> None:
        self.line, self.platform, self.data = FakeLine(), FakePlatform(), FakeData()
        self.login, self.settings = FakeSavedLogin(LOGIN), FakeSavedSettings()
        loop = Loop()
        ports = Ports(self.line, self.platform, self.login, self.settings, self.data)
        self.parts = Parts(ports, loop, Workers(loop), Workers(loop, count=1))
        self.telephone = Telephone(self.parts)

    def registered(self) -> None:
        """The phone says so."""
        self.telephone.snapshot()
        self.parts.loop.call(self.parts.registrant.on_registered)


@pytest.fixture
def whole() -> Iterator[Whole]:
    whole = Whole()
    whole.telephone.start()
    yield whole
    whole.telephone.stop()


def test_the_first_snapshot_has_the_saved_login(whole: Whole) -> None:
    snapshot = whole.telephone.snapshot()
    assert (snapshot.account, snapshot.enrolment.step) == (ACCOUNT, "done")
    assert snapshot.emergency == ("110", "119", "120", "122")


def test_nothing_is_lost_between_a_snapshot_and_the_events(whole: Whole) -> None:
    whole.registered()
    heard: queue.SimpleQueue[tuple[int, Event]] = queue.SimpleQueue()
    stop = threading.Event()

    def change_all_the_time() -> None:
        while not stop.is_set():
            for theme in ("dark", "light"):
                whole.telephone.change_settings({"theme": theme})

    changing = threading.Thread(target=change_all_the_time)
    changing.start()
    whole.telephone.subscribe(lambda seq, event: heard.put((seq, event)))
    for _ in range(50):
        snapshot = whole.telephone.snapshot()
    stop.set()
    changing.join()
    last = whole.telephone.snapshot()
    after = [one for one in _all(heard) if one[0] > snapshot.seq]
    assert [seq for seq, _ in after] == list(range(snapshot.seq + 1, last.seq + 1))
    themes = [event.settings for _, event in after if isinstance(event, SettingsChanged)]
    assert (themes or [snapshot.settings])[-1] == last.settings


def _all(heard: queue.SimpleQueue[tuple[int, Event]]) -> list[tuple[int, Event]]:
    found = []
    while not heard.empty():
        found.append(heard.get())
    return found


def test_a_subscription_that_ended_hears_nothing_more(whole: Whole) -> None:
    heard: list[int] = []
    end = whole.telephone.subscribe(lambda seq, _: heard.append(seq))
    whole.telephone.change_settings({"theme": "dark"})
    end()
    whole.telephone.snapshot()
    before = len(heard)
    whole.telephone.change_settings({"theme": "light"})
    assert len(heard) == before > 0


def test_a_call_is_made_held_and_ended_from_another_thread(whole: Whole) -> None:
    whole.registered()
    call_id = whole.telephone.dial("8014")
    assert [call.id for call in whole.telephone.snapshot().calls] == [call_id]
    whole.telephone.hang_up(call_id)
    assert whole.line.names()[-2:] == ["dial", "hang_up"]


def test_a_refusal_reaches_the_caller(whole: Whole) -> None:
    with pytest.raises(NotPossibleNow, match="not_registered"):
        whole.telephone.dial("8014")


def test_stopping_ends_calls_writes_them_and_removes_the_binding() -> None:
    whole = Whole()
    whole.telephone.start()
    whole.registered()
    call_id = whole.telephone.dial("8014")
    whole.telephone.stop()
    assert [row.id for row in whole.data.history.rows] == [call_id]
    assert whole.line.names()[-2:] == ["hang_up", "unregister"]
    with pytest.raises(TelephoneError, match="program_busy"):
        whole.telephone.dial("8014")


def test_stopping_keeps_the_login(whole: Whole) -> None:
    whole.registered()
    whole.telephone.stop()
    assert whole.login.login is not None
