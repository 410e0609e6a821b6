"""Who may talk to the server of browser mode: only a page that came from it and holds its token."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from backend.web.reply import refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

EVENTS = "/api/events"


class Guard:
    """Stands before the app. `port` is the server's own: another Host is another name that was made to point here
    (DNS rebinding), another Origin is another site's page."""

    def __init__(self, app: WSGIApplication, token: str, port: int) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass it on, or answer 401 `wrong_token`, 403 `wrong_host` or `wrong_origin`."""
        if (objection := self._objection(environ)) is not None:
            return refusal(objection, 401 if objection == "wrong_token" else 403)(environ, start_response)
        return self._app(environ, start_response)

    def _objection(self, environ: dict[str, Any]) -> str | None:
        host = environ.get("HTTP_HOST", "")
        if host not in self._hosts:
            return "wrong_host"
        if environ.get("HTTP_ORIGIN", f"http://{host}") != f"http://{host}":
            return "wrong_origin"
        ours = environ.get("HTTP_SEC_FETCH_SITE", "same-origin") in ("same-origin", "none")
        # Whatever is not a file of the page needs the token, however its path is written.
        if not environ.get("PATH_INFO", "").startswith("/api"):
            return None if ours or _opens_page(environ) else "wrong_origin"
        # Our own page never says where it comes from.
        if not ours or not environ.get("HTTP_REFERER", f"http://{host}/").startswith(f"http://{host}/"):
            return "wrong_origin"
        return None if hmac.compare_digest(self._presented(environ), self._token) else "wrong_token"

    def _presented(self, environ: dict[str, Any]) -> bytes:
        scheme, _, presented = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if scheme.lower() == "bearer":
            return presented.strip().encode("latin-1", "replace")
        if environ.get("PATH_INFO") == EVENTS:
            # An EventSource cannot send headers.
            return parse_qs(str(environ.get("QUERY_STRING", ""))).get("token", [""])[0].encode("utf-8", "replace")
        return b""


def _opens_page(environ: dict[str, Any]) -> bool:
    """A link on another site may open the page for the user; that site may not frame it or load parts of it."""
    mode, place = environ.get("HTTP_SEC_FETCH_MODE", "navigate"), environ.get("HTTP_SEC_FETCH_DEST", "document")
    return (mode, place) == ("navigate", "document")
