"""Where new versions come from and which root of trust they are checked against: two files of the bundle, or the
demo's own server."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from backend.core.errors import UpdateRefused

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = "updates"
ADDRESS = "address"
ROOT = "root.json"
LARGEST_ROOT = 512_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Source:
    """`address` ends in a slash; `root()` is the first trusted root metadata, which is asked for only once."""

    address: str
    root: Callable[[], bytes]

    @property
    def lists(self) -> str:
        """Where the signed lists are."""
        return f"{self.address}metadata/"

    @property
    def archives(self) -> str:
        """Where the archives are."""
        return f"{self.address}targets/"


def of_bundle(bundle: Path) -> Source | None:
    """The source that the publisher put into the bundle; None when there is none, or none that can be used."""
    folder = bundle / FOLDER
    try:
        address = (folder / ADDRESS).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not is_usable(address) or not (folder / ROOT).is_file():
        return None
    return Source(f"{address.rstrip('/')}/", (folder / ROOT).read_bytes)


def of_demo(address: str) -> Source:
    """The demo's server makes its keys when it is first asked: the root comes from there, over the loopback."""

    def fetch() -> bytes:
        from backend.updates.fetcher import Fetcher

        with closing(Fetcher(address)) as fetcher:
            return fetcher.fetch_bytes(f"{address}metadata/{ROOT}", LARGEST_ROOT)

    if not is_usable(address):
        raise UpdateRefused("update_no_source")
    return Source(address, fetch)


def is_usable(address: str) -> bool:
    """https to anywhere, plain http only to this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment or not address.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
