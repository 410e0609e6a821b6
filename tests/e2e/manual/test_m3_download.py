"""M3: the directory's way from the platform to this disk, counted as it comes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from backend.core.events import DirectoryChanged
from backend.core.parts import Parts, Ports
from backend.core.state import DirectoryState
from backend.provisioning.client import PlatformClient
from backend.storage.account import AccountFolders
from backend.storage.directory import Directory
from backend.storage.history import History
from tests.fakes.clockwork import ManualLoop, ManualWorkers
from tests.fakes.disk import FakeSavedLogin, FakeSavedSettings
from tests.fakes.line import FakeLine
from tests.fakes.platform import LOGIN, FakePlatform
from tests.fakes.platform_server import DIRECTORY, PlatformServer, Sent

EVERYBODY = 5_000


def _first_login(client: PlatformClient, data: Path) -> list[DirectoryState]:
    """Somebody logs in on a machine that has no directory; what the page is told of it."""
    folders = AccountFolders(data, History(lambda *_, **__: None), Directory(), client)
    loop = ManualLoop()
    workers, keeper = ManualWorkers(loop), ManualWorkers(loop, at_once=True)
    ports = Ports(FakeLine(), FakePlatform(), FakeSavedLogin(), FakeSavedSettings(), folders)
    parts = Parts(ports, loop, workers, keeper)
    told: list[DirectoryState] = []

    def note(_: int, event: object) -> None:
        if isinstance(event, DirectoryChanged):
            told.append(event.directory)

    parts.bus.subscribe(note)
    parts.session.log_in(LOGIN)
    workers.finish_all()
    return told


def test_m3_after_the_first_login_the_directory_downloads_by_itself_with_a_count(tmp_path: Path) -> None:
    people = [{"id": f"p{n}", "name": f"名字{n * 7919}", "department_id": "d1"} for n in range(EVERYBODY)]
    with PlatformServer().running() as platform:
        announced = {"X-People-Count": str(EVERYBODY)}
        platform.answers["/v1/directory"] = Sent.json({**DIRECTORY, "people": people}, headers=announced)
        client = PlatformClient(platform.url, "test machine")
        *coming, ready = _first_login(client, tmp_path)
        client.close()
    counts = [state.done for state in coming if state.total]
    assert {(state.state, state.total) for state in coming if state.done} == {("loading", EVERYBODY)}
    assert any(0 < count < EVERYBODY for count in counts)
    assert all(one < later for one, later in pairwise(counts))
    assert (ready.state, ready.count) == ("ready", EVERYBODY)
