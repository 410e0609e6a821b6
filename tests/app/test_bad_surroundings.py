"""The whole program where it has a hard time: no home to write to, two users, strange folders, foreign settings,
hostile links."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.conftest import environment
from tests.app.page import PageApi
from tests.desktop_session import DesktopSession, until
from tests.program import Program

NOWHERE = Path("/sys/nowhere")  # nobody makes a folder there, root neither
FROM_LATER = {
    "schema": 99, "theme": "dark", "text_size": "gigantic", "history_days": "for ever", "microphone_boost_db": 1e308,
    "language": {"zh": 1}, "close_to_tray": None, "hologram": True, "platform": "javascript:alert(1)",
}  # fmt: skip
HOSTILE = ["tel:;rm -rf", "tel:" + "1" * 100_000, "sip:\x1b[31m110\x07", "callto:\udcff\udcfe%00%0a"]  # fmt: skip


@contextmanager
def started(home: Path, *words: str, log: Path | None = None) -> Iterator[tuple[Program, PageApi]]:
    """The program in browser mode, without any platform."""
    with Program((log or home) / "errors.log", environment(home), "backend", "--browser", *words) as program:
        yield program, PageApi(program.next_line().split(": ", 1)[1])


def test_a_home_that_cannot_be_written_is_told_and_a_report_is_still_made(tmp_path: Path) -> None:
    with started(NOWHERE, log=tmp_path) as (_, page):
        assert "data_not_opened" in [notice["code"] for notice in page.state()["notices"]]
        assert page.ask("PUT", "/api/settings", {"theme": "dark"})[0] == 200
        found = {one["id"]: one["code"] for one in page.ask("GET", "/api/diagnostics")[1]["items"]}
        assert (found["storage"], found["platform"]) == ("read_only", "not_configured")
        assert page.ask("POST", "/api/diagnostics/export", {})[1]["content"]
        until(lambda: "settings_not_saved" in [one["code"] for one in page.state()["notices"]], "it is told")


def test_a_demo_that_cannot_start_says_so_in_a_window(tmp_path: Path) -> None:
    with DesktopSession(tmp_path, tray=False) as session:
        words = ("backend", "demo", "--data", str(NOWHERE), "--lang", "en")
        with Program(tmp_path / "errors.log", session.environment, *words) as program:
            session.window("Cloud Switchboard")
            session.do("xdotool", "key", "Return")
            assert program.leave() == 1
    assert str(NOWHERE) in (tmp_path / "errors.log").read_text("utf-8")


def test_two_users_of_one_machine_do_not_meet(tmp_path: Path) -> None:
    homes = [tmp_path / "何雨桐", tmp_path / "other user"]
    with started(homes[0]) as (_, first), started(homes[1]) as (_, second):
        assert first._origin != second._origin
        first.ask("PUT", "/api/settings", {"theme": "dark"})
        assert second.state()["settings"]["theme"] == "system"
        assert PageApi(f"{second._origin}/#token={first._token}").ask("GET", "/api/state")[0] == 401
        until(lambda: list(homes[0].rglob("settings.json")), "the settings are written")
        for home in homes:
            (data,) = home.glob(".local/share/cloud-switchboard")
            assert _readable_by_others(data) == []


def _readable_by_others(data: Path) -> list[Path]:
    """What another user of the machine could open."""
    others = stat.S_IRWXG | stat.S_IRWXO
    return [path for path in (data, *data.rglob("*")) if path.stat().st_mode & others]


def test_settings_of_a_later_version_in_a_folder_with_any_name_are_used_where_they_can_be(tmp_path: Path) -> None:
    data = tmp_path / "张 三 的 数据 #1%20;$(x)"
    data.mkdir()
    (data / "settings.json").write_text(json.dumps(FROM_LATER), encoding="utf-8")
    with started(tmp_path, "--data", str(data)) as (_, page):
        state = page.state()
        assert state["settings"]["theme"] == "dark"
        assert (state["settings"]["text_size"], state["settings"]["close_to_tray"]) == ("normal", True)
        until(lambda: _told(page) & {"settings_set_aside", "settings_newer"}, "the user is told")
        assert page.ask("PUT", "/api/settings", {"theme": "light"})[0] == 200
        kept = data / "settings.json"
        until(lambda: json.loads(kept.read_text("utf-8")).get("theme") == "light", "the change is written")
        assert json.loads(kept.read_text("utf-8"))["hologram"] is True


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 60_000,
        pytest.param(b"", marks=pytest.mark.long),
        pytest.param(b"{" + b" " * 70_000, marks=pytest.mark.long),
    ],
    ids=["deep", "empty", "long"],
)
def test_settings_full_of_nonsense_are_kept_aside_and_the_program_runs(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    with started(tmp_path, "--data", str(tmp_path)) as (_, page):
        assert page.state()["settings"]["theme"] == "system"
        until(lambda: "settings_set_aside" in _told(page), "the user is told")
        assert [path.read_bytes() for path in tmp_path.glob("settings.json.corrupt-*")] == [content]


def _told(page: PageApi) -> set[str]:
    return {notice["code"] for notice in page.state()["notices"]}


def test_a_hostile_link_is_shown_as_such_and_nothing_is_dialled(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(tmp_path, "--data", str(data), HOSTILE[0]) as (program, page):
        assert page.state()["link"]["error"] == "invalid_link"
        for link in HOSTILE[1:]:
            page.do("/api/link/dismiss")
            words = ("backend", "--browser", "--data", str(data), os.fsencode(link).decode("utf-8", "surrogateescape"))
            with Program(tmp_path / "second.log", environment(tmp_path), *words) as second:
                assert second.leave() == 0
            program.next_line()
            shown = page.state()["link"]
            assert shown is not None, link[:40]
            assert (shown["party"], shown["error"]) == (None, "invalid_link")
            assert len(shown["text"]) <= 200
            assert shown["text"].isprintable()
        assert page.state()["calls"] == []
