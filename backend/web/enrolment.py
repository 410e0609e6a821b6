"""Registration of a person, and its end."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import read_flag, read_nothing, read_texts
from backend.web.reply import taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/enrolment and /api/logout."""
    routes = Blueprint("enrolment", __name__)
    telephone = sources.telephone

    @routes.post("/api/enrolment/lookup")
    def look_up() -> Response:
        telephone.look_up(*read_texts("mobile"))
        return taken()

    @routes.post("/api/enrolment/choose")
    def choose() -> Response:
        telephone.choose(*read_texts("enterprise_id"))
        return taken()

    @routes.post("/api/enrolment/code")
    def code() -> Response:
        telephone.enter_code(*read_texts("code"))
        return taken()

    @routes.post("/api/enrolment/resend")
    def resend() -> Response:
        read_nothing()
        telephone.resend_code()
        return taken()

    @routes.post("/api/enrolment/back")
    def back() -> Response:
        read_nothing()
        telephone.back()
        return taken()

    @routes.post("/api/logout")
    def log_out() -> Response:
        telephone.log_out(read_flag("erase", default=False))
        return taken()

    return routes
