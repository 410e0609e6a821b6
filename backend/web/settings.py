"""Settings and notices: what the user chose and what they were told."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import read_nothing, read_object
from backend.web.reply import reply, taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/settings and /api/notices."""
    routes = Blueprint("settings", __name__)

    @routes.put("/api/settings")
    def change() -> Response:
        return reply(sources.telephone.change_settings(read_object()))

    @routes.post("/api/notices/<notice_id>/dismiss")
    def dismiss(notice_id: str) -> Response:
        read_nothing()
        sources.telephone.dismiss_notice(notice_id)
        return taken()

    return routes
