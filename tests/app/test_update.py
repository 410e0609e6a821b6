"""The program's updater, as the composition root makes it: in the demo it finds the demo's own server."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.app import Start, _updater
from backend.demo import LocalSwitchboard
from backend.version import version
from tests.switchboard.process import send

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")


def test_m9_the_demo_serves_an_update_repository_that_starts_with_the_running_version(tmp_path: Path) -> None:
    switchboard = LocalSwitchboard(tmp_path / "switchboard", ("--client-version", version()))
    switchboard.start()
    try:
        updater = _updater(Start(tmp_path, demo=True), switchboard)
        assert updater.way == "source"
        assert updater.check() is None
        page, _, token = switchboard.ready().simulator.partition("/?token=")
        attack = {"attack": "stranger"}
        send(f"{page}/api/updates/attack", "PUT", attack, {"Authorization": f"Bearer {token}"})
        with pytest.raises(Exception, match="update_wrong_key"):
            updater.check()
    finally:
        switchboard.stop()


def test_a_program_that_is_no_bundle_and_no_demo_has_no_source(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="update_no_source"):
        _updater(Start(tmp_path), None).check()
