"""A running program of the layout and its demo's update server, driven over HTTP (browser mode)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from tests.switchboard.process import send
from tests.updates.layout import Layout

PATIENCE_S = 120.0
EVERY_S = 0.1  # the state is asked for so often: the program that would tell of it is replaced in between


class Running:
    """Started by the launcher; whoever runs at the moment is found by the last links that were printed."""

    def __init__(self, layout: Layout, data: Path) -> None:
        self.layout = layout
        command = [str(layout.home / "cloud-switchboard"), "demo", "--browser", "--data", str(data)]
        self._popen = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._links: list[str] = []
        self._printed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()
        self.starts = 0
        self.await_start()

    def await_start(self) -> None:
        """Wait until a program says that it listens, one that was not waited for before."""
        self.starts += 1
        with self._printed:
            assert self._printed.wait_for(lambda: len(self._links) >= 2 * self.starts, PATIENCE_S)

    @property
    def state(self) -> dict[str, Any]:
        """What the page sees."""
        state: dict[str, Any] = self._ask(-2, "GET", "/api/state")
        return state

    def order(self, name: str) -> None:
        """Press a button of the update."""
        self._ask(-2, "POST", f"/api/update/{name}", {})

    def reach(self, *states: str) -> dict[str, Any]:
        """Wait until the update is in one of these states."""
        deadline = time.monotonic() + PATIENCE_S
        while (update := self.state["update"])["state"] not in states:
            assert time.monotonic() < deadline, update
            threading.Event().wait(EVERY_S)
        return dict(update)

    def publish(self, kind: str) -> str:
        """Have the update server pack a version; its number."""
        self._ask(-1, "POST", "/api/updates/publish", {"kind": kind})
        deadline = time.monotonic() + PATIENCE_S
        while (server := self._ask(-1, "GET", "/api/state")["updates"])["packing"]:
            assert time.monotonic() < deadline
            threading.Event().wait(EVERY_S)
        return str(server["version"])

    def attack(self, kind: str) -> None:
        """What the update server does from now on."""
        self._ask(-1, "PUT", "/api/updates/attack", {"attack": kind})

    def update(self, kind: str) -> str:
        """From publishing to the restart; the number."""
        version = self.publish(kind)
        self.order("check")
        assert self.reach("available", "failed")["version"] == version
        self.order("download")
        assert self.reach("ready", "failed")["error"] == ""
        self.order("apply")
        self.await_start()
        return version

    def end(self) -> None:
        """Whoever runs now leaves."""
        pids = subprocess.run(["pgrep", "-f", f"{self.layout.home}/.* demo --browser"], capture_output=True, text=True)
        for pid in pids.stdout.split():
            os.kill(int(pid), signal.SIGTERM)
        assert self._popen.stdout is not None
        self._popen.wait(20)

    def _ask(self, which: int, method: str, path: str, body: Any = None) -> Any:
        address, _, token = self._links[which].partition("token=")
        base = re.sub(r"/[#?]?$", "", address)
        status, answer = send(f"{base}{path}", method, body, {"Authorization": f"Bearer {token}"})
        assert status < 300, (path, status, answer)
        return answer

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as output:
            for line in output:
                with self._printed:
                    self._links += re.findall(r"http://\S+", line)
                    self._printed.notify_all()
