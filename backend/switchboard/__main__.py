"""The command line of the local switchboard: `python -m backend.switchboard --data DIR`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.switchboard.log import open_log
from backend.switchboard.logins import AlreadyRunning
from backend.switchboard.world import DEFAULT_WORLD
from backend.switchboard.world_file import WorldError, load_world


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m backend.switchboard", description="The local switchboard.")
    parser.add_argument("--data", type=Path, required=True, help="folder of logins, ports and log")
    parser.add_argument("--world", type=Path, default=DEFAULT_WORLD, help="who works where (TOML)")
    parser.add_argument("--host", default="127.0.0.1", help="address for HTTP, SIP and sound")
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--sip-port", type=int, default=0)
    parser.add_argument("--simulator-port", type=int, default=0)
    parser.add_argument("--client-version", default="", help="what clients run; the update server offers newer ones")
    parser.add_argument("--keep", action="store_true", help="do not end when the standard input is closed")
    return parser.parse_args()


def main() -> int:
    """Run until a signal or the end of the standard input; what hinders a start is one line of JSON, and code 2."""
    given = arguments()
    try:
        given.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        open_log(given.data)
        run(given)
    except WorldError as error:
        return _cannot("world_unusable", str(error))
    except AlreadyRunning as error:
        return _cannot("already_running", str(error))
    except (OSError, sqlite3.Error) as error:
        return _cannot("cannot_start", str(error))
    return 0


def run(given: argparse.Namespace) -> None:
    """Run the event loop; a selector loop also on Windows, where the other kind has no add_reader for UDP."""
    # aiohttp reads the machine's certificates when it is imported, 0.1 s or more; the switchboard calls nobody by TLS.
    os.environ["SSL_CERT_FILE"] = os.devnull
    from backend.switchboard.switchboard import Switchboard, Wanted

    world = load_world(given.world)
    wanted = Wanted(given.host, given.http_port, given.sip_port, given.simulator_port, given.client_version)

    async def serve() -> None:
        ended = asyncio.Event()
        _end_on(asyncio.get_running_loop(), ended.set, not given.keep)
        switchboard = Switchboard(world, given.data, wanted)
        try:
            _say(await switchboard.start())
            await ended.wait()
        finally:
            await switchboard.stop()

    loop = asyncio.SelectorEventLoop()
    try:
        loop.run_until_complete(serve())
    finally:
        loop.close()


def _end_on(loop: asyncio.AbstractEventLoop, end: Callable[[], None], stdin_too: bool) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end))
    if stdin_too and not os.isatty(0):
        threading.Thread(target=_watch_stdin, args=(loop, end), daemon=True).start()


def _watch_stdin(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    try:
        loop.call_soon_threadsafe(end)
    except RuntimeError:
        pass  # the loop has ended already


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _cannot(code: str, text: str) -> int:
    _say({"ready": False, "error": {"code": code, "text": text}})
    return 2


if __name__ == "__main__":
    sys.exit(main())
