"""Where the window stood, and where it may stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.desktop.place import FILE, Place, into_view, read, write

MAIN, SECOND = Place(0, 0, 1366, 768), Place(1366, 0, 1920, 1080)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    place = Place(-20, 40, 900, 600, maximised=True)
    write(tmp_path, place)
    assert read(tmp_path) == place
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_a_disk_that_takes_nothing_costs_the_place_only(tmp_path: Path) -> None:
    write(tmp_path / "missing", Place(0, 0, 900, 600))
    assert read(tmp_path / "missing") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", '{"x": 1}', "[" * 5000, "\xff", "x" * 10_000,
        json.dumps({"x": 0, "y": 0, "width": 0, "height": 5, "maximised": False}),
        json.dumps({"x": 1e9, "y": 0, "width": 900, "height": 600, "maximised": False}),
        json.dumps({"x": 10**9, "y": 0, "width": 900, "height": 600, "maximised": False}),
        json.dumps({"x": True, "y": 0, "width": 900, "height": 600, "maximised": False}),
        json.dumps({"x": 0, "y": 0, "width": 900, "height": 600, "maximised": "yes"}),
        json.dumps({"x": 0, "y": 0, "width": 900, "height": 600, "maximised": False, "more": 1}),
    ],
)  # fmt: skip
def test_nonsense_is_no_place(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    assert read(tmp_path) is None


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (Place(100, 50, 900, 600), Place(100, 50, 900, 600)),
        (Place(1500, 50, 900, 600), Place(1500, 50, 900, 600)),
        (Place(-800, 50, 900, 600), Place(-800, 50, 900, 600)),  # enough of it can be taken hold of
        (Place(-880, 50, 900, 600), Place(233, 84, 900, 600)),
        (Place(5000, 5000, 900, 600), Place(233, 84, 900, 600)),
        (Place(100, -20, 900, 600), Place(100, 0, 900, 600)),
        (Place(100, 760, 900, 600), Place(233, 84, 900, 600)),
        (Place(0, 0, 3000, 2000), Place(0, 0, 1366, 768)),
        (Place(9000, 0, 900, 600, maximised=True), Place(233, 84, 900, 600, maximised=True)),
    ],
)
def test_a_window_that_nobody_could_take_hold_of_comes_back_into_view(place: Place, seen: Place) -> None:
    assert into_view(place, [MAIN, SECOND]) == seen
