"""Keeps everybody out of the simulator's page who does not have its link, and every other page of a browser."""

from __future__ import annotations

import hmac

from aiohttp import web

from backend.switchboard.api_errors import Answering, ApiError

TOKEN: web.AppKey[str] = web.AppKey("token", str)
HOSTS = ("127.0.0.1", "localhost", "[::1]")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SORRY = """<!doctype html><meta charset="utf-8"><title>模拟电话</title>
<p lang="zh-CN">请用云总机里的“模拟电话”按钮，或启动时显示的完整链接打开此页。</p>
<p lang="en">Open this page with the “Phone simulator” button, or with the complete link shown at the start.</p>
"""


@web.middleware
async def guard(request: web.Request, handler: Answering) -> web.StreamResponse:
    """Right host, right origin, and for all that tells or does something the token; raises ApiError."""
    socket_name = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket_name[1] if socket_name else 0
    hosts = [f"{host}:{port}" for host in HOSTS]
    if request.headers.get("Host", "").lower() not in hosts:
        raise ApiError(403, "wrong_host")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in [f"http://{host}" for host in hosts]:
        raise ApiError(403, "wrong_origin")
    if request.path == "/" and not _allowed(request):
        return web.Response(status=403, text=SORRY, content_type="text/html", headers=HEADERS)
    if request.path.startswith("/api/") and not _allowed(request):
        raise ApiError(403, "wrong_token")
    return await handler(request)


def _allowed(request: web.Request) -> bool:
    given = request.query.get("token") or request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode("utf-8", "replace"), request.app[TOKEN].encode())
