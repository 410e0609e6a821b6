"""An app that is still being built while the window opens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

log = logging.getLogger(__name__)


class Later:
    """A WSGI application whose requests wait until `build`, on a thread of its own, has made the real one. That begins
    with `start`, or with the first request."""

    def __init__(self, build: Callable[[], WSGIApplication]) -> None:
        self._build = build
        self._app: WSGIApplication | None = None
        self._built = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to build; again, it does nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._make, name="pages", daemon=True)
                self._thread.start()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Errors: RuntimeError when the app could not be built."""
        self.start()
        self._built.wait()
        if self._app is None:
            raise RuntimeError("the pages' app could not be built")
        return self._app(environ, start_response)

    def _make(self) -> None:
        try:
            self._app = self._build()
        except Exception:
            log.exception("the pages' app could not be built")
        finally:
            self._built.set()
