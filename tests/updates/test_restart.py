"""From one version to the next, and back when it does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.updates.environment import for_another
from backend.updates.restart import CONFIRM, Confirmation, lasting
from tests.updates.conftest import Make
from tests.updates.layout import CONFIRMS, EXITS, HANGS, Layout
from tests.updates.server import Server

DRIVER = Path(__file__).with_name("driver.py")
ROOT = Path(__file__).parents[2]


def update(layout: Layout, server: Server, *words: str, within_s: float = 20.0) -> int:
    """Let the program update itself, as a process of its own; its exit code, and that of the old version if that has
    started again."""
    data = layout.home.parent / "data"
    command = [sys.executable, str(DRIVER), str(layout.home), str(data), server.address, str(within_s), *words]
    environment = {**os.environ, "STARTS": str(layout.starts), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, timeout=40).returncode


def test_m9_the_update_restarts_into_the_new_version_with_the_same_arguments_and_keeps_everything(
    server: Server, layout: Layout, tmp_path: Path
) -> None:
    server.offer("2.0.0", {"cloud-switchboard": CONFIRMS.format(version="2.0.0")})
    kept = tmp_path / "data" / "accounts" / "history.db"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"calls")
    assert update(layout, server, "demo", "--lang", "en", "--hidden", "tel:110") == 0
    assert layout.started == ["2.0.0 demo --lang en"]
    assert layout.current == "2.0.0"
    assert layout.start("again") == "2.0.0 again"
    assert kept.read_bytes() == b"calls"


@pytest.mark.parametrize(
    ("program", "within_s"),
    [(EXITS, 20.0), (HANGS, 2.0), ("#!/no/such/interpreter\n", 20.0)],
    ids=["exits", "hangs", "?"],
)
def test_m9_a_version_that_does_not_start_is_taken_back_and_told(
    server: Server, layout: Layout, make: Make, program: str, within_s: float
) -> None:
    server.offer("2.0.0", {"cloud-switchboard": program.format(version="2.0.0")})
    assert update(layout, server, "demo", within_s=within_s) == 0
    assert layout.started[-1] == "1.0.0 demo"
    assert layout.current == "1.0.0"
    assert layout.versions == ["1.0.0"]
    if program == HANGS:
        child = int(Path(f"{layout.starts}.child").read_text())
        assert not Path(f"/proc/{child}/cwd").exists() or _is_zombie(child)
    again = make()
    assert again.rolled_back == "2.0.0"
    again.forget_roll_back()
    assert make().rolled_back == ""


def _is_zombie(pid: int) -> bool:
    return ") Z " in Path(f"/proc/{pid}/stat").read_text()


def test_the_word_of_a_new_version_is_given_once_and_its_children_know_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard, pipe = os.pipe()
    os.set_inheritable(pipe, True)
    monkeypatch.setenv(CONFIRM, str(pipe))
    confirmation = Confirmation()
    assert CONFIRM not in os.environ
    assert not os.get_inheritable(pipe)
    assert confirmation.awaited
    confirmation.give()
    confirmation.give()
    assert not confirmation.awaited
    assert os.read(heard, 10) == b"1"
    os.close(heard)


@pytest.mark.parametrize("value", ["", "no number", "999999"])
def test_without_somebody_who_waits_there_is_no_word_to_give(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(CONFIRM, value)
    confirmation = Confirmation()
    assert not confirmation.awaited
    confirmation.give()


def test_another_version_gets_the_environment_of_before() -> None:
    given = {
        "HOME": "/home/hé",
        "LD_LIBRARY_PATH": "/apps/versions/1/_internal",
        "LD_LIBRARY_PATH_ORIG": "/usr/local/lib",
        "QT_PLUGIN_PATH": "/apps/versions/1/_internal/PyQt6/Qt6/plugins",
        "_PYI_ARCHIVE_FILE": "/apps/versions/1/cloud-switchboard",
    }
    assert for_another(given, Path("/apps/versions/1/_internal")) == {
        "HOME": "/home/hé",
        "LD_LIBRARY_PATH": "/usr/local/lib",
        "PYINSTALLER_RESET_ENVIRONMENT": "1",
    }


def test_a_link_and_a_start_in_the_tray_were_for_that_start_only() -> None:
    assert lasting(["demo", "--data", "/d", "--hidden", "TEL:8014"]) == ("demo", "--data", "/d")
