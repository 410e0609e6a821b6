"""Pictures: asked for once, shown only as long as they are the person's."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.core.directory import DirectoryContent, Person, Picture
from backend.core.errors import PlatformUnreachable
from backend.storage.directory import Directory
from backend.storage.pictures import Pictures
from tests.storage.conftest import SmallDisk

PNG = Picture("image/png", b"\x89PNG\r\n\x1a\n" + b"pixels" * 10)
JPEG = Picture("image/jpeg", b"\xff\xd8\xff" + b"pixels" * 10)


class Wall:
    """A directory with one person, and the platform's picture of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = 0
        self.sends: Picture | None = PNG
        self.failure: PlatformUnreachable | None = None
        self.directory = Directory()
        self.directory.open(folder, "e")
        self.hang("etag 1")
        self.pictures = Pictures(self.directory, self._fetch)

    def hang(self, etag: str) -> None:
        """The directory says that this is the picture."""
        people = (Person("../p", "甲", picture_etag=etag),)
        self.directory.replace(DirectoryContent("r", (), people), self.folder)

    def look(self) -> Picture | None:
        return self.pictures.picture("../p")

    def _fetch(self, person_id: str) -> Picture | None:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.sends


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path)


@pytest.mark.parametrize("picture", [PNG, JPEG])
def test_a_picture_is_fetched_once(wall: Wall, picture: Picture) -> None:
    wall.sends = picture
    assert [wall.look(), wall.look()] == [picture, picture]
    assert wall.asked == 1


def test_a_picture_that_changed_is_fetched_again(wall: Wall) -> None:
    wall.look()
    wall.hang("etag 2")
    wall.sends = JPEG
    assert wall.look() == JPEG
    assert wall.asked == 2


def test_who_has_no_picture_is_not_asked_for(wall: Wall) -> None:
    wall.hang("")
    assert wall.look() is None
    assert wall.pictures.picture("nobody") is None
    assert wall.asked == 0


@pytest.mark.parametrize(
    "sent",
    [None, Picture("text/html", b"<script>"), Picture("image/png", b"<script>"), Picture("image/jpeg", PNG.content),
     Picture("image/png", PNG.content + b"x" * 65536)],
    ids=["none", "page", "not png", "other type", "too large"],
)  # fmt: skip
def test_what_is_no_picture_is_not_shown(wall: Wall, sent: Picture | None) -> None:
    wall.sends = sent
    assert wall.look() is None


def test_a_damaged_file_is_fetched_again(wall: Wall) -> None:
    wall.look()
    (kept,) = (wall.folder / "pictures").iterdir()
    kept.write_bytes(b"damaged")
    assert wall.look() == PNG
    assert wall.asked == 2


def test_a_platform_that_is_away_is_asked_again_later(wall: Wall) -> None:
    wall.failure = PlatformUnreachable("platform_unreachable")
    with pytest.raises(PlatformUnreachable):
        wall.look()
    wall.failure = None
    assert wall.look() == PNG


def test_pictures_are_shown_although_the_disk_is_full(small_disk: SmallDisk) -> None:
    wall = Wall(small_disk.folder)
    small_disk.fill()
    assert [wall.look(), wall.look()] == [PNG, PNG]
