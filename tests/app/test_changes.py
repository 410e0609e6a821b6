"""What changes while the program runs, from the platform to the page: permission, mode (with its calls), transfer."""

from __future__ import annotations

from tests.app.conftest import Demo
from tests.desktop_session import until
from tests.e2e.simulated_phones import LANDLINE, YOUR_MOBILE


def test_a_permission_that_is_withdrawn_counts_at_once(administered: Demo) -> None:
    administered.administer(permission="internal")
    status, refusal = administered.page.ask("POST", "/api/calls", {"number": "13800138000"})
    assert (status, refusal["error"]) == (403, {"code": "not_permitted", "detail": {"needed": "local"}})


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


def _customer(demo: Demo) -> str:
    """Somebody outside is talking to us."""
    demo.phones.tell(LANDLINE, "dial", number="8057")
    call_id: str = demo.page.wait_call("incoming")["id"]
    demo.page.do(f"/api/calls/{call_id}/answer")
    demo.page.wait_call("established")
    return call_id


def test_a_call_is_handed_on_to_a_colleague_and_goes_on_without_us(demo: Demo) -> None:
    call_id = _customer(demo)
    demo.page.do(f"/api/calls/{call_id}/transfer", number="8014")
    demo.page.wait_idle()
    row = demo.page.history()[0]
    assert (row["code"], row["transferred_to"], row["number_display"]) == ("transferred", "8014", "025-5799 5555")
    assert row["transferred_name"]
    assert demo.phones.handset(LANDLINE)["state"] == "talking"
    demo.phones.tell(LANDLINE, "hang_up")
    demo.phones.wait_state(LANDLINE, "idle")


def test_a_call_nobody_takes_over_comes_back_with_the_reason(demo: Demo) -> None:
    demo.phones.behave("8014", "busy")
    call_id = _customer(demo)
    demo.page.do(f"/api/calls/{call_id}/transfer", number="8014")

    def failed() -> bool:
        transfer = demo.page.wait_call("established")["transfer"]
        return transfer is not None and transfer["state"] == "failed"

    until(failed, "the transfer has failed")
    call = demo.page.wait_call("established")
    assert (call["transfer"]["code"], call["held"]) == ("busy", False)
    demo.page.do(f"/api/calls/{call_id}/transfer/dismiss")
    demo.page.do(f"/api/calls/{call_id}/hangup")
    demo.page.wait_idle()
    demo.phones.behave("8014", "talks")
