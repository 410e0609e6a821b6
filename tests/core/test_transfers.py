"""呼叫转接: what the user asks goes to the phone, and whatever happens nobody is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import CallChanged, CallEnded
from backend.core.state import Call, EndedBy, Transfer
from backend.core.transfers import LEAVING_LIMIT_S, SILENT_LIMIT_S
from tests.core.conftest import Bench
from tests.fakes.platform import LOGIN

CALLER = "13800138000"
Commands = tuple[Callable[[], None], ...]


@pytest.fixture
def talking(office: Bench) -> Bench:
    """A customer is on the line as `c1`."""
    office.parts.calls.on_incoming("c1", CALLER, "", "")
    office.parts.calls.on_established("c1")
    return office


def _start(bench: Bench, number: str = "8014") -> None:
    bench.parts.calls.transfers.start("c1", number)


def _transfer(bench: Bench) -> Transfer | None:
    call: Call = bench.parts.calls.live()[0]
    return call.transfer


def test_a_transfer_goes_to_the_phone_and_is_shown_with_the_name(talking: Bench) -> None:
    _start(talking)
    assert talking.line.told[-1] == ("transfer", "c1", "8014")
    shown = talking.last(CallChanged).call.transfer
    assert (shown.party.name, shown.party.number, shown.state, shown.status) == ("林知夏", "8014", "under_way", 0)


def test_a_person_decides_whose_name_a_shared_number_shows(talking: Bench) -> None:
    talking.parts.calls.transfers.start("c1", "025-5799 0011", "p2")
    shown = _transfer(talking)
    assert shown is not None
    assert shown.party.name == "前台"


def test_a_call_that_was_handed_on_is_recorded_with_whom(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 180, False)
    talking.parts.calls.on_transfer_progress("c1", 200, True)
    row = talking.end("c1")
    assert row.ended is not None
    assert row.transfer is not None
    assert (row.ended.code, row.transfer.party.number) == ("transferred", "8014")
    assert talking.parts.calls.live() == ()


def test_a_call_nobody_ends_after_the_target_answered_is_hung_up(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 200, True)
    talking.loop.advance(LEAVING_LIMIT_S)
    assert talking.line.told[-1] == ("hang_up", "c1")
    talking.loop.advance(LEAVING_LIMIT_S)
    assert talking.last(CallEnded).call.ended.code == "transferred"
    assert len(talking.data.history.rows) == 1


def test_a_failed_transfer_gives_the_call_back_until_it_is_dismissed(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 486, True)
    failed = _transfer(talking)
    assert failed is not None
    assert (failed.state, failed.code) == ("failed", "busy")
    for _ in range(2):
        talking.parts.calls.transfers.dismiss("c1")
        assert _transfer(talking) is None


def test_another_transfer_may_follow_a_failed_one(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 480, True)
    _start(talking, "8015")
    again = _transfer(talking)
    assert again is not None
    assert (again.party.number, again.state) == ("8015", "under_way")


def test_a_second_click_on_take_back_changes_nothing(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.transfers.cancel("c1")
    talking.parts.calls.transfers.cancel("c1")
    assert talking.line.names().count("cancel_transfer") == 1
    talking.parts.calls.on_transfer_progress("c1", 487, True)
    cancelled = _transfer(talking)
    assert cancelled is not None
    assert cancelled.code == "transfer_cancelled"


def test_a_second_transfer_waits_for_the_end_of_the_first(talking: Bench) -> None:
    _start(talking)
    commands: Commands = (lambda: _start(talking, "8015"), lambda: talking.parts.calls.transfers.dismiss("c1"))
    for command in commands:
        with pytest.raises(NotPossibleNow, match="transfer_under_way"):
            command()
    assert talking.line.names().count("transfer") == 1


def test_nobody_takes_a_call_off_hold_in_mid_transfer(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_held("c1", True, False)
    with pytest.raises(NotPossibleNow, match="transfer_under_way"):
        talking.parts.calls.hold("c1", False)
    assert "hold" not in talking.line.names()


@pytest.mark.parametrize(
    ("number", "code"),
    [("8057", "transfer_to_self"), (CALLER, "transfer_to_party"), ("x", "invalid_number"),
     ("025-5579 9985 转 8057", "invalid_number")],
)  # fmt: skip
def test_whom_a_call_cannot_be_handed_to(talking: Bench, number: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        _start(talking, number)
    assert ("transfer" in talking.line.names(), _transfer(talking)) == (False, None)


def test_a_target_beyond_the_permission_is_refused_before_it_is_asked_for(talking: Bench) -> None:
    with pytest.raises(NotPossibleNow, match="not_permitted") as refused:
        _start(talking, "+1 212 555 1234")
    assert (refused.value.detail, "transfer" in talking.line.names()) == ({"needed": "international"}, False)


def test_only_a_conversation_is_handed_on_or_taken_back(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", CALLER, "", "")
    transfers = office.parts.calls.transfers
    commands: Commands = (lambda: _start(office), lambda: transfers.cancel("c1"), lambda: transfers.dismiss("c1"))
    for command in commands:
        with pytest.raises(NotPossibleNow, match="wrong_call_state"):
            command()
    office.parts.calls.on_established("c1")
    with pytest.raises(NotPossibleNow, match="wrong_call_state"):
        transfers.cancel("c1")
    with pytest.raises(NotPossibleNow, match="no_such_call"):
        transfers.cancel("nobody")


def test_a_taken_call_is_not_taken_back(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 200, True)
    commands: Commands = (lambda: talking.parts.calls.transfers.cancel("c1"), lambda: _start(talking))
    for command in commands:
        with pytest.raises(NotPossibleNow):
            command()


def test_a_party_that_hangs_up_in_mid_transfer_ends_the_call_and_says_so(talking: Bench) -> None:
    _start(talking)
    row = talking.end("c1")
    assert row.ended is not None
    assert row.transfer is not None
    assert (row.ended.code, row.transfer.state, row.transfer.code) == ("other_hung_up", "failed", "party_gone")
    talking.parts.calls.on_transfer_progress("c1", 487, True)
    assert (talking.parts.calls.live(), len(talking.data.history.rows)) == ((), 1)


@pytest.mark.parametrize("how", ["phone dies", "log out", "exit", "hang up", "emergency"])
def test_a_call_in_mid_transfer_ends_once_and_is_recorded(talking: Bench, how: str) -> None:
    _start(talking)
    match how:
        case "phone dies":
            talking.parts.on_phone_died()
        case "log out":
            talking.parts.session.log_out()
        case "exit":
            talking.parts.leave()
        case "hang up":
            talking.parts.calls.hang_up("c1")
        case "emergency":
            talking.parts.calls.dial("110")
    talking.loop.advance(SILENT_LIMIT_S)
    assert [row.id for row in talking.data.history.rows] == ["c1"]
    assert "cancel_transfer" not in talking.line.names()
    assert all(call.party.number == "110" for call in talking.parts.calls.live())


def test_a_transfer_nothing_is_heard_of_comes_back(talking: Bench) -> None:
    _start(talking)
    talking.loop.advance(SILENT_LIMIT_S)
    assert talking.line.told[-1] == ("cancel_transfer", "c1")
    back = _transfer(talking)
    assert back is not None
    assert back.code == "transfer_failed"
    talking.parts.calls.on_transfer_progress("c1", 486, True)
    assert _transfer(talking) == back


def test_a_phone_that_cannot_transfer_gives_the_call_back(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_refused("c1", "wrong_call_state", "Transfer")
    back = _transfer(talking)
    assert back is not None
    assert (back.state, back.code) == ("failed", "transfer_failed")


def test_the_target_that_becomes_the_party_keeps_the_transfer(talking: Bench) -> None:
    _start(talking)
    talking.parts.calls.on_transfer_progress("c1", 200, True)
    talking.parts.calls.on_remote_changed("c1", "8014", "")
    row = talking.end("c1", 200, EndedBy.LOCAL)
    assert row.ended is not None
    assert row.ended.code == "transferred"


def test_an_incoming_call_is_silenced_once(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", CALLER, "", "")
    office.parts.calls.silence("c1")
    office.parts.calls.silence("c1")
    assert office.line.names().count("silence") == 1
    assert office.last(CallChanged).call.silenced
    office.parts.calls.answer("c1")
    office.parts.calls.on_established("c1")
    with pytest.raises(NotPossibleNow, match="wrong_call_state"):
        office.parts.calls.silence("c1")


def test_the_own_mobile_may_take_a_call(talking: Bench) -> None:
    talking.parts.session.log_out()
    talking.parts.session.log_in(replace(LOGIN, token="token-2"))
    talking.parts.calls.on_incoming("c1", CALLER, "", "")
    talking.parts.calls.on_established("c1")
    _start(talking, "13800008057")
    assert talking.line.told[-1] == ("transfer", "c1", "+8613800008057")
