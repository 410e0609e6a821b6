"""A whole telephone whose outside is made of fakes, one object for every test."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

from backend.core.ending import End
from backend.core.events import Event
from backend.core.parts import Parts, Ports
from backend.core.ports import Updater
from backend.core.state import Call, EndedBy
from tests.fakes.clockwork import ManualLoop, ManualWorkers
from tests.fakes.disk import FakeData, FakeSavedLogin, FakeSavedSettings
from tests.fakes.line import FakeLine
from tests.fakes.platform import LOGIN, FakePlatform

# A busy machine is no finding.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


class Bench:
    """The parts of a telephone, their fakes, and every event so far."""

    def __init__(self, updater: Updater | None = None) -> None:
        self.line = FakeLine()
        self.platform = FakePlatform()
        self.login = FakeSavedLogin()
        self.settings = FakeSavedSettings()
        self.data = FakeData()
        self.loop = ManualLoop()
        self.workers = ManualWorkers(self.loop)
        self.keeper = ManualWorkers(self.loop, at_once=True)
        self.restarts = 0
        ports = Ports(self.line, self.platform, self.login, self.settings, self.data, updater, self._restart)
        self.parts = Parts(ports, self.loop, self.workers, self.keeper)
        self.events: list[Event] = []
        self.parts.bus.subscribe(lambda _, event: self.events.append(event))

    def log_in(self) -> None:
        """Somebody is logged in and registered."""
        self.parts.session.log_in(LOGIN)
        self.parts.registrant.on_registered()
        self.parts.enrolling.finish()
        self.workers.finish_all()

    def codes(self) -> list[str]:
        """What the user must still be told."""
        return [notice.code for notice in self.parts.notices.all()]

    def _restart(self) -> None:
        self.restarts += 1

    def last(self, kind: type) -> Any:
        """The newest event of a kind."""
        return next(event for event in reversed(self.events) if isinstance(event, kind))

    def established(self) -> str:
        """A conversation with 8014."""
        call_id = self.parts.calls.dial("8014")
        self.parts.calls.on_established(call_id)
        return call_id

    def end(self, call_id: str, status: int = 200, by: EndedBy = EndedBy.REMOTE, reason: str = "") -> Call:
        """The phone says that a call is over; what the history has of it."""
        self.parts.calls.on_ended(call_id, End(status, by, reason))
        return self.data.history.rows[-1]


@pytest.fixture
def bench() -> Bench:
    """Nobody is logged in."""
    return Bench()


@pytest.fixture
def office(bench: Bench) -> Bench:
    """何雨桐 is logged in and registered, the directory is there."""
    bench.log_in()
    return bench
