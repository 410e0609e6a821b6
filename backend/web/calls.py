"""Calls: dial, answer, decline, hang up, mute, hold, keys."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.web.body import read_flag, read_nothing, read_texts
from backend.web.reply import reply, taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/calls."""
    routes = Blueprint("calls", __name__)
    telephone = sources.telephone

    @routes.post("/api/calls")
    def dial() -> Response:
        return reply({"id": telephone.dial(*read_texts("number", optional=("person_id",)))}, 201)

    @routes.post("/api/calls/<call_id>/answer")
    def answer(call_id: str) -> Response:
        read_nothing()
        telephone.answer(call_id)
        return taken()

    @routes.post("/api/calls/<call_id>/decline")
    def decline(call_id: str) -> Response:
        read_nothing()
        telephone.decline(call_id)
        return taken()

    @routes.post("/api/calls/<call_id>/hangup")
    def hang_up(call_id: str) -> Response:
        read_nothing()
        telephone.hang_up(call_id)
        return taken()

    @routes.post("/api/calls/<call_id>/mute")
    def mute(call_id: str) -> Response:
        telephone.mute(call_id, read_flag("on"))
        return taken()

    @routes.post("/api/calls/<call_id>/hold")
    def hold(call_id: str) -> Response:
        telephone.hold(call_id, read_flag("on"))
        return taken()

    @routes.post("/api/calls/<call_id>/dtmf")
    def dtmf(call_id: str) -> Response:
        telephone.send_dtmf(call_id, *read_texts("digits"))
        return taken()

    return routes
