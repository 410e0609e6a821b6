"""A data folder and somebody who listens to what the disk has to say."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from backend.core.state import Call, CallState, Direction, Disposition, EndReason, Party


class Told:
    """What the user was told, in order: code and detail."""

    def __init__(self) -> None:
        self.notices: list[tuple[str, dict[str, str]]] = []

    def __call__(self, code: str, **detail: str) -> None:
        self.notices.append((code, detail))

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.notices]


@pytest.fixture
def told() -> Told:
    """Nothing has been said yet."""
    return Told()


class SmallDisk:
    """A disk of its own, which can be filled and made read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no byte free."""
        with open(self._ballast, "wb", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue

    def empty(self) -> None:
        """There is room again."""
        self._ballast.unlink()

    def forbid_writing(self) -> None:
        """From now on it can only be read."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)

    def allow_writing(self) -> None:
        """As before."""
        subprocess.run(["mount", "-o", "remount,rw", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A real file system of 2 MB; it needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    may = os.geteuid() == 0 and shutil.which("mount") is not None if hasattr(os, "geteuid") else False
    if not may or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]).returncode:
        pytest.skip("needs the right to mount a disk")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


def no_file_left(*_: object) -> NoReturn:
    """Opens nothing, as when a program has too many files open."""
    raise OSError(errno.EMFILE, "Too many open files")


def a_call(
    id_: str,
    disposition: Disposition = Disposition.ANSWERED,
    *,
    incoming: bool = True,
    at: int = 1_700_000_000_000,
    canonical: str = "ext:yunfan:8014",
) -> Call:
    """A finished call."""
    return Call(
        id=id_,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        state=CallState.ENDED,
        party=Party("8014", canonical, "林知夏", "p8014", "市场部", "+862557990000"),
        started_at=at,
        answered_at=at + 3000,
        ended_at=at + 63000,
        duration_ms=60000,
        ended=EndReason(disposition, "remote_hangup", 200),
    )
