"""Sound: how loud it is now, tests of the devices, and the system's own settings of it."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.core.errors import NotPossibleNow
from backend.web.body import read_nothing, read_texts
from backend.web.reply import reply, taken
from backend.web.sources import Sources


def blueprint(sources: Sources) -> Blueprint:
    """/api/sound."""
    routes = Blueprint("sound", __name__)

    @routes.get("/api/sound/level")
    def level() -> Response:
        return reply(sources.telephone.sound_level())

    @routes.post("/api/sound/settings")
    def settings() -> Response:
        read_nothing()
        if not sources.open_sound_settings():
            raise NotPossibleNow("no_sound_settings")
        return taken()

    @routes.post("/api/sound/test")
    def test() -> Response:
        sources.telephone.test_sound(*read_texts("kind"))
        return taken()

    @routes.post("/api/sound/test/stop")
    def stop() -> Response:
        read_nothing()
        sources.telephone.stop_sound_test()
        return taken()

    return routes
