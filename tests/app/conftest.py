"""The whole program in browser mode, driven through the page's API."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.page import PageApi
from tests.desktop_session import until
from tests.e2e.simulated_phones import SimulatedPhones
from tests.program import Program, own_environment


@dataclass(frozen=True)
class Demo:
    """A running demo: the process, its page, other people's telephones."""

    program: Program
    page: PageApi
    phones: SimulatedPhones
    data: Path

    def administer(self, **changes: str) -> None:
        """An administrator changes 8057 (permission, mode) while everything runs; wait until the page knows."""
        folder = str(self.data / "demo" / "switchboard")
        command = [sys.executable, "-m", "backend.switchboard.admin", "--data", folder, "set", "8057"]
        words = [word for name, value in changes.items() for word in (f"--{name}", value)]
        subprocess.run([*command, "--enterprise", "yunfan", *words], check=True, timeout=60, env=environment(self.data))

        def known() -> bool:
            account = self.page.state()["account"]
            return all(account[name] == value for name, value in changes.items())

        until(known, f"the page knows {changes}")


def environment(home: Path, **more: str) -> dict[str, str]:
    """No desktop, no sound server, no keychain."""
    return own_environment(HOME=str(home), PULSE_SERVER="unix:/nonexistent", **more)


@contextmanager
def running(data: Path, home: Path) -> Iterator[Demo]:
    """The demo on this data folder."""
    with Program(
        home / "errors.log", environment(home), "backend", "demo", "--browser", "--data", str(data)
    ) as program:
        link, simulator = (program.next_line().split(": ", 1)[1] for _ in range(2))
        yield Demo(program, PageApi(link), SimulatedPhones(simulator), data)


def enrol(demo: Demo) -> None:
    """Register as a person does."""
    demo.page.enrol(demo.phones)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo in which 何雨桐 is logged in, shared by the tests of a module; each leaves it without calls."""
    folder = tmp_path_factory.mktemp("demo")
    with running(folder / "data", folder / "home") as started:
        enrol(started)
        yield started


@pytest.fixture
def administered(demo: Demo) -> Iterator[Demo]:
    """Whatever the test changes is as it was afterwards."""
    yield demo
    demo.administer(permission="national", mode="network")
