"""What the pages ask of the windows around them."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.core.errors import InvalidInput
from backend.web.body import read_nothing, read_texts
from backend.web.reply import reply, taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/simulator, /api/window and /api/keys."""
    routes = Blueprint("windows", __name__)

    @routes.post("/api/simulator/open")
    def open_simulator() -> Response:
        read_nothing()
        if sources.open_simulator is None:
            raise InvalidInput("not_found", 404)
        url = sources.open_simulator()
        return reply({"url": url}) if url else taken()

    @routes.post("/api/window/incoming")
    def incoming() -> Response:
        (action,) = read_texts("action")
        if action != "shown":
            raise InvalidInput("invalid_body", field="action")
        sources.incoming_shown()
        return taken()

    @routes.post("/api/keys/pause")
    def pause_keys() -> Response:
        read_nothing()
        sources.pause_keys(True)
        return taken()

    @routes.post("/api/keys/resume")
    def resume_keys() -> Response:
        read_nothing()
        sources.pause_keys(False)
        return taken()

    return routes
