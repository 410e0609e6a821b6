"""Diagnostics: the checks, the report, and what the program is made of."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import read_nothing
from backend.web.reply import reply
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/diagnostics and /api/about."""
    routes = Blueprint("diagnostics", __name__)
    diagnostics = sources.diagnostics

    @routes.get("/api/about")
    def about() -> Response:
        return reply(diagnostics.about())

    @routes.get("/api/diagnostics")
    def check() -> Response:
        return reply(diagnostics.check())

    @routes.get("/api/diagnostics/report")
    def preview() -> Response:
        return reply(diagnostics.preview())

    @routes.post("/api/diagnostics/export")
    def export() -> Response:
        read_nothing()
        return reply(diagnostics.export())

    return routes
