"""The program's update."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from backend.web.body import read_nothing
from backend.web.reply import taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/update."""
    routes = Blueprint("updates", __name__)
    telephone = sources.telephone
    commands: dict[str, Callable[[], None]] = {
        "check": telephone.check_update,
        "download": telephone.download_update,
        "cancel": telephone.cancel_update,
        "apply": telephone.apply_update,
        "dismiss": telephone.dismiss_update,
    }

    for name, command in commands.items():
        routes.add_url_rule(f"/api/update/{name}", name, _obeying(command), methods=["POST"])
    return routes


def _obeying(command: Callable[[], None]) -> Callable[[], Response]:
    def obey() -> Response:
        read_nothing()
        command()
        return taken()

    return obey
