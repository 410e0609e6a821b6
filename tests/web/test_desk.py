"""What the settings pages, the links and the program's update ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.core.state import Link, SoundTest, Update
from backend.web.sources import DesktopInfo
from tests.fakes.updater import RELEASE, FakeUpdater
from tests.web.stage import Program
from tests.web.test_api import DOCUMENT, fields, refused


def test_the_state_has_the_update_the_sound_test_the_link_and_what_is_locked(program: Program) -> None:
    state = program.get("/api/state")
    assert set(state["update"]) == fields(Update)
    assert set(state["sound_test"]) == fields(SoundTest)
    assert (state["link"], state["locked"], state["update"]["notes"]) == (None, [], {})
    assert set(state["app"]["desktop"]) == fields(DesktopInfo)


@pytest.mark.parametrize("kind", [Link, SoundTest, Update])
def test_every_field_of_a_new_value_is_documented(kind: type) -> None:
    text = Path(DOCUMENT).read_text(encoding="utf-8")
    written = re.search(rf"`{kind.__name__}` is .*?`\{{(.*?)\}}`", text, re.DOTALL)
    assert written is not None
    assert fields(kind) <= set(re.findall(r"\w+", written[1]))


def test_the_history_is_counted_and_cleared(program: Program) -> None:
    call_id = program.post("/api/calls", {"number": "8014"})["body"]["id"]
    program.post(f"/api/calls/{call_id}/hangup")
    program.wait_for("CallEnded", id=call_id)
    assert program.get("/api/history/count") == {"count": 1}
    assert program.get("/api/history/count?before=1000") == {"count": 0}
    assert program.get("/api/history/count?before=9999999999999") == {"count": 1}
    assert program.post("/api/history/clear") == {"status": 202, "body": {}}
    program.parts.keeper.stop(5)
    assert program.get("/api/history/count") == {"count": 0}
    assert refused(program.post("/api/history/clear", {"all": True})) == (400, "invalid_body")


def test_logging_out_takes_the_history_along_when_asked(program: Program, tmp_path: Path) -> None:
    assert list((tmp_path / "accounts").iterdir())
    assert refused(program.post("/api/logout", {"erase": "yes"})) == (400, "invalid_body")
    assert program.post("/api/logout", {"erase": True})["status"] == 202
    program.parts.keeper.stop(5)
    assert list((tmp_path / "accounts").iterdir()) == []


def test_a_link_is_told_and_dismissed(program: Program) -> None:
    assert program.post("/api/link", {"text": "tel:8014"})["status"] == 202
    link = program.get("/api/state")["link"]
    assert (link["text"], link["party"]["name"], link["error"]) == ("tel:8014", "林知夏", "")
    assert program.get("/api/state")["calls"] == []
    program.post("/api/link/dismiss")
    assert program.get("/api/state")["link"] is None
    assert refused(program.post("/api/link", {"text": "x" * 1_000})) == (400, "invalid_body")


def test_a_sound_test_is_begun_and_stopped(program: Program) -> None:
    assert refused(program.post("/api/sound/test", {"kind": "smell"})) == (400, "invalid_body")
    assert program.post("/api/sound/test", {"kind": "speaker"})["status"] == 202
    assert program.post("/api/sound/test/stop")["status"] == 202
    program.post("/api/calls", {"number": "8014"})
    assert refused(program.post("/api/sound/test", {"kind": "ring"})) == (409, "sound_test_in_call")


def test_a_program_without_updates_says_so(program: Program) -> None:
    assert program.post("/api/update/check")["status"] == 202
    update = program.get("/api/state")["update"]
    assert (update["way"], update["state"], update["error"]) == ("source", "failed", "update_no_source")
    for command in ("download", "apply"):
        assert refused(program.post(f"/api/update/{command}")) == (409, "update_not_ready")
    for command in ("cancel", "dismiss"):
        assert program.post(f"/api/update/{command}")["status"] == 202
    assert refused(program.post("/api/update/later")) == (404, "not_found")
    assert refused(program.post("/api/update/check", {"version": "2"})) == (400, "invalid_body")


def test_an_update_is_found_with_its_notes_and_fetched(tmp_path: Path) -> None:
    updater = FakeUpdater()
    updater.newest = RELEASE
    program = Program(tmp_path, logged_in=False, updater=updater)
    program.start()
    program.post("/api/update/check")
    found = program.wait_for("UpdateChanged", state="available")["value"]
    assert (found["version"], found["notes"]) == (RELEASE.version, {"en": "- Better", "zh-CN": "- 更好"})
    program.post("/api/update/download")
    program.wait_for("UpdateChanged", state="ready")
    program.stop()


def test_a_locked_setting_is_refused_by_name(tmp_path: Path) -> None:
    program = Program(tmp_path, logged_in=False)
    program.settings.fixed = {"theme": "dark"}
    program.start()
    state = program.get("/api/state")
    assert (state["locked"], state["settings"]["theme"]) == (["theme"], "dark")
    answer = program.bridge.request("PUT", "/api/settings", {"theme": "light"})
    assert answer["body"]["error"] == {"code": "setting_locked", "detail": {"field": "theme"}}
    program.stop()
