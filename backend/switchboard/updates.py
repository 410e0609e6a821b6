"""The demo's update server: what it offers, and what it does to those who ask. Keys and lists are made when it is first
needed, so that a start costs nothing."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import tomli
from packaging.version import InvalidVersion, Version

from backend.switchboard.private_file import write_private
from backend.switchboard.updates_packing import STAND_INS, bundle, pack_bundle, pack_stand_in

if TYPE_CHECKING:  # slow to load
    from backend.switchboard.updates_repository import SignedRepository

log = logging.getLogger(__name__)

Kind = Literal["works", "exits", "hangs"]
Attack = Literal["none", "archive", "list", "replayed", "expired", "stranger", "older", "unreachable", "slow"]
ATTACKS = get_args(Attack)
OLD = "0.0.1"  # older than any version of the program
FILE = "offer.json"
REPLAYED = ("timestamp.json", "snapshot.json", "targets.json")


@dataclass(frozen=True)
class Offer:
    """The version beside the running one; "" when there is none."""

    version: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Packing:
    """A version being packed, in bytes; `total` is 0 while that is not known."""

    version: str
    done: int = 0
    total: int = 0


class NotNow(Exception):
    """Something is being packed, or there is nothing to withdraw."""


class Updates:
    """`running` is the version of the clients there are, "" when nobody said it."""

    def __init__(self, folder: Path, running: str) -> None:
        self._folder, self.running = folder, running or OLD
        self.attack: str = "none"
        self.on_change: Callable[[], None] = lambda: None
        self._offer = _read_offer(folder, self.running)
        self._packing: Packing | None = None
        self._error = ""
        self._repository: SignedRepository | None = None
        self._forged: bytes = b""
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def describe(self) -> dict[str, Any]:
        """What the simulator's page shows."""
        packing = asdict(self._packing) if self._packing else None
        offer = {"version": self._offer.version, "kind": self._offer.kind}
        return {"running": self.running, **offer, "attack": self.attack, "packing": packing, "error": self._error}

    def publish(self, kind: str) -> None:
        """Pack and offer the next version, in the background. Raises NotNow."""
        if self._packing is not None:
            raise NotNow
        self._packing, self._error = Packing(_next(self._offer.version or self.running)), ""
        self.on_change()
        self._task = asyncio.get_running_loop().create_task(self._publish(self._packing.version, kind))

    async def withdraw(self) -> None:
        """Offer nothing but the running version. Raises NotNow."""
        if self._packing is not None or not self._offer.version:
            raise NotNow
        await self.offer(Offer())

    async def offer(self, offer: Offer) -> None:
        """Offer this version, whose archive is there, or none beside the running one."""
        await self._opened()
        self._offer = offer
        async with self._lock:
            await asyncio.to_thread(self._sign, True)
            write_private(self._folder / FILE, asdict(offer))
        self.on_change()

    async def choose(self, attack: str) -> None:
        """Do this to everybody who asks from now on."""
        republish = "older" in (attack, self.attack)
        self.attack = attack
        async with self._lock:
            await asyncio.to_thread(self._sign, republish)
        self.on_change()

    async def close(self) -> None:
        """Wait for what is being packed to notice."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def list_file(self, name: str) -> bytes | None:
        """A file of the signed list, as it is served now."""
        repository = await self._opened()
        if name == "timestamp.json" and self.attack in ("list", "expired", "stranger"):
            return self._forged
        served = repository.previous if self.attack == "replayed" and name in REPLAYED else repository.present
        return served.get(name)

    async def archive(self, name: str) -> Path | None:
        """An archive that is on offer."""
        repository = await self._opened()
        paths = {path.name: path for path in repository.targets.glob("*.tar.gz")}
        return paths.get(name)

    async def _publish(self, version: str, kind: str) -> None:
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            if total and (done * 100 // total) != (told[0] * 100 // total):
                told[0] = done
                loop.call_soon_threadsafe(self._packed, Packing(version, done, total))

        told = [0]
        try:
            repository = await self._opened()
            source = bundle() if kind == "works" else None
            archive = repository.archive(version)
            if source is None:
                await asyncio.to_thread(pack_stand_in, archive, version, kind)
            else:
                await asyncio.to_thread(pack_bundle, archive, version, source, progress)
            await self.offer(Offer(version, kind))
        except OSError as error:
            log.error("a version could not be packed: %s", error)
            self._error = "not_packed"
        finally:
            self._packing = None
            self.on_change()

    def _packed(self, packing: Packing) -> None:
        if self._packing is not None:
            self._packing = packing
            self.on_change()

    async def _opened(self) -> SignedRepository:
        if self._repository is None:
            async with self._lock:
                await asyncio.to_thread(self._sign, False)
        assert self._repository is not None
        return self._repository

    def _sign(self, publish: bool) -> None:
        """Blocks. What is opened is published, so that there is always something older to replay."""
        if self._repository is None:
            from backend.switchboard.updates_repository import SignedRepository

            self._repository = SignedRepository(self._folder)
            publish = True
        repository = self._repository
        if publish:
            repository.publish(self._offered(repository))
        forge = {"list": repository.altered, "expired": repository.expired, "stranger": repository.signed_by_stranger}
        self._forged = forge[self.attack]() if self.attack in forge else b""

    def _offered(self, repository: SignedRepository) -> Mapping[str, object]:
        """Which versions there are, with their notes; archives of others are removed."""
        kept = [self.running] if not self._offer.version else [self.running, self._offer.version]
        for path in repository.targets.glob("*.tar.gz"):
            if path not in [repository.archive(version) for version in kept]:
                path.unlink()
        offered = [OLD] if self.attack == "older" else kept
        for version in offered:
            if not repository.archive(version).exists():
                pack_stand_in(repository.archive(version), version, "works")
        notes = tomli.loads(Path(__file__).with_name("updates_notes.toml").read_text("utf-8"))
        return {version: notes[self._offer.kind] if version == self._offer.version else {} for version in offered}


def _read_offer(folder: Path, running: str) -> Offer:
    """The offer of the last run, unless clients run it, or a newer one, by now; or its archive is gone."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        offer = Offer(str(kept["version"]), str(kept["kind"]))
        newer = Version(offer.version) > Version(running)
    except (OSError, ValueError, KeyError, TypeError, InvalidVersion):
        return Offer()
    there = (folder / "repository" / "targets" / f"cloud-switchboard-{offer.version}.tar.gz").is_file()
    return offer if newer and there and offer.kind in STAND_INS else Offer()


def _next(version: str) -> str:
    *before, last = Version(version).release
    return ".".join(map(str, [*before, last + 1]))
