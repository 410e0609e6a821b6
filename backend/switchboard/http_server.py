"""How the switchboard's applications are served: no access log, and protocol errors without what was sent."""

from __future__ import annotations

import logging

from aiohttp import web

SHUTDOWN_S = 0.3


class _WithoutWords(logging.Filter):
    """The HTTP parser's errors quote what was sent, which may hold a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


def runner(app: web.Application) -> web.AppRunner:
    """The runner of an application; stopping it waits only shortly for replies under way."""
    log = logging.getLogger(__name__)
    if not log.filters:
        log.addFilter(_WithoutWords())
    return web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=SHUTDOWN_S)
