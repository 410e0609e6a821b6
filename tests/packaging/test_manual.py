"""The table of the manual says truly which of its sentences were shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manual import CHAPTERS, lines, noted, read, row


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ("tests/a.py::test_m6_a_failed_transfer_returns_the_call", ("M6", "a failed transfer returns the call")),
        ("tests/a.py::test_m12_it_is_told[exclusive]", ("M12", "it is told")),
        ("tests/a.py::test_mute_is_told", None),
        ("tests/test_m2_a.py::test_something", None),
        ("tests/a.py::test_b[x::test_m2_a]", None),
    ],
)
def test_a_test_belongs_to_the_chapter_of_its_name(node: str, found: tuple[str, str] | None) -> None:
    assert row(node) == found


def test_a_sentence_that_failed_once_has_failed() -> None:
    rows = noted({}, [("a::test_m5_x[udp]", "passed"), ("a::test_m5_x[tcp]", "failed"), ("b::test_m5_x", "passed")])
    assert rows == {"M5": {"x": "failed"}}
    assert "M5  1 tests, 1 failed" in lines(rows)


def test_every_chapter_stands_in_the_table_also_one_without_tests() -> None:
    assert [line.split()[0] for line in lines({})] == [f"M{number}" for number in CHAPTERS]


def test_a_file_of_an_earlier_run_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text("{")
    assert read(str(tmp_path / "rows.json")) == read(str(tmp_path / "none.json")) == {}
