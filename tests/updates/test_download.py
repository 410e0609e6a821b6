"""Fetching a version: it goes on where it stopped, and what is not what was signed does not stay."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from backend.core.errors import NotPossibleNow, UpdateRefused
from backend.core.ports import Release
from backend.updates.installation import Installation
from backend.updates.updater import ProgramUpdater
from tests.updates.conftest import Make
from tests.updates.layout import Layout
from tests.updates.server import Server

Usage = namedtuple("Usage", "total used free")


def found(updater: ProgramUpdater) -> Release:
    """The version on offer."""
    release = updater.check()
    assert release is not None
    return release


class Counts(list[tuple[int, int]]):
    """A user who waits and watches."""

    def __call__(self, done: int, size: int) -> bool:
        self.append((done, size))
        return True


def go_on(done: int, size: int) -> bool:
    """A user who waits."""
    return done <= size


def archives(tmp_path: Path) -> list[str]:
    """The ends of the names of what was fetched."""
    return [path.suffix for path in (tmp_path / "data" / "updates" / "archives").iterdir()]


def test_m9_the_download_tells_how_far_it_is(offering: Server, updater: ProgramUpdater, tmp_path: Path) -> None:
    release, told = found(updater), Counts()
    updater.download(release, told)
    assert told[-1] == (release.size, release.size)
    assert archives(tmp_path) == [".gz"]


def test_a_download_that_was_given_up_goes_on_where_it_stopped_also_after_a_restart(
    offering: Server, make: Make, tmp_path: Path
) -> None:
    offering.attack("slow")  # small pieces, so that it can be stopped within
    first = make()
    first.download(found(first), lambda done, size: False)
    (part,) = (tmp_path / "data" / "updates" / "archives").iterdir()
    size = part.stat().st_size
    offering.attack("none")
    again, told = make(), Counts()
    again.download(found(again), told)
    assert offering.ranges == ["", f"bytes={size}-"]
    assert told[0][0] > size > 0
    assert archives(tmp_path) == [".gz"]
    again.download(found(again), go_on)
    assert len(offering.ranges) == 2, "it is there already"


def test_m9_an_altered_archive_is_refused_and_does_not_stay(
    offering: Server, updater: ProgramUpdater, tmp_path: Path
) -> None:
    offering.attack("archive")
    release = found(updater)
    with pytest.raises(UpdateRefused, match="update_tampered"):
        updater.download(release, go_on)
    assert archives(tmp_path) == []
    with pytest.raises(UpdateRefused):
        updater.apply(release)
    offering.attack("none")
    updater.download(release, go_on)


@pytest.mark.parametrize("more", [b"", b"x" * 100_000])
def test_a_part_that_is_not_of_this_archive_is_thrown_away(
    offering: Server, updater: ProgramUpdater, tmp_path: Path, more: bytes
) -> None:
    release = found(updater)
    folder = tmp_path / "data" / "updates" / "archives"
    updater.download(release, go_on)
    whole = next(folder.iterdir())
    whole.rename(whole.with_suffix(".part"))
    whole.with_suffix(".part").write_bytes(b"y" * (release.size if more else 10) + more)
    if more:
        updater.download(release, go_on)  # longer than the archive: from the start at once
    else:
        with pytest.raises(UpdateRefused, match="update_tampered"):
            updater.download(release, go_on)
        updater.download(release, go_on)


def test_m9_a_full_disk_is_told_before_anything_is_fetched(
    offering: Server, updater: ProgramUpdater, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = found(updater)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, 1))
    with pytest.raises(UpdateRefused, match="update_disk_full"):
        updater.download(release, go_on)
    assert offering.ranges == []


def test_a_home_that_cannot_be_written_is_told_before_anything_is_fetched(
    offering: Server, updater: ProgramUpdater, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = found(updater)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UpdateRefused, match="update_not_writable"):
        updater.download(release, go_on)
    assert offering.ranges == []


@pytest.mark.parametrize(("way", "code"), [("apt", "update_by_apt"), ("source", "update_by_source")])
def test_m9_what_belongs_to_apt_or_is_run_from_source_is_checked_but_not_replaced(
    offering: Server, tmp_path: Path, way: str, code: str
) -> None:
    installation = Installation("apt" if way == "apt" else "source", tmp_path, tmp_path / "program")
    program = ProgramUpdater(tmp_path / "data", installation, "1.0.0", lambda: offering.source)
    release = found(program)
    with pytest.raises(UpdateRefused, match=code):
        program.download(release, go_on)
    with pytest.raises(UpdateRefused, match=code):
        program.apply(release)


def test_only_what_was_found_can_be_fetched(offering: Server, updater: ProgramUpdater, layout: Layout) -> None:
    with pytest.raises(NotPossibleNow, match="update_not_ready"):
        updater.download(Release("2.0.0"), go_on)
    assert layout.versions == ["1.0.0"]
