"""The switchboard as the process it is, for a test."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from backend.switchboard.world import DEFAULT_WORLD

END_S = 10


class Process:
    """One running switchboard; `ready` is what it said when it listened."""

    def __init__(self, folder: Path, *more: str) -> None:
        command = [sys.executable, "-m", "backend.switchboard", "--data", str(folder), *more]
        pipe = subprocess.PIPE
        self.popen = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self.ready: dict[str, Any] = json.loads(_of(self.popen.stdout).readline() or b"{}")

    @property
    def api(self) -> str:
        """The address of the provisioning API."""
        return str(self.ready["api"])

    @property
    def token(self) -> str:
        """The token of the simulator's page."""
        return str(self.ready["simulator"]).partition("token=")[2]

    def post(self, path: str, **body: Any) -> Any:
        """Send a JSON object to the provisioning API: (status, body)."""
        return send(f"{self.api}{path}", "POST", body)

    def simulator(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the simulator's page something."""
        address = str(self.ready["simulator"]).partition("/?")[0]
        return send(f"{address}{path}", method, body, {"Authorization": f"Bearer {self.token}"})

    def end(self) -> tuple[int, str]:
        """Close its standard input and wait: exit code, and what it wrote on the error output."""
        _of(self.popen.stdin).close()
        self.popen.stdin = None
        _, errors = self.popen.communicate(timeout=END_S)
        return self.popen.returncode, errors.decode()

    def kill(self) -> None:
        """End it at once; nothing happens when it has ended."""
        self.popen.kill()
        self.popen.communicate()


def send(url: str, method: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """One HTTP request: status, and the body as JSON or bytes."""
    data = None if body is None else json.dumps(body).encode()
    kind = {} if data is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, {**kind, **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, _read(response.headers.get_content_type(), response.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, _read(refused.headers.get_content_type(), refused.read())


def write_world(folder: Path, **settings: float) -> Path:
    """The ordinary world with other settings, as a file of its own."""
    text = DEFAULT_WORLD.read_text(encoding="utf-8")
    for name, value in settings.items():
        line = f"{name} = {value}"
        text, count = re.subn(rf"^{name} = .*$", line, text, flags=re.MULTILINE)
        text = text if count else text.replace("[settings]", f"[settings]\n{line}")
    shutil.copytree(DEFAULT_WORLD.with_name("pictures"), folder / "pictures")
    (folder / "world.toml").write_text(text, encoding="utf-8")
    return folder / "world.toml"


def _read(kind: str, raw: bytes) -> Any:
    return json.loads(raw) if kind == "application/json" and raw else raw


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
