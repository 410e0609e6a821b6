"""The data folder of whoever is logged in."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backend.core.directory import DirectoryContent, Person, Picture
from backend.core.errors import NotPossibleNow, PlatformUnreachable, StorageFailed
from backend.core.state import Account
from backend.storage.account import AccountFolders, folder_name
from backend.storage.directory import Directory
from backend.storage.history import History
from backend.storage.library import Library
from tests.storage.conftest import SmallDisk, Told, a_call

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


def _left(data: Path) -> bytes:
    """All that stands in files below the data folder."""
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file())


def test_erasing_leaves_nothing_of_the_account_and_all_of_the_others(shelf: Shelf, tmp_path: Path) -> None:
    other = replace(YU, user_id="p8014")
    for account in (other, YU):
        opened = shelf.folders.open(account)
        shelf.history.record(a_call(f"call-{account.user_id}"))
        opened.source.download("token", nothing)
    folder = tmp_path / "accounts" / folder_name(YU)
    (folder / "pictures").mkdir()
    (folder / "pictures" / "p1.png").write_bytes(b"face")
    assert {path.name for path in folder.iterdir()} >= {"history.db", "history.db-wal", "history.db-shm", "pictures"}
    shelf.folders.close()
    shelf.folders.erase(YU)
    assert [path.name for path in (tmp_path / "accounts").iterdir()] == [folder_name(other)]
    assert (b"call-p8057" in _left(tmp_path), b"call-p8014" in _left(tmp_path)) == (False, True)
    shelf.folders.erase(YU)
    shelf.folders.open(YU)
    assert shelf.history.page("all", "", 10).rows == ()


def test_an_erased_file_was_overwritten_first(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "accounts" / folder_name(YU)
    folder.mkdir(parents=True)
    (folder / "history.db-wal").write_bytes(b"+8613800008057")
    (tmp_path / "elsewhere").write_bytes(b"not ours")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    os.link(folder / "history.db-wal", tmp_path / "kept")
    shelf.folders.erase(YU)
    assert (tmp_path / "kept").read_bytes() == bytes(14)
    assert (tmp_path / "elsewhere").read_bytes() == b"not ours"


def test_what_could_not_be_erased_is_refused_and_goes_at_a_later_start(small_disk: SmallDisk, told: Told) -> None:
    accounts = small_disk.folder / "accounts"
    for name in (folder_name(YU), f"{folder_name(YU)}.erased-0"):
        (accounts / name).mkdir(parents=True)
        (accounts / name / "history.db").write_bytes(b"calls")
    library = Library(small_disk.folder, Source(), lambda: "token", told)
    small_disk.forbid_writing()
    with pytest.raises(StorageFailed, match="data_read_only"):
        library.erase(YU)
    library.finish_erasing()
    assert told.notices == [("data_not_erased", {"cause": "data_read_only"})]
    small_disk.allow_writing()
    library.finish_erasing()
    assert [path.name for path in accounts.iterdir()] == [folder_name(YU)]
    library.erase(YU)
    assert list(accounts.iterdir()) == []


def test_a_directory_that_comes_after_the_log_out_is_not_kept(shelf: Shelf, tmp_path: Path) -> None:
    opened = shelf.folders.open(YU)

    def log_out(done: int, total: int) -> None:
        shelf.folders.close()
        shelf.folders.erase(YU)

    with pytest.raises(NotPossibleNow, match="not_logged_in"):
        opened.source.download("token", log_out)
    assert list((tmp_path / "accounts").iterdir()) == []
