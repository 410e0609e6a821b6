"""Pictures of people, kept by person and ETag: one that changed has another ETag, and the old one is never shown."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from backend.core.directory import Picture
from backend.core.errors import StorageFailed
from backend.storage.directory import Directory
from backend.storage.files import wipe, write_whole

LARGEST = 64 * 1024
_TYPES = {"image/png": ".png", "image/jpeg": ".jpg"}
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

Fetch = Callable[[str], Picture | None]


class Pictures:
    """`fetch` asks the platform for the picture of a person id; blocks. It is asked once for each picture."""

    def __init__(self, directory: Directory, fetch: Fetch) -> None:
        self._directory = directory
        self._fetch = fetch

    def picture(self, person_id: str) -> Picture | None:
        """A person's picture, None when there is none. Errors: PlatformRefused, PlatformUnreachable, StorageFailed;
        NotPossibleNow `not_logged_in`."""
        etag = self._directory.picture_etag(person_id)
        if not etag:
            return None
        folder = self._directory.folder()
        stem = folder / "pictures" / sha256(f"{person_id}\0{etag}".encode()).hexdigest()
        kept = _kept(stem)
        if kept is not None:
            return kept
        picture = self._fetch(person_id)
        if picture is None or not is_picture(picture):
            return None
        if self._directory.folder() != folder:  # somebody logged out meanwhile, and what they had may be erased
            return picture
        try:
            write_whole(stem.with_suffix(_TYPES[picture.media_type]), picture.content)
        except StorageFailed:
            pass  # it is shown all the same, and fetched again next time
        return picture


def is_picture(picture: Picture) -> bool:
    """Is it what it says it is, and small enough?"""
    magic = _MAGIC.get(picture.media_type)
    return magic is not None and picture.content.startswith(magic) and len(picture.content) <= LARGEST


def _kept(stem: Path) -> Picture | None:
    for media_type, suffix in _TYPES.items():
        try:
            with open(stem.with_suffix(suffix), "rb") as file:
                picture = Picture(media_type, file.read(LARGEST + 1))
        except OSError:
            continue
        if is_picture(picture):
            return picture
        wipe(stem.with_suffix(suffix))
    return None
