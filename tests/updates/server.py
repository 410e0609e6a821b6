"""The demo's update server on a thread of its own: real HTTP, really signed lists."""

from __future__ import annotations

import asyncio
import io
import tarfile
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from backend.switchboard.http_server import runner
from backend.switchboard.updates import Offer, Updates
from backend.switchboard.updates_api import PATH, serve_updates
from backend.updates import source

T = TypeVar("T")


class Server:
    """`ranges` are the Range headers of the requests for archives, as they came."""

    def __init__(self, folder: Path, running: str = "1.0.0") -> None:
        self.ranges: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.address = self.do(self._start(folder, running))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done there."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    @property
    def source(self) -> source.Source:
        """Where clients find it."""
        return source.of_demo(self.address)

    def offer(self, version: str, files: Mapping[str, bytes | str] | bytes) -> None:
        """Offer a version with these files (text is a program), or with this archive."""
        folder = self._folder / "repository" / "targets"
        folder.mkdir(parents=True, exist_ok=True)
        archive = files if isinstance(files, bytes) else packed(files)
        self.do(self.updates.list_file("timestamp.json"))
        (folder / f"cloud-switchboard-{version}.tar.gz").write_bytes(archive)
        self.do(self.updates.offer(Offer(version, "works")))

    def attack(self, kind: str) -> None:
        """What it does from now on."""
        self.do(self.updates.choose(kind))

    def close(self) -> None:
        """End it."""
        self.do(self._runner.cleanup())
        self.do(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _start(self, folder: Path, running: str) -> str:
        self._folder = folder
        self.updates = Updates(folder, running)

        @web.middleware
        async def note(request: web.Request, handler: Any) -> web.StreamResponse:
            if "/targets/" in request.path:
                self.ranges.append(request.headers.get("Range", ""))
            response: web.StreamResponse = await handler(request)
            return response

        from backend.switchboard.api_errors import errors_as_json

        app = web.Application(middlewares=[note, errors_as_json])
        serve_updates(app, self.updates)
        self._runner = runner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}{PATH}"


def packed(files: Mapping[str, bytes | str]) -> bytes:
    """An archive; text is an executable program."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as tar:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o755 if isinstance(content, str) else 0o644
            tar.addfile(member, io.BytesIO(data))
    return whole.getvalue()
