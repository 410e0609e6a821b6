"""A layout, a server, and the updater between the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.updates.updater import ProgramUpdater
from tests.updates.layout import CONFIRMS, Layout
from tests.updates.server import Server

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
Make = Callable[[], ProgramUpdater]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.made(tmp_path / "云总机 home")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server")
    yield running
    running.close()


@pytest.fixture
def offering(server: Server) -> Server:
    """It offers 2.0.0, a program with something to download."""
    server.offer("2.0.0", {"cloud-switchboard": CONFIRMS.format(version="2.0.0"), "data": bytes(range(256)) * 2000})
    return server


@pytest.fixture
def make(tmp_path: Path, layout: Layout, server: Server) -> Make:
    """Makes the updater of a program that has just been started."""
    return lambda: ProgramUpdater(tmp_path / "data", layout.installation(), layout.current, lambda: server.source)


@pytest.fixture
def updater(make: Make) -> ProgramUpdater:
    return make()
