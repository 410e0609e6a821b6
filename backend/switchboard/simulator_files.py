"""The files of the simulator's page: a closed set of folders and endings below `frontend/`, nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from aiohttp import web

from backend.switchboard.api_errors import ApiError
from backend.switchboard.simulator_guard import HEADERS

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
_OPEN = re.compile(r"(simulator|styles|vendor)/[a-z0-9-]+\.(js|css)|clicks\.js|icons\.js|preact\.js")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


async def page(request: web.Request) -> web.StreamResponse:
    """The page itself."""
    return _file(FRONTEND / "simulator" / "index.html")


async def part(request: web.Request) -> web.StreamResponse:
    """A script or style sheet of the page; raises ApiError."""
    name = request.match_info["name"]
    if not _OPEN.fullmatch(name):
        raise ApiError(404, "not_found")
    return _file(FRONTEND / name)


def _file(path: Path) -> web.StreamResponse:
    if not path.is_file():
        raise ApiError(404, "not_found")
    headers = {**HEADERS, "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8", "Cache-Control": "no-cache"}
    return web.FileResponse(path, headers=headers)
