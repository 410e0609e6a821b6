"""The whole program updates itself from the demo's server, and comes back when a version does not start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.updates.layout import source_as_bundle
from tests.updates.story import Running

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Running]:
    running = Running(source_as_bundle(tmp_path / "云总机 home", "0.1.0"), tmp_path / "data")
    yield running
    running.end()


def test_m9_the_program_updates_itself_and_comes_back_when_the_next_one_does_not_start(program: Running) -> None:
    program.publish("works")
    program.order("check")
    program.reach("available")
    program.attack("archive")
    program.order("download")
    assert program.reach("failed")["error"] == "update_tampered"
    program.attack("none")
    assert program.update("works") == "0.1.2"
    assert program.state["app"]["version"] == "0.1.2"
    told = {notice["code"]: notice["detail"] for notice in program.state["notices"]}
    assert told["updated"] == {"version": "0.1.2"}
    assert program.layout.current == "0.1.2"
    assert program.update("exits") == "0.1.3"
    assert program.state["app"]["version"] == "0.1.2"
    assert program.state["update"]["rolled_back"] == "0.1.3"
    program.order("check")
    program.reach("available")
    assert program.layout.versions == ["0.1.2"]
    assert program.update("works") == "0.1.4"
    assert program.state["update"]["rolled_back"] == ""  # what became of an earlier one no longer matters
