"""The signed list of versions: fetched, checked and kept by TUF (theupdateframework.io, specification 1.0); what it
objects to becomes a code."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version
from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
    UnsignedMetadataError,
)
from tufup.client import Client

from backend.core.errors import UpdateRefused
from backend.updates.fetcher import Fetcher
from backend.updates.installation import PROGRAM
from backend.updates.refusal import refused_by_disk
from backend.updates.source import ROOT, Source

log = logging.getLogger(__name__)


class TrustedList(Client):  # type: ignore[misc]
    """tufup's client for the versions newer than `version`. Its metadata lies in `folder`/metadata, archives are kept
    in `folder`/archives. What tufup would pass over in silence, or end the program for, is raised as UpdateRefused."""

    def __init__(self, folder: Path, source: Source, version: str, fetcher: Fetcher) -> None:
        self.metadata, self.archives = folder / "metadata", folder / "archives"
        with as_refusal():
            for each in (self.metadata, self.archives):
                each.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._last: tuple[str, bytes] = ("", b"")
            try:
                self._open(source, version, fetcher)
            except (OSError, RepositoryError):  # there is none yet, or a power loss left half of one
                _write(self.metadata / ROOT, source.root())
                self._open(source, version, fetcher)

    def _open(self, source: Source, version: str, fetcher: Fetcher) -> None:
        super().__init__(
            app_name=PROGRAM,
            app_install_dir=self.archives,  # not used: an archive is put in place by our own hands
            current_version=_plain(version),
            metadata_dir=self.metadata,
            metadata_base_url=source.lists,
            target_dir=self.archives,
            target_base_url=source.archives,
            refresh_required=True,
        )
        self._fetcher = fetcher

    def newest(self) -> Any:
        """The newest version that is newer than the running one, as tufup's TargetMeta, or None; its length and hashes
        are `new_archive_info` then. Raises UpdateRefused, also where all on offer are older than the running one."""
        with as_refusal():
            found = self.check_for_updates(patch=False)
        own = self.current_archive.version
        metas = (one for one in self.trusted_target_metas if one.name == PROGRAM and one.is_archive)
        offered = [one.version for one in metas if one.version is not None]
        if found is None and offered and max(offered) < own:
            raise UpdateRefused("update_older")
        return found

    def refresh(self) -> None:
        """As TUF has it; only what it raises is put into our words, so that tufup does not end the program for it."""
        with as_refusal():
            try:
                super().refresh()
            except UnsignedMetadataError as error:
                code = "update_tampered" if self._signed_by_known_key() else "update_wrong_key"
                raise _refused(code, error) from error

    def _download_metadata(self, rolename: str, length: int, version: int | None = None) -> bytes:
        data: bytes = super()._download_metadata(rolename, length, version)
        self._last = (rolename, data)
        return data

    def _signed_by_known_key(self) -> bool:
        """Which of two refusals it is: a signature of a key that we trust does not match what came with it, or there
        is none of such a key at all."""
        rolename, data = self._last
        role = self._trusted_set.root.roles.get(rolename)
        try:
            names = {signature["keyid"] for signature in json.loads(data)["signatures"]}
        except (ValueError, KeyError, TypeError):
            return True
        return role is not None and not names.isdisjoint(role.keyids)


@contextmanager
def as_refusal() -> Iterator[None]:
    """What TUF, the network and the disk raise, as UpdateRefused."""
    try:
        yield
    except BadVersionNumberError as error:
        raise _refused("update_replayed", error) from error
    except ExpiredMetadataError as error:
        raise _refused("update_expired", error) from error
    except (RepositoryError, DownloadLengthMismatchError) as error:
        raise _refused("update_tampered", error) from error
    except DownloadError as error:
        raise _refused("update_unreachable", error) from error
    except StorageError as error:
        raise _refused("update_not_writable", error) from error
    except OSError as error:
        raise refused_by_disk(error) from error


def _refused(code: str, error: Exception) -> UpdateRefused:
    log.warning("the update server: %s %s", type(error).__name__, error)
    return UpdateRefused(code)


def _plain(version: str) -> str:
    """A version that tufup can compare; an unknown one is older than all."""
    try:
        return str(Version(version))
    except InvalidVersion:
        return "0"


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    with open(beside, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
