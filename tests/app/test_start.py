"""Starting, starting twice, starting again, and leaving."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.app.conftest import Demo, enrol, environment, running
from tests.app.page import PageApi
from tests.desktop_session import until
from tests.program import Program


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo in which somebody has logged in and called 8014, and which was left politely."""
    folder = tmp_path_factory.mktemp("template")
    with running(folder / "data", folder / "home") as demo:
        enrol(demo)
        demo.page.do("/api/calls", number="8014")
        demo.page.wait_call("established")
        demo.program.process.send_signal(signal.SIGTERM)
        assert demo.program.leave() == 0
    return folder / "data"


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(template, tmp_path / "data"))


def test_starting_again_needs_no_new_code_and_has_the_call_that_leaving_ended(data: Path, tmp_path: Path) -> None:
    with running(data, tmp_path) as demo:
        demo.page.wait_registered()
        state = demo.page.state()
        assert (state["account"]["name"], state["enrolment"]["step"]) == ("何雨桐", "done")
        rows = demo.page.history()
        assert [(row["canonical"], row["disposition"]) for row in rows] == [("ext:yunfan:8014", "answered")]


def test_ports_taken_by_others_meanwhile_are_replaced_and_found(data: Path, tmp_path: Path) -> None:
    with ExitStack() as taken:
        ports = json.loads((data / "demo" / "switchboard" / "switchboard.json").read_text())
        numbers = {value for value in ports.values() if isinstance(value, int) and value > 1024}
        assert len(numbers) >= 3
        for port in numbers:
            taken.enter_context(socket.create_server(("127.0.0.1", port)))
            taken.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", port))
        with running(data, tmp_path) as demo:
            demo.page.wait_registered()
            demo.page.do("/api/calls", number="8014")
            demo.page.wait_call("established")


def test_a_second_start_shows_the_first_hands_its_link_over_and_leaves(data: Path, tmp_path: Path) -> None:
    start = ("backend", "demo", "--browser", "--data", str(data))
    with running(data, tmp_path) as demo:
        for link in ("tel:8005", "tel:8014"):  # the later one is the one that waits
            with Program(tmp_path / "second.log", environment(tmp_path), *start, link) as second:
                assert second.leave() == 0
            assert "#token=" in demo.program.next_line()
            demo.program.next_line()  # the simulator's
        state = demo.page.state()
        assert (state["account"]["name"], state["calls"]) == ("何雨桐", [])
        assert (state["link"]["text"], state["link"]["party"]["canonical"]) == ("tel:8014", "ext:yunfan:8014")


def test_leaving_leaves_no_process_behind(data: Path, tmp_path: Path) -> None:
    with running(data, tmp_path) as demo:
        family = psutil.Process(demo.program.process.pid).children(recursive=True)
        assert len(family) >= 2
        demo.program.process.send_signal(signal.SIGTERM)
        assert demo.program.leave() == 0
        assert psutil.wait_procs(family, 5)[1] == []


def test_a_program_that_is_killed_takes_its_processes_along(data: Path, tmp_path: Path) -> None:
    with running(data, tmp_path) as demo:
        family = psutil.Process(demo.program.process.pid).children(recursive=True)
        demo.program.process.kill()
        assert psutil.wait_procs(family, 10)[1] == []


@pytest.mark.parametrize("threads", range(1, 8))
def test_a_signal_at_any_moment_of_the_start_ends_it(tmp_path: Path, threads: int) -> None:
    arguments = ("backend", "--browser", "--data", str(tmp_path / "data"))
    with Program(tmp_path / "errors.log", environment(tmp_path), *arguments) as program:
        until(lambda: psutil.Process(program.process.pid).num_threads() >= threads, f"{threads} threads run", 20)
        program.process.send_signal(signal.SIGTERM)
        assert program.leave() in (0, -signal.SIGTERM)


def test_without_a_platform_the_first_page_says_so(tmp_path: Path) -> None:
    arguments = ("backend", "--browser", "--data", str(tmp_path / "data"))
    with Program(tmp_path / "errors.log", environment(tmp_path), *arguments) as program:
        page = PageApi(program.next_line().split(": ", 1)[1])
        page.do("/api/enrolment/lookup", mobile="138 0000 8057")
        state = page.wait_step("number")
        assert state["enrolment"]["error"] == "platform_not_configured"
        assert (state["app"]["demo"], state["app"]["simulator"]) == (False, False)


def test_a_folder_that_cannot_be_used_is_told_and_the_program_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    arguments = ("backend", "--browser", "--data", str(tmp_path / "file" / "data"))
    with Program(tmp_path / "errors.log", environment(tmp_path), *arguments) as program:
        page = PageApi(program.next_line().split(": ", 1)[1])
        codes = [notice["code"] for notice in page.state()["notices"]]
        assert "data_not_opened" in codes


def test_a_corrupt_history_is_set_aside_and_a_new_one_made(data: Path, tmp_path: Path) -> None:
    (history,) = (data / "demo" / "accounts").glob("*/history.db")
    history.write_bytes(b"this is no database" * 1000)
    with running(data, tmp_path) as demo:
        demo.page.wait_registered()
        until(lambda: "database_set_aside" in _codes(demo), "the user is told")
        demo.page.do("/api/calls", number="8999")
        until(lambda: [row["code"] for row in demo.page.history()] == ["number_unknown"], "the call is recorded")
    assert list(history.parent.glob("history.db.corrupt-*"))


def _codes(demo: Demo) -> list[str]:
    return [notice["code"] for notice in demo.page.state()["notices"]]


def test_logging_out_forgets_the_login_and_a_start_asks_for_the_number_again(data: Path, tmp_path: Path) -> None:
    with running(data, tmp_path) as demo:
        demo.page.wait_registered()
        demo.page.do("/api/logout")
        state = demo.page.wait_step("number")
        assert (state["account"], state["registration"]["state"]) == (None, "unregistered")
    with running(data, tmp_path) as demo:
        assert demo.page.state()["enrolment"]["step"] == "number"
