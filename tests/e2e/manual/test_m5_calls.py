"""M5 and M7: calls, and looking back at them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.manual import party
from tests.e2e.running import Running
from tests.e2e.simulated_phones import LANDLINE, YOUR_MOBILE

pytestmark = pytest.mark.timeout(120)
SOMEBODY, SOMEBODYS_TELEPHONE = "025-6677 8899", "+862566778899"


def test_m5_a_colleague_is_dialled_from_the_keypad_and_answers(office: Running) -> None:
    office.user.dial("8014")
    office.user.wait_talking()
    office.user.go("通讯录")
    expect(office.user.call).to_contain_text("张珊")
    office.user.hang_up()


@pytest.mark.parametrize(("number", "telephone"), [("138 0000 8057", YOUR_MOBILE), ("025-5799 5555", LANDLINE)])
def test_m5_a_mobile_or_fixed_number_outside_sees_the_enterprises_main_number(
    office: Running, number: str, telephone: str
) -> None:
    office.user.dial(number)
    assert office.phones.wait_state(telephone, "ringing")["peer"] == "+862557990000"
    office.phones.tell(telephone, "decline")
    expect(office.user.over).to_be_visible()


def test_m5_a_call_from_the_directory_has_mute_and_shows_its_duration(office: Running) -> None:
    office.user.dial_person("8014", "张珊")
    office.user.wait_talking()
    call = office.user.call
    expect(call.get_by_role("timer")).to_have_text(re.compile("00:0[1-9]"))
    call.get_by_role("button", name=re.compile("^静音")).click()
    expect(call.get_by_role("button", name=re.compile("取消静音"))).to_be_visible()
    office.user.hang_up()


def test_m5_a_caller_hears_the_greeting_of_the_main_number_dials_the_extension_and_is_answered(office: Running) -> None:
    party.ring_through_main_number(office)
    office.user.answer()
    expect(office.user.call).to_contain_text(f"经总机 {party.MAIN_NUMBER}")
    office.user.hang_up()
    office.phones.wait_state(LANDLINE, "idle")


def test_m7_every_incoming_and_outgoing_call_stands_in_the_history(office: Running) -> None:
    office.phones.tell(LANDLINE, "dial", number="8057")
    expect(office.user.page.get_by_role("button", name="应答").first).to_be_visible()
    office.phones.tell(LANDLINE, "hang_up")
    newest = office.user.history().first
    expect(newest).to_contain_text("025-5799 5555")
    office.user.dial_person("8020", "李建国")
    expect(office.user.over).to_contain_text("正忙")
    expect(office.user.history().first).to_contain_text("李建国")


def test_m7_a_call_is_called_back_from_the_list(office: Running) -> None:
    office.user.dial_person("8014", "张珊")
    office.user.wait_talking()
    office.user.hang_up()
    office.user.history().first.get_by_role("button", name=re.compile("张珊")).click()
    office.user.wait_talking()
    office.user.hang_up()


def test_m7_opening_a_number_shows_every_call_in_and_out_with_it(office: Running) -> None:
    office.user.dial(SOMEBODY)
    office.phones.wait_state(SOMEBODYS_TELEPHONE, "ringing")
    office.phones.tell(SOMEBODYS_TELEPHONE, "decline")
    expect(office.user.over).to_be_visible()
    office.phones.tell(SOMEBODYS_TELEPHONE, "dial", number="8057")
    expect(office.user.page.get_by_role("button", name="应答").first).to_be_visible()
    office.phones.tell(SOMEBODYS_TELEPHONE, "hang_up")
    office.user.history().first.click()
    calls = office.user.page.get_by_role("region", name="与这个号码的通话")
    expect(calls.get_by_role("heading", name=SOMEBODY)).to_be_visible()
    expect(calls.get_by_role("row").filter(has_text="拨打")).to_have_count(1)
    expect(calls.get_by_role("row").filter(has_text="未接")).to_have_count(1)
