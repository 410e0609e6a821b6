"""Putting a version in place: whole or not at all, whenever the power fails, and beside what somebody runs."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from backend.core.errors import UpdateRefused
from backend.core.ports import Release
from backend.updates.updater import ProgramUpdater
from backend.updates.versions import Versions
from tests.updates.conftest import Make
from tests.updates.layout import RUNS, Layout
from tests.updates.server import Server

ROOT = Path(__file__).parents[2]
PROGRAM = RUNS.format(version="2.0.0")


def fetched(updater: ProgramUpdater) -> Release:
    """The version on offer, downloaded."""
    release = updater.check()
    assert release is not None
    updater.download(release, lambda *_: True)
    return release


def test_m9_a_new_version_is_put_beside_the_present_one_which_stays_the_one_to_start(
    offering: Server, updater: ProgramUpdater, layout: Layout
) -> None:
    updater.apply(fetched(updater))
    assert layout.versions == ["1.0.0", "2.0.0"]
    assert layout.start("demo") == "1.0.0 demo"


BROKEN: dict[str, bytes | dict[str, bytes | str]] = {
    "no archive": b"this is no archive, though it is signed",
    "cut off": b"\x1f\x8b\x08\x00" + bytes(40),
    "no program": {"README": b"nothing to start"},
    "not executable": {"cloud-switchboard": b"#!/bin/sh\n"},
    "outside": {"cloud-switchboard": PROGRAM, "../../../evil": b"x"},
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_m9_a_broken_archive_is_refused_and_leaves_nothing(
    server: Server, updater: ProgramUpdater, layout: Layout, name: str
) -> None:
    server.offer("2.0.0", BROKEN[name])
    release = fetched(updater)
    with pytest.raises(UpdateRefused, match="update_broken"):
        updater.apply(release)
    assert layout.versions == ["1.0.0"]
    assert not list(layout.home.parent.rglob("evil"))


def test_m9_an_archive_that_was_altered_on_the_disk_is_not_unpacked(
    offering: Server, updater: ProgramUpdater, layout: Layout, tmp_path: Path
) -> None:
    release = fetched(updater)
    (archive,) = (tmp_path / "data" / "updates" / "archives").iterdir()
    archive.write_bytes(archive.read_bytes()[:-1] + b"!")
    with pytest.raises(UpdateRefused, match="update_tampered"):
        updater.apply(release)
    assert layout.versions == ["1.0.0"]


def test_m9_a_disk_that_fills_up_while_unpacking_keeps_the_present_version(
    offering: Server, updater: ProgramUpdater, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = fetched(updater)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tarfile.TarFile, "makefile", full)
        with pytest.raises(UpdateRefused, match="update_disk_full"):
            updater.apply(release)
    assert layout.versions == ["1.0.0"]
    updater.apply(release)


def test_earlier_versions_go_and_what_is_run_stays(server: Server, make: Make, layout: Layout) -> None:
    for version in ("0.8.0", "0.9.0", "2.0.0-77.new", "0.7.0-77.old"):
        layout.add(version, RUNS)
    other = Versions(layout.home)  # another program, of another data folder
    other.hold("0.9.0")
    make().check()
    assert layout.versions == ["0.9.0", "1.0.0"]


def test_the_power_may_fail_at_any_moment_and_a_whole_program_starts(layout: Layout) -> None:
    layout.add("2.0.0", RUNS)  # of a try before: it is replaced
    command = [sys.executable, str(Path(__file__).with_name("power_loss.py")), str(layout.home)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    moments = int(subprocess.check_output(command, env=environment, timeout=40))
    assert moments > 10
    assert len(layout.started) == moments, "it started after each of them"
    assert set(layout.started) == {"1.0.0 ", "2.0.0 "}
    assert layout.started[-1] == "2.0.0 "
    Versions(layout.home).tidy()
    assert layout.versions == ["2.0.0"]


def test_what_another_program_has_put_in_place_and_started_already_is_not_touched(
    offering: Server, updater: ProgramUpdater, layout: Layout
) -> None:
    release = fetched(updater)
    folder = layout.add("2.0.0", PROGRAM)
    Versions(layout.home).switch("2.0.0")
    before = folder.stat().st_ino
    updater.apply(release)
    assert folder.stat().st_ino == before
