"""Calls: dial, answer, decline, hang up, mute, hold, keys, transfer."""

from __future__ import annotations

from collections.abc import Callable

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

    @routes.post("/api/calls/<call_id>/dtmf")
    def dtmf(call_id: str) -> Response:
        telephone.send_dtmf(call_id, *read_texts("digits"))
        return taken()

    @routes.post("/api/calls/<call_id>/transfer")
    def transfer(call_id: str) -> Response:
        telephone.transfer(call_id, *read_texts("number", optional=("person_id",)))
        return taken()

    plain = {
        "answer": telephone.answer,
        "decline": telephone.decline,
        "hangup": telephone.hang_up,
        "silence": telephone.silence,
        "transfer/cancel": telephone.cancel_transfer,
        "transfer/dismiss": telephone.dismiss_transfer,
    }
    for name, command in plain.items():
        routes.add_url_rule(f"/api/calls/<call_id>/{name}", name, _plain(command), methods=["POST"])
    for name, switch in (("mute", telephone.mute), ("hold", telephone.hold)):
        routes.add_url_rule(f"/api/calls/<call_id>/{name}", name, _switched(switch), methods=["POST"])
    return routes


def _plain(command: Callable[[str], None]) -> Callable[[str], Response]:
    """A command that needs no more than the call."""

    def view(call_id: str) -> Response:
        read_nothing()
        command(call_id)
        return taken()

    return view


def _switched(command: Callable[[str, bool], None]) -> Callable[[str], Response]:
    """A command that turns something on or off."""

    def view(call_id: str) -> Response:
        command(call_id, read_flag("on"))
        return taken()

    return view
