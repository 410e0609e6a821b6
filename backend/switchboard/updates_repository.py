"""The signed repository of the demo's update server: tufup's own, with throw-away keys in the data folder. Everything
here blocks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from securesystemslib.interface import import_ed25519_privatekey_from_file
from securesystemslib.keys import generate_ed25519_key
from securesystemslib.signer import SSlibSigner
from tuf.api.metadata import Metadata
from tufup.repo import Repository

from backend.switchboard.updates_packing import PROGRAM

DAYS = 365  # tufup's own limit for the timestamp is one day, and nobody renews the demo's
LONG_AGO = datetime(2020, 1, 1)  # noqa: DTZ001 - TUF's times have no zone
TIMESTAMP = "timestamp.json"


class _Repository(Repository):  # type: ignore[misc]
    """Without the file that tufup writes into whatever folder is the current one."""

    @classmethod
    def load_config(cls) -> dict[str, Any]:
        return {}

    def save_config(self) -> None:
        return None


class SignedRepository:
    """`present` and `previous` are the metadata as published last and before that, by file name."""

    def __init__(self, folder: Path) -> None:
        """Open it, or make it with new keys. Raises OSError and what the signing library does."""
        self._keys = folder / "keys"
        self._repository = _open(folder / "repository", self._keys)
        self.targets: Path = self._repository.targets_dir
        self.previous: Mapping[str, bytes] = {}
        self.present = self._read()

    def archive(self, version: str) -> Path:
        """Where the archive of a version lies."""
        return self.targets / f"{PROGRAM}-{version}.tar.gz"

    def publish(self, offered: Mapping[str, object]) -> None:
        """Offer exactly these versions, with the notes of each; every publication is newer than all before it."""
        roles = self._repository.roles
        roles.targets.signed.targets.clear()
        for version, notes in offered.items():
            custom = {"user": {"notes": notes}, "tufup": {"required": False}}
            roles.add_or_update_target(self.archive(version), custom=custom)
        roles.targets.signed.version += 1
        self._repository.publish_changes([self._keys])
        self.previous, self.present = self.present, self._read()

    def expired(self) -> bytes:
        """A timestamp that is newer than the present one, rightly signed, and over."""
        return self._forged(LONG_AGO, import_ed25519_privatekey_from_file(str(self._keys / "timestamp")))

    def signed_by_stranger(self) -> bytes:
        """A timestamp that is newer than the present one, signed with a key that nobody trusts."""
        return self._forged(None, generate_ed25519_key())

    def altered(self) -> bytes:
        """The present timestamp after somebody has changed it on the way."""
        content = json.loads(self.present[TIMESTAMP])
        content["signed"]["version"] += 1
        return json.dumps(content).encode()

    def _forged(self, expires: datetime | None, key: Any) -> bytes:
        timestamp = Metadata.from_bytes(self.present[TIMESTAMP])
        timestamp.signed.version += 1
        timestamp.signed.expires = expires or timestamp.signed.expires
        timestamp.sign(SSlibSigner(key))
        return bytes(timestamp.to_bytes())

    def _read(self) -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in self._repository.metadata_dir.glob("*.json")}


def _open(folder: Path, keys: Path) -> Any:
    """tufup would ask on the terminal before it makes a key a second time, so it is kept from being asked to."""
    whole = (folder / "metadata" / TIMESTAMP).exists()
    if not whole:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(keys, ignore_errors=True)
    days = dict.fromkeys(("root", "targets", "snapshot", "timestamp"), DAYS)
    repository = _Repository(PROGRAM, repo_dir=folder, keys_dir=keys, expiration_days={**days, "root": 10 * DAYS})
    if whole:
        repository._load_keys_and_roles()
    else:
        repository.initialize()
    return repository
