"""The first call, from one end of the backend to the other: page's API, core, phone process, switchboard."""

from __future__ import annotations

from tests.app.conftest import Demo
from tests.desktop_session import until
from tests.e2e.simulated_phones import LANDLINE, YOUR_MOBILE


def test_the_directory_is_there_after_the_first_login(demo: Demo) -> None:
    directory = demo.page.state()["directory"]
    assert directory["state"] == "ready"
    assert directory["count"] >= 40
    people = demo.page.ask("GET", "/api/directory/people?q=8014")[1]["people"]
    assert [person["extension"] for person in people] == ["8014"]


def test_a_colleague_is_called_talked_to_and_stands_in_the_history(demo: Demo) -> None:
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    call = demo.page.wait_call("established")
    assert (call["id"], call["party"]["number"]) == (call_id, "8014")
    assert call["party"]["name"]
    demo.page.do(f"/api/calls/{call_id}/hangup")
    demo.page.wait_idle()
    row = demo.page.history()[0]
    assert (row["call_id"], row["disposition"], row["name"]) == (call_id, "answered", call["party"]["name"])


def test_a_call_outside_rings_there_with_the_main_number(demo: Demo) -> None:
    call_id = demo.page.do("/api/calls", number="138 0000 8057")["id"]
    assert demo.phones.wait_state(YOUR_MOBILE, "ringing")["peer"] == "+862557990000"
    demo.page.wait_call("ringing")
    demo.phones.tell(YOUR_MOBILE, "decline")
    demo.page.wait_idle()
    row = demo.page.history()[0]
    assert (row["call_id"], row["disposition"]) == (call_id, "declined")


def test_a_call_from_outside_is_answered(demo: Demo) -> None:
    demo.phones.tell(LANDLINE, "dial", number="8057")
    call = demo.page.wait_call("incoming")
    assert (call["party"]["number"], call["party"]["via"]) == ("025-5799 5555", "025-5799 0000")
    demo.page.do(f"/api/calls/{call['id']}/answer")
    demo.page.wait_call("established")
    demo.phones.tell(LANDLINE, "hang_up")
    demo.page.wait_idle()
    assert demo.page.history()[0]["code"] == "other_hung_up"


def test_a_call_nobody_answers_is_missed_until_it_was_seen(demo: Demo) -> None:
    demo.phones.tell(LANDLINE, "dial", number="8057")
    demo.page.wait_call("incoming")
    demo.phones.tell(LANDLINE, "hang_up")
    demo.page.wait_idle()
    assert demo.page.history()[0]["disposition"] == "missed"
    assert demo.page.state()["history"]["missed"] == 1
    demo.page.do("/api/history/seen")
    assert demo.page.state()["history"]["missed"] == 0


def test_answering_while_the_caller_gives_up_says_so_and_leaves_nothing_behind(demo: Demo) -> None:
    for _ in range(4):
        demo.phones.tell(LANDLINE, "dial", number="8057")
        call_id = demo.page.wait_call("incoming")["id"]
        demo.phones.tell(LANDLINE, "hang_up")
        status, answer = demo.page.ask("POST", f"/api/calls/{call_id}/answer")
        assert status in (202, 404), answer  # the news of the end may be under way
        demo.page.wait_idle()
        assert demo.page.ask("POST", f"/api/calls/{call_id}/answer")[1]["error"]["code"] == "no_such_call"
        assert demo.page.history()[0]["call_id"] == call_id
        demo.phones.wait_state(LANDLINE, "idle")
    demo.page.do("/api/history/seen")


def test_a_second_caller_hears_busy_and_stands_in_the_history_as_missed(demo: Demo) -> None:
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    demo.page.wait_call("established")
    demo.phones.tell(LANDLINE, "dial", number="8057")
    demo.phones.wait_state(LANDLINE, "idle", 20)
    row = demo.page.history()[0]
    assert (row["disposition"], row["code"], row["number_display"]) == ("missed", "missed_while_busy", "025-5799 5555")
    demo.page.do(f"/api/calls/{call_id}/hangup")
    demo.page.wait_idle()
    demo.page.do("/api/history/seen")


def test_mute_hold_and_keys_are_confirmed_by_the_phone(demo: Demo) -> None:
    call_id = demo.page.do("/api/calls", number="8014")["id"]
    demo.page.wait_call("established")
    for command, flag in (("mute", "muted"), ("hold", "held")):
        for on in (True, False):
            demo.page.do(f"/api/calls/{call_id}/{command}", on=on)
            wait_flag(demo, flag, on)
    demo.page.do(f"/api/calls/{call_id}/dtmf", digits="12#")
    demo.page.do(f"/api/calls/{call_id}/hangup")
    demo.page.wait_idle()


def wait_flag(demo: Demo, flag: str, on: bool) -> None:
    until(lambda: demo.page.wait_call("established")[flag] is on, f"{flag} is {on}")


def test_an_emergency_number_is_dialled(demo: Demo) -> None:
    call_id = demo.page.do("/api/calls", number="110")["id"]
    demo.page.wait_call("ringing")
    demo.page.do(f"/api/calls/{call_id}/hangup")
    demo.page.wait_idle()
    assert demo.page.history()[0]["disposition"] == "cancelled"


def test_dialling_nonsense_and_unknown_numbers_says_so(demo: Demo) -> None:
    assert demo.page.ask("POST", "/api/calls", {"number": "8014@evil"})[1]["error"]["code"] == "invalid_number"
    demo.page.do("/api/calls", number="8999")
    demo.page.wait_idle()
    assert demo.page.history()[0]["code"] == "number_unknown"
