"""The Flask app that both ways in lead to."""

from __future__ import annotations

import logging

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from backend.core.errors import TelephoneError
from backend.web import (
    calls,
    diagnostics,
    directory,
    enrolment,
    history,
    links,
    settings,
    sound,
    state,
    updates,
    windows,
)
from backend.web.body import LARGEST_BODY
from backend.web.reply import refusal
from backend.web.sources import Sources

log = logging.getLogger(__name__)

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def create_app(sources: Sources) -> Flask:
    """The pages' API as packaging/docs/page-api.md has it."""
    app = Flask("backend.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # A path that is not exactly one of ours is not found; nobody is sent on to another.
    app.url_map.merge_slashes = False
    for noun in (state, enrolment, directory, calls, history, links, settings, sound, updates, windows, diagnostics):
        app.register_blueprint(noun.blueprint(sources))
    app.register_error_handler(Exception, _refuse)
    return app


def _refuse(error: Exception) -> Response:
    """Every error becomes a code; what nobody foresaw is logged here and goes no further."""
    if isinstance(error, TelephoneError):
        return refusal(error.code, error.status, error.detail)
    if isinstance(error, HTTPException):
        status = error.code or 500
        return refusal(_CODES.get(status, "invalid_body" if status < 500 else "program_error"), status)
    log.error("a page's request failed", exc_info=error)
    return refusal("program_error", 500)
