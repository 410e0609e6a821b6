"""M8: a client on the PC and one on the mobile, where the enterprise shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.manual.offices import SHARED, MobileClient, registered_at
from tests.e2e.running import Running
from tests.e2e.simulated_phones import LANDLINE, YOUR_MOBILE

pytestmark = pytest.mark.timeout(120)
MAIN_NUMBER, EXTENSION = "0512-6606 8800", "257"
Both = tuple[Running, MobileClient]


@pytest.fixture(scope="module")
def logged_in(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Both]:
    with registered_at(SHARED, tmp_path_factory.mktemp("shared"), chromium) as running:
        mobile = MobileClient(running.phones)
        mobile.log_in(SHARED)
        mobile.wait(state="in", registered=True)
        yield running, mobile


@pytest.fixture
def both(logged_in: Both) -> Both:
    """PC and mobile client are logged in, the mobile client in network mode; nobody is in a call."""
    running, mobile = logged_in
    mobile.tell("mode", mode="network")
    mobile.wait(mode="network", registered=True)
    running.phones.wait_state(LANDLINE, "idle")
    return logged_in


def _call_in(running: Running) -> None:
    running.phones.tell(LANDLINE, "dial", number=MAIN_NUMBER)
    running.phones.wait_state(LANDLINE, "talking")
    running.phones.press(LANDLINE, EXTENSION)


def test_m8_pc_and_mobile_client_are_logged_in_together(both: Both) -> None:
    running, mobile = both
    assert mobile.now()["state"] == "in"
    running.user.wait_registered()


def test_m8_an_outside_call_rings_both_and_answering_here_ends_the_ringing_there(both: Both) -> None:
    running, mobile = both
    _call_in(running)
    mobile.wait_call("ringing")
    running.user.answer()
    assert mobile.wait_call("idle")["elsewhere"] is True
    running.user.hang_up()


def test_m8_answering_there_ends_the_ringing_here_and_is_recorded_as_answered_elsewhere(both: Both) -> None:
    running, mobile = both
    _call_in(running)
    expect(running.user.page.get_by_role("button", name="应答").first).to_be_visible()
    mobile.wait_call("ringing")
    mobile.tell("answer")
    expect(running.user.page.get_by_role("button", name="应答")).to_have_count(0)
    row = running.user.history().first
    expect(row).to_contain_text("其他设备已接听")
    expect(row).not_to_contain_text("未接")
    mobile.tell("hang_up")
    running.phones.wait_state(LANDLINE, "idle")


def test_m8_with_the_mobile_client_in_callback_mode_the_pc_client_and_the_mobiles_own_number_ring(both: Both) -> None:
    running, mobile = both
    mobile.tell("mode", mode="callback")
    mobile.wait(mode="callback", registered=False)
    _call_in(running)
    running.phones.wait_state(YOUR_MOBILE, "ringing")
    running.user.answer()
    running.phones.wait_state(YOUR_MOBILE, "idle")
    running.user.hang_up()
