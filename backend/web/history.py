"""The history of calls."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import query_number, query_text, read_nothing
from backend.web.reply import reply, taken
from backend.web.sources import Sources

USUAL_PAGE = 50
NEVER = 10**15  # later than any time a page can name, UTC milliseconds


def blueprint(sources: Sources) -> Blueprint:
    """/api/history."""
    routes = Blueprint("history", __name__)
    history = sources.history

    @routes.get("/api/history")
    def page() -> Response:
        return reply(history.page(query_text("filter", "all"), query_text("before"), query_number("limit", USUAL_PAGE)))

    @routes.get("/api/history/numbers")
    def number() -> Response:
        canonical, before = query_text("canonical"), query_text("before")
        return reply(history.number(canonical, before, query_number("limit", USUAL_PAGE)))

    @routes.get("/api/history/count")
    def count() -> Response:
        return reply({"count": history.count(query_number("before", NEVER, digits=15))})

    @routes.post("/api/history/clear")
    def clear() -> Response:
        read_nothing()
        sources.telephone.clear_history()
        return taken()

    @routes.post("/api/history/seen")
    def seen() -> Response:
        read_nothing()
        sources.telephone.history_seen()
        return taken()

    return routes
