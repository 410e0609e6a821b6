"""An archive on its way to the disk: goes on where it stopped, never longer than what is signed, checked when whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tuf.api.exceptions import DownloadError, LengthOrHashMismatchError
from tuf.api.metadata import TargetFile

from backend.core.errors import UpdateRefused
from backend.updates.fetcher import Fetcher
from backend.updates.refusal import ensure_space
from backend.updates.trust import as_refusal

Progress = Callable[[int, int], bool]

PART = ".part"


class Archive:
    """The file of one signed archive in `folder`; its name holds the hash, so a part never belongs to another one."""

    def __init__(self, folder: Path, info: TargetFile) -> None:
        self.info = info
        self.path = folder / f"{info.hashes['sha256'][:16]}.tar.gz"
        self._part = self.path.with_suffix(PART)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The checked file: what is read from it is what was checked. Errors: UpdateRefused."""
        with as_refusal(), open(self.path, "rb") as file:
            self.info.verify_length_and_hashes(file)
            file.seek(0)
            yield file

    def is_whole(self) -> bool:
        """Is it there, as it was signed?"""
        return self._is_signed(self.path)

    def download(self, fetcher: Fetcher, address: str, progress: Progress) -> bool:
        """Fetch what is missing; False when `progress` had it stopped, and the part then stays. Errors: UpdateRefused,
        and of an archive that is not what was signed nothing stays."""
        if self.is_whole():
            return True
        with as_refusal():
            done = self._part.stat().st_size if self._part.exists() else 0
            if done > self.info.length:
                done = 0
            ensure_space(self._part.parent, self.info.length - done)
            if not self._fetch(fetcher, address + self.info.path, done, progress):
                return False
            if self._part.stat().st_size < self.info.length:
                raise DownloadError("the server ended before its end")
            if not self._is_signed(self._part):
                self._part.unlink()
                raise UpdateRefused("update_tampered")
            self._part.replace(self.path)
        return True

    def remove_others(self) -> None:
        """Remove what was fetched of other versions."""
        for path in self.path.parent.iterdir():
            if path not in (self.path, self._part):
                with suppress(OSError):
                    path.unlink()

    def _fetch(self, fetcher: Fetcher, url: str, done: int, progress: Progress) -> bool:
        if done == self.info.length:
            return True
        with open(self._part, "r+b" if done else "wb") as file:
            for at, piece in fetcher.fetch_from(url, done):
                if at + len(piece) > self.info.length:
                    file.truncate(0)
                    raise UpdateRefused("update_tampered")
                if at == 0:
                    file.truncate(0)
                file.seek(at)
                file.write(piece)
                if not progress(at + len(piece), self.info.length):
                    return False
            file.flush()
            os.fsync(file.fileno())
        return True

    def _is_signed(self, path: Path) -> bool:
        try:
            with open(path, "rb") as file:
                self.info.verify_length_and_hashes(file)
        except (OSError, LengthOrHashMismatchError):
            return False
        return True
