"""The data folder of whoever is logged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backend.core.directory import DirectoryContent, Person, Picture
from backend.core.errors import PlatformUnreachable
from backend.core.state import Account
from backend.storage.account import AccountFolders, folder_name
from backend.storage.directory import Directory
from backend.storage.history import History
from tests.storage.conftest import Told, a_call

YU = Account("yunfan", "云帆", "+862557990000", "p8057", "何雨桐", "8057", "+8613800008057", "national", "network")
CONTENT = DirectoryContent("r1", (), (Person("p1", "林知夏"),), '"e"')


class Source:
    """A platform that has one directory, unless the ETag says that it is known."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failure: PlatformUnreachable | None = None

    def directory(self, token: str, etag: str, progress: Callable[[int, int], None]) -> DirectoryContent | None:
        self.asked.append(etag)
        if self.failure is not None:
            raise self.failure
        progress(1, 1)
        return None if etag == CONTENT.etag else CONTENT

    def picture(self, token: str, person_id: str) -> Picture | None:
        return None


class Shelf:
    """A data folder with all that belongs to it."""

    def __init__(self, data: Path) -> None:
        self.source = Source()
        self.history = History(Told())
        self.directory = Directory()
        self.folders = AccountFolders(data, self.history, self.directory, self.source)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def nothing(done: int, total: int) -> None:
    """Nobody counts."""


def test_everybody_finds_only_their_own_calls_and_finds_them_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.folders.open(YU).history.record(a_call("yu's"))
    shelf.folders.close()
    shelf.folders.open(replace(YU, user_id="p8058")).history.record(a_call("another's"))
    assert [row.call_id for row in shelf.history.page("all", "", 9).rows] == ["another's"]
    shelf.folders.open(YU)
    assert [row.call_id for row in shelf.history.page("all", "", 9).rows] == ["yu's"]
    assert sorted(path.name for path in (tmp_path / "accounts").iterdir()) == ["yunfan-p8057", "yunfan-p8058"]


def test_opening_what_is_open_changes_nothing(shelf: Shelf) -> None:
    shelf.folders.open(YU).history.record(a_call("a"))
    shelf.folders.open(YU).history.record(a_call("b"))
    assert len(shelf.history.page("all", "", 9).rows) == 2


def test_a_download_fills_the_directory_and_the_next_one_asks_with_its_tag(shelf: Shelf) -> None:
    opened = shelf.folders.open(YU)
    assert opened.directory.state == "empty"
    assert opened.source.download("t", nothing).revision == "r1"
    assert opened.source.download("t", nothing).revision == "r1"
    assert shelf.source.asked == ["", '"e"']
    assert shelf.directory.people().total == 1


def test_a_download_that_fails_keeps_the_old_directory(shelf: Shelf) -> None:
    opened = shelf.folders.open(YU)
    opened.source.download("t", nothing)
    shelf.source.failure = PlatformUnreachable("platform_timeout")
    with pytest.raises(PlatformUnreachable, match="platform_timeout"):
        opened.source.download("t", nothing)
    assert shelf.directory.state().revision == "r1"


@pytest.mark.parametrize("id_", ["../../etc", "a/b", "..", "", "CON", "x" * 300, "企业", "a\0b", "a-b", "-"])
def test_ids_from_outside_lead_nowhere_else(tmp_path: Path, id_: str) -> None:
    shelf = Shelf(tmp_path / "data")
    shelf.folders.open(replace(YU, enterprise_id=id_, user_id=id_))
    (folder,) = (tmp_path / "data" / "accounts").iterdir()
    assert (folder / "history.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    shelf.folders.close()


def test_two_people_never_share_a_folder() -> None:
    ids = ["a", "b", "a-b", "b-a", "a_b", "A", "企业", "企", "", "-"]
    names = [folder_name(replace(YU, enterprise_id=one, user_id=two)) for one in ids for two in ids]
    assert len({name.lower() for name in names}) == len(names)
