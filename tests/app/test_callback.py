"""Callback mode, from the page to the mobile: the platform calls it, then the colleague."""

from __future__ import annotations

from tests.app.conftest import Demo
from tests.e2e.simulated_phones import YOUR_MOBILE


def test_in_callback_mode_the_mobile_rings_first_and_then_the_colleague(administered: Demo) -> None:
    administered.administer(mode="callback")
    administered.page.do("/api/calls", number="8014")
    administered.phones.wait_state(YOUR_MOBILE, "ringing")
    call = administered.page.wait_call("calling")
    assert (call["mode"], call["phase"]) == ("callback", "calling_mobile")
    administered.phones.tell(YOUR_MOBILE, "answer")
    call = administered.page.wait_call("established")
    assert (call["mode"], call["phase"], call["party"]["number"]) == ("callback", "", "8014")
    administered.phones.tell(YOUR_MOBILE, "hang_up")
    administered.page.wait_idle()
    row = administered.page.history()[0]
    assert (row["code"], row["disposition"], row["number_display"]) == ("callback_over", "answered", "8014")


def test_a_callback_is_cancelled_while_the_mobile_rings(administered: Demo) -> None:
    administered.administer(mode="callback")
    call_id = administered.page.do("/api/calls", number="8014")["id"]
    administered.phones.wait_state(YOUR_MOBILE, "ringing")
    administered.page.do(f"/api/calls/{call_id}/hangup")
    administered.phones.wait_state(YOUR_MOBILE, "idle")
    administered.page.wait_idle()
    assert administered.page.history()[0]["code"] == "cancelled"
