"""Programs registered at each of the demo's enterprises, and what the administration can change there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.architecture.tree import ROOT
from tests.desktop_session import until
from tests.e2e.running import Running, in_browser
from tests.e2e.simulated_phones import YOUR_MOBILE, SimulatedPhones

EXCLUSIVE, REFUSE, SHARED = "云帆", "青禾", "蓝鲸"
IDS = {EXCLUSIVE: "yunfan", REFUSE: "qinghe", SHARED: "lanjing"}


@contextmanager
def registered_at(name: str, folder: Path, chromium: Browser) -> Iterator[Running]:
    """The demo in a browser, where 何雨桐 has registered at that enterprise."""
    with in_browser(folder / "home", chromium, None, folder / "data") as running:
        running.user.check_number()
        running.user.choose_enterprise(name)
        running.user.enter_code(running.phones.hear_code())
        running.user.wait_registered()
        yield running


def administrate(folder: Path, *words: str) -> None:
    """Run the administration's command line on the demo in this folder."""
    data = next((folder / "data").glob("**/administration-access.json")).parent
    command = [sys.executable, "-m", "backend.switchboard.admin", "--data", str(data), *words]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


class MobileClient:
    """The operator's app on your own mobile, as the simulator plays it."""

    def __init__(self, phones: SimulatedPhones) -> None:
        self._phones = phones

    def now(self) -> dict[str, Any]:
        """Where it stands."""
        client: dict[str, Any] = self._phones.handset(YOUR_MOBILE)["client"]
        return client

    def log_in(self, name: str) -> None:
        """Log in by a code that is heard on the mobile."""
        self.tell("log_in", enterprise_id=IDS[name])
        self._phones.hear_code()

    def wait(self, **fields: object) -> dict[str, Any]:
        """The client, as soon as these fields are so."""
        return until(lambda: self._as(fields), f"the mobile client is {fields}", 20)

    def wait_call(self, state: str) -> dict[str, Any]:
        """Its call, as soon as it is in this state."""
        return until(lambda: self._call(state), f"the mobile client is {state}", 20)

    def tell(self, command: str, **body: object) -> None:
        """log_out, mode, answer, decline, hang_up, dial."""
        self._phones.tell(YOUR_MOBILE, f"client/{command}", **body)

    def _as(self, fields: dict[str, object]) -> dict[str, Any]:
        now = self.now()
        return now if all(now[name] == value for name, value in fields.items()) else {}

    def _call(self, state: str) -> dict[str, Any]:
        call: dict[str, Any] = self.now()["call"] or {}
        return call if call.get("state") == state else {}
