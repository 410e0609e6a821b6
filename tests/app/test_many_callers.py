"""Thirty telephones outside call the same person within a second."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from backend.switchboard.world import DEFAULT_WORLD
from tests.app.conftest import enrol
from tests.app.test_restart import started
from tests.desktop_session import until
from tests.switchboard.process import Process

CALLERS = [f"+862566{number}" for number in range(100_001, 100_031)]


def _world(folder: Path) -> Path:
    """The usual one with these telephones."""
    telephones = "".join(f'\n[[outside]]\nnumber = "{number}"\nname = "外线"\n' for number in CALLERS)
    (folder / "pictures").symlink_to(DEFAULT_WORLD.parent / "pictures")
    world = folder / "world.toml"
    world.write_text(DEFAULT_WORLD.read_text("utf-8") + telephones, "utf-8")
    return world


def test_thirty_callers_in_a_second_all_stand_in_the_history_and_nothing_is_stuck(tmp_path: Path) -> None:
    platform = Process(tmp_path / "platform", "--world", str(_world(tmp_path)))
    try:
        with started(platform, tmp_path) as demo:
            enrol(demo)
            for number in CALLERS:
                demo.phones.tell(number, "dial", number="8057")
            rings = demo.page.wait_call("incoming")
            demo.page.do(f"/api/calls/{rings['id']}/answer")
            demo.page.wait_call("established")
            until(lambda: len(demo.page.history()) == len(CALLERS) - 1, "all others were turned away")
            demo.page.do(f"/api/calls/{rings['id']}/hangup")
            demo.page.wait_idle()
            rows = demo.page.history()
            assert sorted(row["canonical"] for row in rows) == CALLERS
            assert Counter(row["code"] for row in rows) == {"missed_while_busy": len(CALLERS) - 1, "hung_up": 1}
            until(lambda: {demo.phones.handset(one)["state"] for one in CALLERS} == {"idle"}, "nobody waits", 20)
            demo.page.do("/api/calls", number="8014")
            demo.page.wait_call("established")
    finally:
        platform.kill()
