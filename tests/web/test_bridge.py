"""The one way in of the windows: whatever a page sends, an answer comes, in time, and never a traceback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.web import bridge as bridge_module
from backend.web.bridge import Bridge
from tests.web.stage import Program

PATHS = [
    "/api/state", "/api/enrolment/lookup", "/api/enrolment/choose", "/api/enrolment/code", "/api/enrolment/resend",
    "/api/enrolment/back", "/api/directory/people", "/api/directory/refresh", "/api/calls", "/api/calls/x/answer",
    "/api/calls/x/mute", "/api/calls/x/hold", "/api/calls/x/dtmf", "/api/history", "/api/history/numbers",
    "/api/history/seen", "/api/settings", "/api/notices/x/dismiss", "/api/simulator/open", "/api/window/incoming",
    "/api/keys/pause", "/api/keys/resume",
]  # fmt: skip
NAMES = st.sampled_from([
    "mobile", "enterprise_id", "code", "number", "person_id", "on", "digits", "action", "theme", "language",
    "microphone",
])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def well_formed(answer: Any) -> bool:
    """A status and a body, and for an error its code and nothing of the program's inside."""
    text = json.dumps(answer)
    assert "Traceback" not in text
    assert ".py" not in text
    if answer["status"] < 400:
        return isinstance(answer["body"], dict)
    assert set(answer["body"]) == {"error"}
    return set(answer["body"]["error"]) == {"code", "detail"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["GET", "POST", "PUT"]), st.sampled_from(PATHS), JSON)
def test_whatever_the_body_there_is_an_answer(program: Program, method: str, path: str, body: Any) -> None:
    answer = program.bridge.request(method, path, body)
    assert well_formed(answer)
    assert answer["status"] < 500, answer


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(alphabet="%/.?&=#\0\n abc0é", max_size=40))
def test_whatever_the_path_there_is_an_answer(program: Program, head: str, tail: str) -> None:
    for path in (head, "/api/" + tail, "/api/directory/people/" + tail, "/api/history?before=" + tail):
        answer = program.bridge.request("GET", path)
        assert well_formed(answer)
        assert answer["status"] < 500, answer


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("DELETE", "/api/state", None, 400, "invalid_body"),
        (7, "/api/state", None, 400, "invalid_body"),
        ("GET", None, None, 400, "invalid_body"),
        ("GET", "file:///etc/passwd", None, 400, "invalid_body"),
        ("GET", "/index.html", None, 400, "invalid_body"),
        ("GET", "/api/" + "x" * 3000, None, 400, "invalid_body"),
        ("GET", "/api/nowhere", None, 404, "not_found"),
        ("GET", "/api/calls", None, 405, "method_not_allowed"),
        ("POST", "/api/calls", {"number": "8" * 70_000}, 413, "body_too_large"),
        ("POST", "/api/calls", {"number": "8" * 300}, 400, "invalid_body"),
        ("POST", "/api/calls", {"number": 8014}, 400, "invalid_body"),
        ("POST", "/api/calls", {"number": "8014", "more": 1}, 400, "invalid_body"),
        ("POST", "/api/calls", {}, 400, "invalid_body"),
        ("POST", "/api/calls", ["8014"], 400, "invalid_body"),
        ("POST", "/api/calls", {"number": {1, 2}}, 400, "invalid_body"),
        ("POST", "/api/calls/x/mute", {"on": 1}, 400, "invalid_body"),
        ("POST", "/api/calls/x/mute", {"on": "true"}, 400, "invalid_body"),
        ("POST", "/api/calls/x/answer", {"why": "not"}, 400, "invalid_body"),
        ("POST", "/api/window/incoming", {"action": "hidden"}, 400, "invalid_body"),
        ("GET", "/api/history?limit=many", None, 400, "invalid_body"),
        ("GET", "/api/history?limit=-1", None, 400, "invalid_body"),
        ("GET", "/api/directory/people?offset=99999999999", None, 400, "invalid_body"),
        ("GET", "/api/history?filter=none", None, 400, "invalid_filter"),
        ("GET", "/api/history?before=x", None, 400, "invalid_cursor"),
        ("GET", "/api/directory/people?q=" + "x" * 100, None, 400, "invalid_search"),
    ],
)  # fmt: skip
def test_a_request_that_is_none_is_refused_with_a_code(
    program: Program, method: Any, path: Any, body: Any, status: int, code: str
) -> None:
    answer = program.bridge.request(method, path, body)
    assert (answer["status"], answer["body"]["error"]["code"]) == (status, code)


