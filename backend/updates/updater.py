"""Core's port Updater: looks for a version, fetches it, puts it in place and changes to it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend.core.errors import NotPossibleNow, UpdateRefused
from backend.core.ports import Release
from backend.updates.installation import Installation
from backend.updates.refusal import ensure_space, refused_by_disk
from backend.updates.restart import Change, lasting
from backend.updates.source import Source
from backend.updates.versions import Versions

if TYPE_CHECKING:  # TUF is slow to load, and only a worker that looks for updates needs it
    from backend.updates.download import Archive

log = logging.getLogger(__name__)

FOLDER = "updates"
ROLLED_BACK = "rolled-back"
UNPACKED = 3  # a bundle takes about so many times the space of its archive
LONGEST_VERSION = 64


@dataclass(frozen=True)
class _Found:
    """What the last check found, and where."""

    release: Release
    source: Source
    archive: Archive


class ProgramUpdater:
    """`data` is the folder of all that the program keeps, `version` the running one. Used by one worker at a time."""

    def __init__(
        self, data: Path, installation: Installation, version: str, source: Callable[[], Source | None]
    ) -> None:
        self.way: str = installation.way
        self._folder = data / FOLDER
        self._installation, self._version, self._source = installation, version, source
        self._versions = Versions(installation.home) if installation.home is not None else None
        self._found: _Found | None = None
        self._prepared: str = ""
        self.rolled_back = self._read_roll_back()
        if self._versions is not None:
            with contextlib.suppress(OSError):
                self._versions.hold(installation.program.resolve().parent.name)

    def check(self) -> Release | None:
        """The newest version, None when this is it. Errors: UpdateRefused."""
        self._tidy()
        source = self._source()
        if source is None:
            raise UpdateRefused("update_no_source")
        from backend.updates import notes
        from backend.updates.download import Archive
        from backend.updates.fetcher import Fetcher
        from backend.updates.trust import TrustedList

        self._found = None
        with closing(Fetcher(source.address)) as fetcher:
            trusted = TrustedList(self._folder, source, self._version, fetcher)
            found = trusted.newest()
        if found is None:
            return None
        info = trusted.new_archive_info
        release = Release(str(found.version), info.length, notes.clean(found.custom))
        archive = Archive(trusted.archives, info)
        archive.remove_others()
        self._found = _Found(release, source, archive)
        return release

    def download(self, release: Release, progress: Callable[[int, int], bool]) -> None:
        """Fetch it, going on where an earlier try stopped. Errors: UpdateRefused."""
        found = self._known(release)
        versions = self._own_versions()
        versions.ensure_writable()
        ensure_space(self._home(), release.size * (UNPACKED + 1))  # the archive itself may lie on the same disk
        from backend.updates.fetcher import Fetcher

        with closing(Fetcher(found.source.address)) as fetcher:
            found.archive.download(fetcher, found.source.archives, progress)

    def apply(self, release: Release) -> None:
        """Check it once more and put it in place; `change` then starts it. Errors: UpdateRefused."""
        from backend.updates.unpacking import unpack

        archive = self._known(release).archive
        versions = self._own_versions()
        versions.ensure_writable()
        ensure_space(self._home(), release.size * UNPACKED)
        try:
            with archive.opened() as file:
                versions.put(release.version, lambda folder: unpack(file, folder))
        except OSError as error:
            raise refused_by_disk(error) from error
        self._prepared = release.version

    def prepared(self, arguments: Sequence[str]) -> Change | None:
        """The change to the version that `apply` put in place, both started with `arguments`; None when there is
        none. It is for a program of which everything has been stopped."""
        versions, version = self._versions, self._prepared
        if versions is None or not version:
            return None

        def failed() -> None:
            with contextlib.suppress(OSError):
                versions.remove(version)
            self._write_roll_back(version)

        old, new = self._installation, versions.program(version)
        return Change(old.program, new, old.bundle, lasting(arguments), lambda: versions.switch(version), failed)

    def forget_roll_back(self) -> None:
        """The user has read of it."""
        self.rolled_back = ""
        with contextlib.suppress(OSError):
            (self._folder / ROLLED_BACK).unlink(missing_ok=True)

    def _known(self, release: Release) -> _Found:
        if self._found is None or self._found.release.version != release.version:
            raise NotPossibleNow("update_not_ready")
        return self._found

    def _own_versions(self) -> Versions:
        if self._versions is None:
            raise UpdateRefused("update_by_apt" if self.way == "apt" else "update_by_source", 409)
        return self._versions

    def _home(self) -> Path:
        assert self._installation.home is not None
        return self._installation.home

    def _tidy(self) -> None:
        """What earlier versions left; the running one and the one that starts next stay."""
        if self._versions is not None:
            try:
                self._versions.tidy()
            except OSError as error:
                log.info("older versions stay: %s", error)

    def _read_roll_back(self) -> str:
        try:
            text = (self._folder / ROLLED_BACK).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return text if text.isprintable() and len(text) <= LONGEST_VERSION else ""

    def _write_roll_back(self, version: str) -> None:
        try:
            (self._folder / ROLLED_BACK).write_text(version, "ascii")
        except OSError as error:
            log.warning("the next start will not know of the roll-back: %s", error)
