"""The demo's switchboard as a process of the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend import demo
from backend.demo import DemoFailed, LocalSwitchboard
from backend.phone import wire
from tests.app.conftest import environment
from tests.program import Program


def test_a_switchboard_says_where_it_listens_and_ends_with_its_owner(tmp_path: Path) -> None:
    switchboard = LocalSwitchboard(tmp_path)
    switchboard.start()
    ready = switchboard.ready()
    assert ready.api.startswith("http://127.0.0.1:")
    assert "token=" in ready.simulator
    switchboard.stop()
    assert not Path(f"/proc/{ready.pid}").exists()


def test_ports_are_kept_from_one_start_to_the_next(tmp_path: Path) -> None:
    places = []
    for _ in range(2):
        switchboard = LocalSwitchboard(tmp_path)
        switchboard.start()
        ready = switchboard.ready()
        places.append((ready.api, ready.sip))
        switchboard.stop()
    assert places[0] == places[1]


def test_a_switchboard_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "world.toml").write_text("this is no world")
    switchboard = LocalSwitchboard(tmp_path / "data", ("--world", str(tmp_path / "world.toml")))
    switchboard.start()
    with pytest.raises(DemoFailed, match="world_unusable"):
        switchboard.ready()
    switchboard.stop()


def test_a_demo_whose_switchboard_does_not_start_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data" / "demo").mkdir(parents=True)
    (tmp_path / "data" / "demo" / "switchboard").write_text("not a folder")
    arguments = ("backend", "demo", "--browser", "--data", str(tmp_path / "data"))
    with Program(tmp_path / "errors.log", environment(tmp_path), *arguments) as program:
        assert program.leave() == 1
        assert "演示没有启动" in program.said()


def test_a_frozen_program_is_its_own_switchboard(tmp_path: Path) -> None:
    arguments = ("backend", demo.ARGUMENT, "--data", str(tmp_path / "switchboard"))
    with Program(tmp_path / "errors.log", environment(tmp_path), *arguments) as program:
        assert json.loads(program.next_line())["ready"] is True


def test_a_frozen_program_is_its_own_phone_process(tmp_path: Path) -> None:
    with Program(tmp_path / "errors.log", environment(tmp_path), "backend", wire.ARGUMENT) as program:
        assert program.process.stdin is not None
        program.process.stdin.close()
        program.leave()
        assert "EOFError" in program.said()  # it waited for its options on the pipe