def test_a_body_deeper_than_any_page_would_send(program: Program) -> None:
    body: Any = {}
    for _ in range(5_000):
        body = {"number": body}
    assert program.bridge.request("POST", "/api/calls", body)["status"] == 400


def test_a_command_that_fails_inside_says_so_and_no_more(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise RuntimeError("the secret is in here")

    monkeypatch.setattr(program.telephone, "history_seen", break_down)
    answer = program.post("/api/history/seen")
    assert answer == {"status": 500, "body": {"error": {"code": "program_error", "detail": {}}}}


def test_an_app_that_raises_does_not_reach_the_page() -> None:
    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise SystemError("broken")

    assert Bridge(app).request("GET", "/api/state")["body"]["error"]["code"] == "program_error"


def test_an_answer_that_never_comes_is_given_up() -> None:
    release = threading.Event()

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        release.wait()
        raise SystemError("too late")

    answer = Bridge(app, limit_s=0.05).request("GET", "/api/state")
    assert (answer["status"], answer["body"]["error"]["code"]) == (504, "program_busy")
    release.set()


def test_requests_that_hang_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_module, "MOST_AT_ONCE", 3)
    release = threading.Event()
    inside = threading.Semaphore(0)

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        inside.release()
        release.wait()
        start_response("200 OK", [])
        return [b"{}"]

    bridge = Bridge(app)
    with ThreadPoolExecutor(3) as pages:
        waiting = [pages.submit(bridge.request, "GET", "/api/state") for _ in range(3)]
        for _ in range(3):
            inside.acquire()
        assert bridge.request("GET", "/api/state")["body"]["error"]["code"] == "program_busy"
        release.set()
        assert [one.result()["status"] for one in waiting] == [200] * 3
    assert bridge.request("GET", "/api/state")["status"] == 200


def test_the_page_can_call_nothing_but_request(program: Program) -> None:
    assert [name for name in dir(program.bridge) if not name.startswith("_")] == ["request"]


def test_two_hundred_requests_at_once_are_put_in_order(program: Program) -> None:
    """Each change is whole, has its own number, and the last one pushed is the one in force."""
    names = [f"microphone {number}" for number in range(200)]
    with ThreadPoolExecutor(50) as pages:
        answers = list(
            pages.map(lambda name: program.bridge.request("PUT", "/api/settings", {"microphone": name}), names)
        )
    assert [answer["body"]["microphone"] for answer in answers] == names
    last = program.get("/api/state")
    pushes = [push for push in program.pushed if push["type"] == "SettingsChanged"]
    assert sorted(push["value"]["microphone"] for push in pushes) == sorted(names)
    assert [push["seq"] for push in program.pushed] == list(range(program.pushed[0]["seq"], last["seq"] + 1))
    assert pushes[-1]["value"] == last["settings"]


def test_one_of_two_hundred_dials_gets_the_line(program: Program) -> None:
    with ThreadPoolExecutor(50) as pages:
        answers = list(pages.map(lambda _: program.post("/api/calls", {"number": "8014"}), range(200)))
    assert sorted({answer["status"] for answer in answers}) == [201, 409]
    assert [answer["status"] for answer in answers].count(201) == 1
    assert {a["body"]["error"]["code"] for a in answers if a["status"] == 409} == {"call_in_progress"}
