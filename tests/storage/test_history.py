"""The history of calls on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from backend.core.errors import InvalidInput, StorageFailed
from backend.core.state import Disposition, EndReason, Party, Transfer
from backend.storage.database import Database
from backend.storage.history import History
from backend.storage.migrations import HISTORY
from tests.storage.conftest import SmallDisk, Told, a_call

MISSED, ANSWERED = Disposition.MISSED, Disposition.ANSWERED


@pytest.fixture
def history(tmp_path: Path, told: Told) -> Iterator[History]:
    """An open and empty history."""
    history = History(told)
    history.open(tmp_path)
    yield history
    history.close()


def ids(history: History, choice: str = "all") -> list[str]:
    return [row.call_id for row in history.page(choice, "", 200).rows]


def record_many(history: History) -> None:
    for number in range(500):
        history.record(a_call(f"c{number}", at=2_000_000_000_000 + number))


def test_a_call_is_found_as_it_was(history: History) -> None:
    history.record(a_call("a"))
    (row,) = history.page("all", "", 50).rows
    assert (row.call_id, row.direction, row.disposition, row.code) == ("a", "incoming", "answered", "remote_hangup")
    assert (row.number, row.number_display, row.canonical) == ("8014", "8014", "ext:yunfan:8014")
    assert (row.name, row.person_id, row.department, row.via) == ("林知夏", "p8014", "市场部", "+862557990000")
    assert (row.started_at, row.duration_ms) == (1_700_000_000_000, 60000)


def test_a_call_recorded_twice_stands_there_once(history: History) -> None:
    for _ in range(2):
        history.record(a_call("a", MISSED))
    assert ids(history) == ["a"]
    assert history.number("ext:yunfan:8014", "", 50).totals == {"in": 1, "out": 0, "missed": 1}


def test_a_call_that_was_handed_on_says_to_whom(history: History) -> None:
    target = Transfer(Party("8015", "ext:yunfan:8015", "陈默"), status=200)
    history.record(replace(a_call("a"), transfer=target, ended=EndReason(ANSWERED, "transferred")))
    history.record(replace(a_call("b"), transfer=target, ended=EndReason(ANSWERED, "hung_up")))
    rows = {row.call_id: (row.transferred_to, row.transferred_name) for row in history.page("all", "", 50).rows}
    assert rows == {"a": ("8015", "陈默"), "b": ("", "")}


def test_a_call_that_somebody_handed_on_to_us_says_who(history: History) -> None:
    history.record(replace(a_call("a", MISSED), referred_by=Party("8006", "ext:yunfan:8006", "唐静")))
    (row,) = history.page("all", "", 50).rows
    assert (row.number, row.referred_by, row.referred_by_name) == ("8014", "8006", "唐静")


def test_a_callback_that_was_left_running_gets_the_end_it_came_to(history: History) -> None:
    left = replace(a_call("x", Disposition.CANCELLED), callback_id="cb1", ended=EndReason(ANSWERED, "callback_left"))
    history.record(left)
    over = EndReason(ANSWERED, "callback_over", 200)
    later = left.answered_at + 60_000
    history.record(replace(left, id="y", answered_at=later, ended_at=later + 30_000, duration_ms=30_000, ended=over))
    (row,) = history.page("all", "", 50).rows
    assert (row.call_id, row.code, row.duration_ms, row.disposition) == ("cb1", "callback_over", 90_000, "answered")
    assert history.number("ext:yunfan:8014", "", 50).totals["in"] == 1


def test_a_history_of_an_older_program_is_read_on(tmp_path: Path, told: Told) -> None:
    database = Database(tmp_path / "history.db", HISTORY[:1], told)
    database.open()
    database.close()
    connection = sqlite3.connect(tmp_path / "history.db")
    names = "call_id, direction, disposition, number, canonical, name, person_id, department, via"
    numbers = "started_at, answered_at, ended_at, duration_ms, code, sip_status, seen"
    with connection:
        connection.execute(
            f"INSERT INTO calls ({names}, {numbers}) VALUES "
            "('old', 'incoming', 'answered', '8014', 'ext:yunfan:8014', '', '', '', '', 1, 2, 3, 1, 'hung_up', 200, 1)"
        )
    connection.close()
    history = History(told)
    history.open(tmp_path)
    history.record(a_call("new"))
    assert [(row.call_id, row.transferred_to) for row in history.page("all", "", 50).rows] == [("new", ""), ("old", "")]
    history.close()


def test_a_call_outlives_the_program(history: History, tmp_path: Path, told: Told) -> None:
    history.record(a_call("a"))
    history.close()
    again = History(told)
    again.open(tmp_path)
    assert ids(again) == ["a"]
    again.close()


def test_a_call_outlives_a_program_that_was_killed(history: History, tmp_path: Path, told: Told) -> None:
    history.record(a_call("a"))
    # Nothing was closed: what the killed program leaves is the file and its log, as they stand now.
    left = tmp_path / "left"
    left.mkdir()
    for suffix in ("", "-wal"):
        (left / f"history.db{suffix}").write_bytes((tmp_path / f"history.db{suffix}").read_bytes())
    again = History(told)
    again.open(left)
    assert ids(again) == ["a"]
    again.close()


def test_the_newest_call_stands_first_whenever_it_was_written(history: History) -> None:
    for id_, at in (("old", 1000), ("newest", 3000), ("middle", 2000), ("same time", 3000)):
        history.record(a_call(id_, at=at))
    assert ids(history) == ["same time", "newest", "middle", "old"]


def test_pages_hold_every_call_once_although_new_ones_come_in(history: History) -> None:
    for number in range(25):
        history.record(a_call(f"c{number:02}", at=1000 + number // 3))
    seen: list[str] = []
    page = history.page("all", "", 10)
    while True:
        seen += [row.call_id for row in page.rows]
        history.record(a_call(f"new {len(seen)}", at=9000))
        if not page.next:
            break
        page = history.page("all", page.next, 10)
    assert seen == [f"c{number:02}" for number in reversed(range(25))]


def test_the_filters_show_what_they_say(history: History) -> None:
    history.record(a_call("in", at=1))
    history.record(a_call("missed", MISSED, at=2))
    history.record(a_call("out", incoming=False, at=3))
    shown = {choice: ids(history, choice) for choice in ("all", "in", "out", "missed")}
    assert shown == {"all": ["out", "missed", "in"], "in": ["missed", "in"], "out": ["out"], "missed": ["missed"]}


def test_a_page_may_end_exactly_at_the_last_call(history: History) -> None:
    for number in range(4):
        history.record(a_call(f"c{number}", at=number))
    assert history.page("all", "", 4).next == ""
    assert history.page("all", "", 3).next != ""


@pytest.mark.parametrize("before", ["x", "1", "1.2.3", "1.-2", "１.２", "9" * 20 + ".1", "1.2; DROP TABLE calls"])
def test_a_page_mark_that_is_none_is_refused(history: History, before: str) -> None:
    with pytest.raises(InvalidInput, match="invalid_cursor"):
        history.page("all", before, 10)


def test_an_unknown_filter_is_refused(history: History) -> None:
    with pytest.raises(InvalidInput, match="invalid_filter"):
        history.page("' OR 1", "", 10)


def test_missed_calls_are_counted_until_they_are_seen(history: History) -> None:
    for id_ in ("a", "b"):
        history.record(a_call(id_, MISSED))
    history.record(a_call("c", Disposition.DECLINED))
    history.record(a_call("d", Disposition.ANSWERED_ELSEWHERE))
    assert history.missed() == 2
    history.mark_seen()
    assert history.missed() == 0
    assert ids(history, "missed") == ["b", "a"]


def test_a_number_page_has_its_calls_and_the_totals_of_all(history: History) -> None:
    for number in range(5):
        history.record(
            a_call(f"in {number}", MISSED if number < 2 else ANSWERED, at=number, canonical="+8613800138000")
        )
    history.record(a_call("out", incoming=False, at=9, canonical="+8613800138000"))
    history.record(a_call("other"))
    page = history.number("+8613800138000", "", 4)
    assert page.totals == {"in": 5, "out": 1, "missed": 2}
    assert page.number_display == "138 0013 8000"
    assert (page.name, page.person_id) == ("林知夏", "p8014")
    assert [row.call_id for row in page.rows] == ["out", "in 4", "in 3", "in 2"]
    rest = history.number("+8613800138000", page.next, 4)
    assert ([row.call_id for row in rest.rows], rest.next) == (["in 1", "in 0"], "")


def test_a_number_nobody_called_has_an_empty_page(history: History) -> None:
    page = history.number("+8613900000000", "", 10)
    assert (page.rows, page.totals) == ((), {"in": 0, "out": 0, "missed": 0})


def test_totals_follow_when_calls_are_removed(history: History, tmp_path: Path) -> None:
    history.record(a_call("a", MISSED))
    history.record(a_call("b", incoming=False))
    with sqlite3.connect(tmp_path / "history.db") as connection:
        connection.execute("DELETE FROM calls WHERE call_id = 'a'")
    connection.close()
    assert history.number("ext:yunfan:8014", "", 10).totals == {"in": 0, "out": 1, "missed": 0}


def test_nothing_is_shown_when_nobody_is_logged_in(history: History) -> None:
    history.record(a_call("a", MISSED))
    history.close()
    assert (ids(history), history.missed()) == ([], 0)
    with pytest.raises(StorageFailed):
        history.record(a_call("b"))


def test_readers_on_many_threads_see_every_written_call(history: History) -> None:
    def read() -> list[int]:
        return [len(history.page("all", "", 200).rows) for _ in range(20)]

    with ThreadPoolExecutor(8) as readers:
        reading = [readers.submit(read) for _ in range(8)]
        for number in range(100):
            history.record(a_call(f"c{number}", at=number))
        for sizes in reading:
            assert sizes.result() == sorted(sizes.result())
    assert len(ids(history)) == 100


def test_a_full_disk_refuses_the_call_and_takes_it_later(small_disk: SmallDisk, told: Told) -> None:
    history = History(told)
    history.open(small_disk.folder)
    history.record(a_call("before"))
    small_disk.fill()
    with pytest.raises(StorageFailed, match="disk_full"):
        record_many(history)
    written = ids(history)
    assert "before" in written
    small_disk.empty()
    history.record(a_call("after"))
    assert set(ids(history)) == {*written, "after"}
    history.close()


def test_a_program_started_on_a_full_disk_shows_what_there_is(small_disk: SmallDisk, told: Told) -> None:
    history = History(told)
    history.open(small_disk.folder)
    history.record(a_call("before"))
    history.close()
    small_disk.fill()
    history.open(small_disk.folder)
    assert ids(history) == ["before"]
    with pytest.raises(StorageFailed, match="disk_full"):
        history.record(a_call("now"))
    assert ids(history) == ["before"]
    small_disk.empty()
    history.record(a_call("now"))
    assert set(ids(history)) == {"before", "now"}
    history.close()


def test_a_read_only_folder_shows_what_there_is_and_takes_calls_once_it_can(small_disk: SmallDisk, told: Told) -> None:
    history = History(told)
    history.open(small_disk.folder)
    history.record(a_call("before", MISSED))
    history.close()
    small_disk.forbid_writing()
    history.open(small_disk.folder)
    assert (ids(history), history.missed()) == (["before"], 1)
    with pytest.raises(StorageFailed, match="data_read_only"):
        history.record(a_call("now"))
    assert ids(history) == ["before"]
    small_disk.allow_writing()
    history.record(a_call("now"))
    assert set(ids(history)) == {"before", "now"}
    history.close()


def test_a_data_folder_that_cannot_be_made_is_an_empty_history_that_says_why(tmp_path: Path, told: Told) -> None:
    (tmp_path / "file").write_text("no folder")
    history = History(told)
    history.open(tmp_path / "file" / "account")
    assert ids(history) == []
    with pytest.raises(StorageFailed, match="data_read_only"):
        history.record(a_call("a"))


def test_calls_before_a_time_are_forgotten_and_the_totals_follow(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.storage.history.PURGED_AT_ONCE", 3)
    for number in range(10):
        history.record(a_call(f"c{number}", at=1_000 + number, canonical="+8613800008057"))
    history.record(a_call("old", MISSED, at=1, canonical="ext:yunfan:8020"))
    assert (history.purge(1_008), history.purge(1_008)) == (9, 0)
    assert (ids(history), history.count(), history.missed()) == (["c9", "c8"], 2, 0)
    assert history.number("+8613800008057", "", 10).totals == {"in": 2, "out": 0, "missed": 0}
    assert history.number("ext:yunfan:8020", "", 10).totals == {"in": 0, "out": 0, "missed": 0}


def test_no_byte_of_a_cleared_history_stays_on_the_disk(history: History, tmp_path: Path) -> None:
    for number in range(50):
        history.record(a_call(f"call-{number}", canonical="+8613912345678"))
    history.clear()
    assert (history.count(), ids(history)) == (0, [])
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert "history.db" in files
    assert [name for name, content in files.items() if b"13912345678" in content or b"call-1" in content] == []
    history.record(a_call("new"))
    assert ids(history) == ["new"]


def test_a_call_that_ends_while_others_are_forgotten_is_kept(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.storage.history.PURGED_AT_ONCE", 5)
    for number in range(100):
        history.record(a_call(f"c{number}", at=number))
    with ThreadPoolExecutor(1) as worker:
        forgetting = worker.submit(history.purge, 1_000)
        for number in range(20):
            history.record(a_call(f"new{number}", at=2_000 + number))
        assert forgetting.result(20) == 100
    assert history.count() == 20


def test_a_closed_history_is_not_cleared(history: History) -> None:
    history.close()
    with pytest.raises(StorageFailed, match="storage_failed"):
        history.clear()
