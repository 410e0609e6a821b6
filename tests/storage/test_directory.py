"""The directory on the disk: the tree, the alphabet, search, callers, and one directory taking another's place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from backend.core.directory import Department, DirectoryContent, Person
from backend.core.errors import InvalidInput, NotPossibleNow, StorageFailed
from backend.core.state import DirectoryState, Party
from backend.storage.directory import Directory
from backend.storage.directory_file import build
from backend.storage.generations import following
from backend.storage.search import Match
from tests.storage.conftest import SmallDisk

TREE = (
    Department("sales", "销售部", "", 2),
    Department("east", "华东大区", "sales", 1),
    Department("nj", "南京办事处", "east", 1),
    Department("it", "技术部", "", 1),
)
PEOPLE = (
    Person("p1", "何雨桐", "nj", "销售经理", "8057", "+8613800008057", "he@example.com", "national", "e1"),
    Person("p2", "林知夏", "it", "工程师", "8014", "+8613912345678"),
    Person("p3", "曾国强", "east", "", "8020", "+8613700001111"),
    Person("p4", "单田", "sales", "", "8021"),
    Person("p5", "Anna Smith", "it", "", "", "+8613612340000"),
    Person("p6", "12号会议室", "", "", "8099"),
)
CONTENT = DirectoryContent("r1", TREE, PEOPLE, '"tag-1"')


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """An enterprise of six people."""
    directory = Directory(clock=lambda: 1_700_000_000.0)
    directory.open(tmp_path, "yunfan")
    directory.replace(CONTENT, tmp_path)
    return directory


def names(directory: Directory, department: str = "", q: str = "") -> list[str]:
    return [person.name for person in directory.people(department, q).people]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_departments_come_in_the_order_of_the_tree_with_the_count_of_all_below(directory: Directory) -> None:
    found = [(one.id, one.parent_id, one.count) for one in directory.departments()]
    assert found == [("it", "", 2), ("sales", "", 3), ("east", "sales", 2), ("nj", "east", 1)]


def test_people_stand_in_the_order_of_the_alphabet_under_their_letters(directory: Directory) -> None:
    page = directory.people()
    assert [(one.letter, one.name) for one in page.people] == [
        ("A", "Anna Smith"), ("H", "何雨桐"), ("L", "林知夏"), ("S", "单田"), ("Z", "曾国强"), ("#", "12号会议室"),
    ]  # fmt: skip
    assert [(head.letter, head.count) for head in page.letters] == [(one.letter, 1) for one in page.people]


def test_a_department_shows_everybody_below_it(directory: Directory) -> None:
    page = directory.people("sales")
    assert [one.name for one in page.people] == ["何雨桐", "单田", "曾国强"]
    assert (page.total, [head.letter for head in page.letters]) == (3, ["H", "S", "Z"])


def test_a_person_has_all_that_is_known_of_them(directory: Directory) -> None:
    person = directory.person("p1")
    assert person.department_path == ("销售部", "华东大区", "南京办事处")
    assert (person.extension, person.mobile, person.mobile_display) == ("8057", "+8613800008057", "138 0000 8057")
    assert (person.email, person.permission, person.position) == ("he@example.com", "national", "销售经理")
    assert person.has_picture
    assert not directory.person("p2").has_picture


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("雨", ["何雨桐"]),
        ("anna", ["Anna Smith"]),
        ("SMITH", ["Anna Smith"]),
        ("802", ["单田", "曾国强"]),
        ("138 0000", ["何雨桐"]),
        ("138-0000-8057", ["何雨桐"]),
        ("+86 138 0000 8057", ["何雨桐"]),
        ("８０５７", ["何雨桐"]),
        ("8057", ["何雨桐"]),
        ("12", ["Anna Smith", "林知夏", "12号会议室"]),
        ("\u202e雨\u200b", ["何雨桐"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("没有这个人", []),
    ],
)
def test_a_search_finds_names_extensions_and_mobile_numbers(directory: Directory, q: str, found: list[str]) -> None:
    assert names(directory, q=q) == found
    assert directory.people(q=q).total == len(found)


def test_a_search_stays_in_its_department(directory: Directory) -> None:
    assert names(directory, department="it", q="80") == ["林知夏"]


def test_blanks_are_no_search(directory: Directory) -> None:
    assert directory.people(q="  ").total == len(PEOPLE)


def test_a_search_that_is_too_long_is_refused(directory: Directory) -> None:
    with pytest.raises(InvalidInput, match="invalid_search"):
        directory.people(q="x" * 65)


def test_a_search_says_where_it_found_them(directory: Directory) -> None:
    (he,) = directory.people(q="8057").people
    assert he.match == (Match("extension", 0, 4), Match("mobile_display", 9, 13))
    (he,) = directory.people(q="00008").people
    assert he.match == (Match("mobile_display", 4, 10),)
    (anna,) = directory.people(q="smith").people
    assert anna.match == (Match("name", 5, 10),)


def test_where_it_was_found_is_counted_as_the_page_counts(directory: Directory, tmp_path: Path) -> None:
    directory.replace(DirectoryContent("r2", (), (Person("p", "𠮷田一郎"),)), tmp_path)
    (person,) = directory.people(q="田").people
    assert person.match == (Match("name", 2, 3),)


def test_pages_join_without_gap(directory: Directory) -> None:
    whole = names(directory)
    parts = [directory.people(offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [person.name for page in parts for person in page.people] == whole
    assert {page.total for page in parts} == {len(PEOPLE)}


def test_what_is_not_there_is_refused(directory: Directory) -> None:
    with pytest.raises(InvalidInput, match="unknown_person"):
        directory.person("nobody")
    with pytest.raises(InvalidInput, match="unknown_department"):
        directory.people("nowhere")


def test_a_caller_is_known_by_extension_and_by_mobile_number(directory: Directory) -> None:
    by_extension = directory.match(Party("8014", "ext:yunfan:8014", "LIN", via="+862557990000"))
    assert by_extension == Party("8014", "ext:yunfan:8014", "林知夏", "p2", "技术部", "+862557990000")
    by_mobile = directory.match(Party("138 0000 8057", "+8613800008057"))
    assert (by_mobile.name, by_mobile.person_id, by_mobile.department) == ("何雨桐", "p1", "南京办事处")


@pytest.mark.parametrize("canonical", ["ext:other:8014", "+8613999999999", "8014", "", "ext:yunfan:", "' OR 1=1 --"])
def test_a_stranger_stays_as_they_came(directory: Directory, canonical: str) -> None:
    party = Party("x", canonical, "Somebody")
    assert directory.match(party) == party


def test_the_chosen_person_decides_between_two_with_one_number(directory: Directory, tmp_path: Path) -> None:
    twins = (Person("a", "安", extension="8000"), Person("b", "白", extension="8000"))
    directory.replace(DirectoryContent("r2", (), twins), tmp_path)
    party = Party("8000", "ext:yunfan:8000")
    assert directory.match(party, "b").name == "白"
    assert directory.match(party).name == "安"


def test_the_directory_is_there_again_at_the_next_start(directory: Directory, tmp_path: Path) -> None:
    again = Directory()
    state = again.open(tmp_path, "yunfan")
    assert state == DirectoryState("ready", "r1", 6, 6, 6, "", 1_700_000_000_000)
    assert again.etag() == '"tag-1"'
    assert names(again) == names(directory)


def test_a_new_directory_replaces_the_old_one_and_its_file(directory: Directory, tmp_path: Path) -> None:
    state = directory.replace(DirectoryContent("r2", (), PEOPLE[:1], '"tag-2"'), tmp_path)
    assert (state.revision, state.count, directory.etag()) == ("r2", 1, '"tag-2"')
    assert names(directory) == ["何雨桐"]
    assert files(tmp_path) == ["directory-2.db"]


def test_readers_see_one_directory_or_the_other_while_they_change(directory: Directory, tmp_path: Path) -> None:
    stop = threading.Event()

    def read() -> set[tuple[int, int]]:
        seen = set()
        while not stop.is_set():
            page = directory.people()
            seen.add((page.total, len(page.people)))
        return seen

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        for number in range(20):
            directory.replace(DirectoryContent(f"r{number}", TREE, PEOPLE[: 3 + 3 * (number % 2)]), tmp_path)
        stop.set()
        for seen in reading:
            assert seen.result() <= {(3, 3), (6, 6)}
    assert files(tmp_path) == ["directory-21.db"]


def test_a_directory_that_comes_after_logging_out_is_thrown_away(directory: Directory, tmp_path: Path) -> None:
    directory.open(tmp_path / "other", "other")
    with pytest.raises(NotPossibleNow, match="not_logged_in"):
        directory.replace(CONTENT, tmp_path)
    assert directory.state() == DirectoryState()


def test_nothing_is_shown_when_nobody_is_logged_in(directory: Directory) -> None:
    directory.close()
    assert (directory.departments(), directory.people().total, directory.etag()) == ((), 0, "")
    party = Party("8014", "ext:yunfan:8014")
    assert directory.match(party) == party
    with pytest.raises(NotPossibleNow, match="not_logged_in"):
        directory.folder()


@pytest.mark.parametrize(
    "damage",
    [lambda path: path.write_bytes(b"nonsense" * 999), lambda path: path.write_bytes(b""),
     lambda path: path.write_bytes(path.read_bytes()[:5000])],
    ids=["nonsense", "empty", "cut short"],
)  # fmt: skip
def test_a_damaged_directory_is_thrown_away(
    directory: Directory, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    directory.close()
    damage(tmp_path / "directory-1.db")
    again = Directory()
    assert again.open(tmp_path, "yunfan") == DirectoryState()
    assert files(tmp_path) == []


def test_what_a_killed_build_left_is_cleared_away(directory: Directory, tmp_path: Path) -> None:
    (tmp_path / "directory-2.db.building").write_bytes(b"half")
    (tmp_path / "directory-7.db.0a1b2c3d.building").write_bytes(b"half")
    directory.replace(CONTENT, tmp_path)
    assert files(tmp_path) == ["directory-2.db"]


def test_two_workers_leave_the_directory_of_the_later_one(
    directory: Directory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, contents = threading.Barrier(2), [replace(CONTENT, revision=revision) for revision in ("r2", "r3")]

    def meet(folder: Path) -> Path:
        """Both choose a name before either builds, unless one waits for the other."""
        name = following(folder)
        try:
            both.wait(0.3)
        except threading.BrokenBarrierError:
            pass
        return name

    monkeypatch.setattr("backend.storage.generations.following", meet)
    with ThreadPoolExecutor() as workers:
        done = list(workers.map(lambda content: directory.replace(content, tmp_path), contents))
    assert [state.revision for state in done] == ["r2", "r3"]
    assert directory.people().total == len(PEOPLE)
    assert len(files(tmp_path)) == 1


def test_a_directory_opened_while_it_is_swapped_in_stays(
    directory: Directory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_and_open(path: Path, content: DirectoryContent, at: int) -> None:
        build(path, content, at)
        directory.open(tmp_path, "yunfan")

    monkeypatch.setattr("backend.storage.directory.build", build_and_open)
    directory.replace(CONTENT, tmp_path)
    assert directory.people().total == len(PEOPLE)
    assert files(tmp_path) == ["directory-2.db"]


def test_a_full_disk_keeps_the_old_directory(small_disk: SmallDisk) -> None:
    directory = Directory()
    directory.open(small_disk.folder, "yunfan")
    directory.replace(CONTENT, small_disk.folder)
    small_disk.fill()
    with pytest.raises(StorageFailed, match="disk_full"):
        directory.replace(DirectoryContent("r2", (), PEOPLE[:1]), small_disk.folder)
    assert directory.state().revision == "r1"
    assert directory.people().total == len(PEOPLE)
    assert files(small_disk.folder) == ["ballast", "directory-1.db"]


def test_a_read_only_disk_shows_the_directory_it_has(small_disk: SmallDisk) -> None:
    directory = Directory()
    directory.open(small_disk.folder, "yunfan")
    directory.replace(CONTENT, small_disk.folder)
    small_disk.forbid_writing()
    again = Directory()
    assert again.open(small_disk.folder, "yunfan").revision == "r1"
    assert names(again, q="何") == ["何雨桐"]
    with pytest.raises(StorageFailed, match="data_read_only"):
        again.replace(CONTENT, small_disk.folder)
