"""The JS bridge of the windows: one method, which runs the app in-process."""

from __future__ import annotations

import io
import json
import logging
import queue
import sys
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

LIMIT_S = 10.0
MOST_AT_ONCE = 64
LONGEST_PATH = 2048
METHODS = ("GET", "POST", "PUT")


class Bridge:
    """Given to every window; the page can call any public name of it, so there is only `request`."""

    def __init__(self, app: WSGIApplication, limit_s: float = LIMIT_S) -> None:
        self._app = app
        self._limit_s = limit_s
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """`{status, body}`, within the time limit and whatever happens: the caller's thread would otherwise keep the
        program from leaving, and an exception would take its traceback to the page."""
        try:
            environ = _environ(method, path, body)
        except (TypeError, ValueError, RecursionError):
            return _failure(400, "invalid_body")
        if not self._places.acquire(blocking=False):
            return _failure(503, "program_busy")
        answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(environ, answers), name="page", daemon=True).start()
        try:
            return answers.get(timeout=self._limit_s)
        except queue.Empty:
            return _failure(504, "program_busy")

    def _run(self, environ: dict[str, Any], answers: queue.SimpleQueue[dict[str, Any]]) -> None:
        try:
            answers.put(_answer(self._app, environ))
        except Exception:
            log.exception("a page's request failed")
            answers.put(_failure(500, "program_error"))
        finally:
            self._places.release()


def _answer(app: WSGIApplication, environ: dict[str, Any]) -> dict[str, Any]:
    statuses: list[str] = []

    def start_response(status: str, headers: object, exc_info: object = None) -> Any:
        statuses.append(status)

    pieces: Iterable[bytes] = app(environ, start_response)
    try:
        content = b"".join(pieces)
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()
    return {"status": int(statuses[-1].split(" ", 1)[0]), "body": json.loads(content) if content else {}}


def _environ(method: str, path: str, body: Any) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333). Errors: TypeError, ValueError for what no page of ours would send."""
    if method not in METHODS or not isinstance(path, str):
        raise ValueError("method")
    if not path.startswith("/api/") or len(path) > LONGEST_PATH or not path.isascii():
        raise ValueError("path")
    content = b"" if body is None else json.dumps(body).encode("ascii")
    where, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(where).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
        "SERVER_NAME": "window",
        "SERVER_PORT": "0",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _failure(status: int, code: str) -> dict[str, Any]:
    return {"status": status, "body": {"error": {"code": code, "detail": {}}}}
