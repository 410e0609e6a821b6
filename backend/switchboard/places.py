"""Where the switchboard listens: ports are chosen once and kept in the data folder, a taken one is replaced."""

from __future__ import annotations

import json
import secrets
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.switchboard.private_file import write_private

FILE = "switchboard.json"


@dataclass(frozen=True)
class Places:
    """The ports (0: not chosen yet) and the token of the simulator's page, which a bookmark may hold."""

    http_port: int = 0
    sip_port: int = 0
    simulator_port: int = 0
    simulator_token: str = ""


def load_places(folder: Path) -> Places:
    """The places of the last run; what is missing or unusable is chosen anew."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    token = kept.get("simulator_token")
    usable = isinstance(token, str) and len(token) >= 32 and token.isascii()
    ports = [kept.get(name) for name in ("http_port", "sip_port", "simulator_port")]
    http, sip, simulator = (port if isinstance(port, int) and 0 < port < 65536 else 0 for port in ports)
    return Places(http, sip, simulator, token if isinstance(token, str) and usable else secrets.token_urlsafe(24))


def save_places(folder: Path, places: Places) -> None:
    """Keep the places, readable for their owner only; raises OSError."""
    write_private(folder / FILE, asdict(places))


def listening(host: str, port: int) -> socket.socket:
    """A TCP socket bound to this port, or to a free one when it is taken; raises OSError when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port, 0):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, wanted))
            listener.listen(128)
        except OSError:
            listener.close()
            if wanted == 0:
                raise
            continue
        listener.setblocking(False)
        return listener
    raise OSError("no free port")
