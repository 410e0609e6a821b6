"""Everything a page starts from."""

from __future__ import annotations

import time

from flask import Blueprint, Response

from backend.web.reply import reply
from backend.web.sources import Sources
from backend.web.values import plain


def blueprint(sources: Sources) -> Blueprint:
    """GET /api/state."""
    routes = Blueprint("state", __name__)

    @routes.get("/api/state")
    def state() -> Response:
        app = {**plain(sources.info), "desktop": plain(sources.desktop()), "now": int(time.time() * 1000)}
        return reply({**plain(sources.telephone.snapshot()), "app": app})

    return routes
