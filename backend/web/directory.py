"""The directory: departments, people, pictures."""

from __future__ import annotations

import base64

from flask import Blueprint, Response

from backend.core.errors import InvalidInput
from backend.web.body import query_number, query_text, read_nothing
from backend.web.reply import reply, taken
from backend.web.sources import Sources

USUAL_PAGE = 100


def blueprint(sources: Sources) -> Blueprint:
    """/api/directory."""
    routes = Blueprint("directory", __name__)
    directory = sources.directory

    @routes.get("/api/directory/departments")
    def departments() -> Response:
        return reply({"departments": directory.departments()})

    @routes.get("/api/directory/people")
    def people() -> Response:
        offset, limit = query_number("offset", 0), query_number("limit", USUAL_PAGE)
        return reply(directory.people(query_text("department"), query_text("q"), offset, limit))

    @routes.get("/api/directory/people/<person_id>")
    def person(person_id: str) -> Response:
        return reply(directory.person(person_id))

    @routes.get("/api/directory/people/<person_id>/picture")
    def picture(person_id: str) -> Response:
        found = sources.pictures.picture(person_id)
        if found is None:
            raise InvalidInput("no_picture", 404)
        content = base64.b64encode(found.content).decode("ascii")
        return reply({"data_url": f"data:{found.media_type};base64,{content}"})

    @routes.post("/api/directory/refresh")
    def refresh() -> Response:
        read_nothing()
        sources.telephone.refresh_directory()
        return taken()

    return routes
