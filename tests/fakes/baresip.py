"""baresip, an independent SIP telephone, driven through its control port (JSON in netstrings)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.desktop_session import until

MODULES = Path("/usr/lib/baresip/modules")
_CONFIG = """
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
module_path {modules}
module g722.so
module g711.so
module aufile.so
module alsa.so
module_app account.so
module_app menu.so
module ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_source aufile,{says}
audio_player alsa,pulse
rtp_ports 30000-31000
"""


class Baresip:
    """A context manager; `sip` is the SIP account as the platform tells it at a login, `says` what it says in calls,
    `environment` leads to the sound server on which it plays what it hears."""

    def __init__(self, folder: Path, sip: dict[str, Any], says: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment}
        control = _free_port()
        config = _CONFIG.format(sip=_free_sip_port(), modules=MODULES, control=control, says=says)
        (folder / "config").write_text(config)
        account = (
            f"<sip:{sip['username']}@{sip['domain']}>;auth_user={sip['auth_username']};auth_pass={sip['password']}"
            f';outbound="sip:{sip["proxy"]}";regint=60;audio_codecs=G722/16000/1\n'
        )
        (folder / "accounts").write_text(account)
        self._control = ("127.0.0.1", control)

    def __enter__(self) -> Baresip:
        log = open(self._folder / "baresip.log", "wb")
        with log:
            self._process = subprocess.Popen(
                ["baresip", "-f", str(self._folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )
        until(lambda: "200 OK" in self.said(), "baresip is registered", 15)
        self._line = socket.create_connection(self._control, timeout=5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(AttributeError):
            self._line.close()
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def said(self) -> str:
        """Its output so far."""
        return (self._folder / "baresip.log").read_text(errors="replace")

    def dial(self, number: str) -> None:
        """Call a number and wait until somebody answers."""
        before = self.said().count("Call established")
        self._do("dial", number)
        until(lambda: self.said().count("Call established") > before, f"{number} has answered", 20)

    def press(self, digits: str) -> None:
        """Press keys (RFC 4733), as fast as a person does."""
        for digit in digits:
            self._do("sndcode", digit)
            time.sleep(0.3)

    def hang_up(self) -> None:
        """End the call."""
        self._do("hangup")

    def _do(self, command: str, params: str = "") -> None:
        message = json.dumps({"command": command, "params": params, "token": "test"})
        self._line.sendall(f"{len(message)}:{message},".encode())


def _free_sip_port() -> int:
    """A port for UDP and TCP whose next one is free too: there it listens for TLS."""
    while True:
        port = _free_port()
        with suppress(OSError), ExitStack() as probes:
            for kind, number in ((socket.SOCK_DGRAM, port), (socket.SOCK_STREAM, port), (socket.SOCK_STREAM, port + 1)):
                probes.enter_context(socket.socket(socket.AF_INET, kind)).bind(("127.0.0.1", number))
            return port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
