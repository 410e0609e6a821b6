"""The phone process and the switchboard die, and everything comes back."""

from __future__ import annotations

from tests.app.conftest import Demo
from tests.desktop_session import until


def _kill(demo: Demo, part: str) -> None:
    process = demo.program.child(part)
    assert process is not None
    process.kill()


def test_deaths_of_the_phone_process_lose_no_call(demo: Demo) -> None:
    for _ in range(3):
        call_id = demo.page.do("/api/calls", number="8014")["id"]
        demo.page.wait_call("established")
        _kill(demo, "backend.phone.child")
        demo.page.wait_idle()
        row = demo.page.history()[0]
        assert (row["call_id"], row["disposition"], row["code"]) == (call_id, "answered", "phone_process_died")
        demo.page.wait_registered()


def test_a_phone_process_that_dies_while_ringing_leaves_an_honest_row(demo: Demo) -> None:
    demo.phones.behave("8014", "silent")
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    demo.page.wait_call("ringing")
    _kill(demo, "backend.phone.child")
    demo.page.wait_idle()
    row = demo.page.history()[0]
    assert (row["call_id"], row["disposition"], row["code"]) == (call_id, "failed", "phone_process_died")
    demo.page.wait_registered()
    demo.phones.behave("8014", "talks")


def test_a_switchboard_that_dies_in_mid_transfer_is_back_the_call_is_over_and_others_go_through(demo: Demo) -> None:
    demo.phones.behave("8015", "silent")
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    demo.page.wait_call("established")
    demo.page.do(f"/api/calls/{call_id}/transfer", number="8015")
    until(lambda: demo.page.wait_call("established")["transfer"]["status"] == 180, "it rings at the target")
    _kill(demo, "backend.switchboard")
    demo.page.wait_idle()
    row = demo.page.history()[0]
    assert (row["call_id"], row["disposition"], row["code"]) == (call_id, "answered", "connection_lost")
    until(lambda: _calls_again(demo), "a call goes through", 60)
    demo.page.wait_idle()


def _calls_again(demo: Demo) -> bool:
    """Call until somebody answers; a call into the void fails by itself or is hung up."""
    if demo.page.state()["registration"]["state"] != "registered":
        return False
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    until(lambda: _over_or_answered(demo), "the call is over or answered", 40)
    answered = bool(demo.page.state()["calls"])
    if answered:
        demo.page.do(f"/api/calls/{call_id}/hangup")
    return answered


def _over_or_answered(demo: Demo) -> bool:
    calls = demo.page.state()["calls"]
    return not calls or calls[0]["state"] == "established"
