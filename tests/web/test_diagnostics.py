"""Diagnostics, the report and 关于 over the page's API."""

from __future__ import annotations

from backend.core.errors import StorageFailed
from tests.web.stage import Program


def test_m9_about_shows_version_licence_and_parts(program: Program) -> None:
    about = program.get("/api/about")
    assert (about["version"], about["licence"]) == ("0.1.0", "GPL-3.0-or-later")
    assert about["components"][0]["name"] == "htm"


def test_the_checks_cross_with_their_detail_as_an_object(program: Program) -> None:
    (item,) = program.get("/api/diagnostics")["items"]
    assert item["detail"] == {"address": "10.0.0.2", "ms": "3"}


def test_the_report_is_shown_before_it_is_written(program: Program) -> None:
    assert program.get("/api/diagnostics/report")["files"][0]["name"] == "program.log"
    assert program.post("/api/diagnostics/export") == {"status": 200, "body": {"path": "report.zip"}}


def test_a_report_that_cannot_be_written_is_told_with_its_folder(program: Program) -> None:
    program.diagnostics.failure = StorageFailed("report_no_room", folder="Downloads")
    answer = program.post("/api/diagnostics/export")
    assert (answer["status"], answer["body"]["error"]) == (
        507,
        {"code": "report_no_room", "detail": {"folder": "Downloads"}},
    )
