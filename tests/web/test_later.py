"""Requests wait for an app that is still being built."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.web.bridge import Bridge
from backend.web.later import Later


def _app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b'{"path": "' + environ["PATH_INFO"].encode() + b'"}']


def test_a_request_that_comes_early_is_answered_when_the_app_is_there() -> None:
    gate = threading.Event()

    def build() -> Any:
        gate.wait()
        return _app

    bridge = Bridge(Later(build))
    threading.Timer(0.05, gate.set).start()
    assert bridge.request("GET", "/api/state") == {"status": 200, "body": {"path": "/api/state"}}


def test_an_app_that_cannot_be_built_is_an_error_of_the_program(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Any:
        raise OSError("no")

    answer = Bridge(Later(fail)).request("GET", "/api/state")
    assert answer == {"status": 500, "body": {"error": {"code": "program_error", "detail": {}}}}
    assert "could not be built" in caplog.text
