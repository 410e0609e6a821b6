"""How long the program takes from its first instruction to its REGISTER on the wire, warm, with somebody logged in."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend.core.ports import Login, SipCredentials
from backend.core.state import Account
from backend.provisioning.address import VARIABLE
from backend.storage.secrets import Secrets
from tests.benchmarks.result import Result, percentile

START_MS = 600.0
LEAVE_MS = 2000.0
WARM_UP = 2
SAMPLES = 12
LIMIT_S = 20.0
ACCOUNT = Account(
    "yunfan",
    "江苏云帆科技有限公司",
    "+862557990000",
    "yf8057",
    "何雨桐",
    "8057",
    "+8613800008057",
    "national",
    "network",
)


def run() -> list[Result]:
    """The registrar's end is a socket that notes when the first REGISTER arrives; it answers nothing, so that leaving
    has to do without it."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as registrar,
    ):
        registrar.bind(("127.0.0.1", 0))
        registrar.settimeout(LIMIT_S)
        data = Path(folder)
        proxy = f"127.0.0.1:{registrar.getsockname()[1]}"
        sip = SipCredentials("yunfan.example", "8057", "8057", "not-a-secret", proxy)
        Secrets(data, lambda code, **detail: None, use_keychain=False).save(Login("not-a-token", sip, ACCOUNT))
        starts, ends = zip(*[_once(data, registrar) for _ in range(WARM_UP + SAMPLES)][WARM_UP:], strict=True)
    return [
        Result(
            "process start to REGISTER", "ms", START_MS, percentile(starts, 50), SAMPLES, f"worst {max(starts):.0f} ms"
        ),
        Result("leaving, signal to end of process", "ms", LEAVE_MS, max(ends), SAMPLES, "the worst"),
    ]


def _once(data: Path, registrar: socket.socket) -> tuple[float, float]:
    """Milliseconds from the start of one program to its REGISTER, and from asking it to leave to its end."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment[VARIABLE] = "http://127.0.0.1:9"  # nobody has to be there: the account registers without asking
    _drain(registrar)
    began = time.perf_counter()
    program = subprocess.Popen(
        [sys.executable, "-m", "backend", "--browser", "--data", str(data)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not registrar.recv(65536).startswith(b"REGISTER "):
            pass
        registered = time.perf_counter()
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(LIMIT_S)
    return (registered - began) * 1000, (time.perf_counter() - registered) * 1000


def _drain(registrar: socket.socket) -> None:
    """Forget what the program before still sent."""
    registrar.setblocking(False)
    try:
        while registrar.recv(65536):
            pass
    except BlockingIOError:
        pass
    registrar.settimeout(LIMIT_S)
