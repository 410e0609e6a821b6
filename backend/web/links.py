"""The tel:, sip: or callto: link that waits for a click."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import read_nothing, read_texts
from backend.web.reply import taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/link."""
    routes = Blueprint("links", __name__)

    @routes.post("/api/link")
    def open_link() -> Response:
        sources.telephone.open_link(*read_texts("text"))
        return taken()

    @routes.post("/api/link/dismiss")
    def dismiss() -> Response:
        read_nothing()
        sources.telephone.dismiss_link()
        return taken()

    return routes
