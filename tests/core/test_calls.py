"""Live calls: what the user asks goes to the phone, what the phone says comes out as events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.core.calls import HANG_UP_LIMIT_S, RINGS_ON_S, SECOND_DIAL_DELAY_S
from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.events import CallChanged, CallEnded
from backend.core.ports import StreamDown, StreamUp
from backend.core.state import CallState, Direction, Disposition, EndedBy, Registration
from tests.core.conftest import Bench


def test_a_dialled_call_goes_out_and_is_shown_with_its_name(office: Bench) -> None:
    call_id = office.parts.calls.dial("8014")
    assert office.line.told[-1] == ("dial", call_id, "8014")
    call = office.last(CallChanged).call
    assert (call.id, call.state, call.party.name, call.party.number) == (call_id, CallState.CALLING, "林知夏", "8014")


def test_the_own_extension_is_not_dialled_but_the_own_mobile_is(office: Bench) -> None:
    with pytest.raises(InvalidInput, match="own_number"):
        office.parts.calls.dial("8057")
    assert "dial" not in office.line.names()
    office.parts.calls.dial("138 0000 8057")
    assert office.line.names()[-1] == "dial"


def test_a_call_is_followed_from_ringing_to_its_end(office: Bench) -> None:
    calls = office.parts.calls
    call_id = calls.dial("8014")
    calls.on_ringing(call_id, True)
    assert calls.live()[0].state is CallState.RINGING
    calls.on_established(call_id)
    office.loop.advance(192)
    row = office.end(call_id)
    assert calls.live() == ()
    assert (row.duration_ms, row.ended_at - row.answered_at) == (192_000, 192_000)
    assert office.last(CallEnded).call == row


def test_the_duration_does_not_follow_a_clock_that_is_set(office: Bench) -> None:
    call_id = office.established()
    office.loop.advance(60)
    office.loop.utc_shift_ms = -3_600_000
    assert office.end(call_id).duration_ms == 60_000


@pytest.mark.parametrize(("typed", "code"), [("8014", "not_registered"), ("110", "not_registered_emergency")])
def test_nothing_is_dialled_without_a_line(office: Bench, typed: str, code: str) -> None:
    office.parts.registrant.on_failed(503)
    with pytest.raises(NotPossibleNow, match=code):
        office.parts.calls.dial(typed)
    assert "dial" not in office.line.names()


def test_nonsense_is_not_dialled(office: Bench) -> None:
    with pytest.raises(InvalidInput, match="invalid_number"):
        office.parts.calls.dial("8014@evil.example")


def test_a_second_call_waits_for_the_end_of_the_first(office: Bench) -> None:
    office.established()
    with pytest.raises(NotPossibleNow, match="call_in_progress"):
        office.parts.calls.dial("8015")


def test_while_a_call_rings_it_is_to_be_answered_or_declined_first(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "8014", "", "")
    with pytest.raises(NotPossibleNow, match="call_comes_in"):
        office.parts.calls.dial("8015")


@pytest.mark.parametrize("number", ["110", "119", "120", "122"])
def test_an_emergency_call_ends_the_one_in_progress(office: Bench, number: str) -> None:
    first = office.established()
    second = office.parts.calls.dial(number)
    assert office.line.told[-2:] == [("hang_up", first), ("dial", second, number)]


@pytest.mark.parametrize("answered", [False, True])
def test_an_emergency_number_pressed_again_keeps_the_call_to_it(office: Bench, answered: bool) -> None:
    call_id = office.parts.calls.dial("120")
    if answered:
        office.parts.calls.on_established(call_id)
        office.parts.calls.on_remote_changed(call_id, "+862583633721", "")
    told = len(office.line.told)
    assert office.parts.calls.dial("120") == call_id
    assert office.line.told[told:] == []


def test_an_emergency_number_is_dialled_anew_while_the_call_to_it_is_being_hung_up(office: Bench) -> None:
    first = office.parts.calls.dial("120")
    office.parts.calls.hang_up(first)
    second = office.parts.calls.dial("120")
    assert second != first
    assert office.line.told[-1] == ("dial", second, "120")


def test_one_emergency_call_gives_way_to_another(office: Bench) -> None:
    first = office.parts.calls.dial("120")
    second = office.parts.calls.dial("119")
    assert office.line.told[-2:] == [("hang_up", first), ("dial", second, "119")]


def test_a_person_decides_whose_name_a_shared_number_shows(office: Bench) -> None:
    office.parts.calls.dial("025-5799 0011", "p2")
    assert office.last(CallChanged).call.party.name == "前台"


def test_an_extension_behind_an_outside_number_is_sent_after_the_answer(office: Bench) -> None:
    call_id = office.parts.calls.dial("025-5579 9985 转 8057")
    office.parts.calls.on_established(call_id)
    assert "send_dtmf" not in office.line.names()
    office.loop.advance(SECOND_DIAL_DELAY_S)
    assert office.line.told[-1] == ("send_dtmf", call_id, "8057")


def test_an_extension_behind_a_number_is_not_sent_to_who_has_hung_up(office: Bench) -> None:
    call_id = office.parts.calls.dial("025-5579 9985 转 8057")
    office.parts.calls.on_established(call_id)
    office.end(call_id)
    office.loop.advance(SECOND_DIAL_DELAY_S)
    assert "send_dtmf" not in office.line.names()


def test_an_incoming_call_is_shown_with_its_caller(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "8014", "LIN", "+862557990000")
    call = office.last(CallChanged).call
    assert (call.direction, call.state, call.party.name) == (Direction.INCOMING, CallState.INCOMING, "林知夏")
    assert call.party.via == "025-5799 0000"


def test_a_call_that_was_handed_on_says_by_whom_with_the_name_of_the_directory(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "+862557995555", "", "", "8014", "LIN")
    call = office.last(CallChanged).call
    assert (call.party.number, call.referred_by.name, call.referred_by.number) == ("025-5799 5555", "林知夏", "8014")
    office.parts.calls.on_established("c1")
    assert office.last(CallChanged).call.referred_by == call.referred_by
    office.parts.calls.on_remote_changed("c1", "8015", "")
    assert office.last(CallChanged).call.referred_by is None


@pytest.mark.parametrize("name", ["", "\x00\u202e" * 500, "x" * 100_000])
def test_whoever_handed_a_call_on_is_fit_to_be_shown(office: Bench, name: str) -> None:
    office.parts.calls.on_incoming("c1", "8014", "", "", "\r\n\u202e" + "7" * 10_000, name)
    party = office.last(CallChanged).call.referred_by
    assert (party.name + party.number + party.canonical).isprintable()
    assert len(party.name) <= 64
    assert len(party.number) <= 64


def test_a_stranger_is_shown_with_the_name_the_network_gave(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "+862557995555", "Ne\r\nmo", "")
    party = office.last(CallChanged).call.party
    assert (party.name, party.number, party.canonical) == ("Ne mo", "025-5799 5555", "+862557995555")


def test_a_call_that_comes_in_during_another_is_refused_as_busy_and_missed(office: Bench) -> None:
    first = office.established()
    office.parts.calls.on_incoming("c2", "8015", "", "")
    assert office.line.told[-1] == ("decline", "c2", 486)
    assert [call.id for call in office.parts.calls.live()] == [first]
    row = office.end("c2", 486, EndedBy.LOCAL)
    assert row.ended is not None
    assert (row.ended.disposition, row.ended.code) == (Disposition.MISSED, "missed_while_busy")


def test_a_refused_second_call_is_recorded_even_if_the_phone_never_confirms_it(office: Bench) -> None:
    office.established()
    office.parts.calls.on_incoming("c2", "8015", "", "")
    office.loop.advance(HANG_UP_LIMIT_S)
    assert [row.id for row in office.data.history.rows] == ["c2"]


def test_a_call_without_anybody_logged_in_is_turned_away(bench: Bench) -> None:
    bench.parts.calls.on_incoming("c1", "8014", "", "")
    assert bench.line.told == [("decline", "c1", 480)]
    assert bench.parts.calls.live() == ()


def test_a_declined_call_is_recorded_as_declined(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "8014", "", "")
    office.parts.calls.decline("c1")
    assert office.line.told[-1] == ("decline", "c1", 603)
    row = office.end("c1", 603, EndedBy.LOCAL)
    assert row.ended is not None
    assert row.ended.disposition is Disposition.DECLINED


def test_hanging_up_ends_the_call_for_the_user_even_if_the_network_is_gone(office: Bench) -> None:
    call_id = office.established()
    office.parts.calls.hang_up(call_id)
    assert office.parts.calls.live() != ()
    office.loop.advance(HANG_UP_LIMIT_S)
    assert office.parts.calls.live() == ()
    office.parts.calls.on_ringing(call_id, False)
    assert len(office.data.history.rows) == 1


def test_a_call_declined_right_after_its_answer_does_not_go_on_unseen(office: Bench) -> None:
    office.parts.calls.on_incoming("c1", "8014", "", "")
    office.parts.calls.answer("c1")
    office.parts.calls.decline("c1")
    office.parts.calls.on_established("c1")
    office.parts.calls.on_refused("c1", "wrong_call_state")
    office.loop.advance(HANG_UP_LIMIT_S)
    assert office.line.told[-1] == ("hang_up", "c1")
    assert office.parts.calls.live() == ()


@pytest.mark.parametrize("command", ["answer", "decline", "hang_up"])
def test_a_command_for_a_call_that_is_gone_says_so(office: Bench, command: str) -> None:
    with pytest.raises(NotPossibleNow, match="no_such_call") as refusal:
        getattr(office.parts.calls, command)("nobody")
    assert refusal.value.status == 404


def test_a_command_in_the_wrong_phase_says_so(office: Bench) -> None:
    call_id = office.parts.calls.dial("8014")
    commands: tuple[Callable[[], None], ...] = (
        lambda: office.parts.calls.answer(call_id),
        lambda: office.parts.calls.hold(call_id, True),
        lambda: office.parts.calls.send_dtmf(call_id, "1"),
    )
    for command in commands:
        with pytest.raises(NotPossibleNow, match="wrong_call_state"):
            command()


def test_mute_and_hold_are_true_only_when_the_phone_says_so(office: Bench) -> None:
    call_id = office.established()
    office.parts.calls.mute(call_id, True)
    office.parts.calls.hold(call_id, True)
    call = office.parts.calls.live()[0]
    assert (call.muted, call.held) == (False, False)
    office.parts.calls.on_muted(call_id, True)
    office.parts.calls.on_held(call_id, True, False)
    call = office.parts.calls.live()[0]
    assert (call.muted, call.held, call.remote_held) == (True, True, False)


@pytest.mark.parametrize("digits", ["", "x", "1 2", "E", "0" * 33, "１"])
def test_only_keys_of_a_telephone_are_sent(office: Bench, digits: str) -> None:
    call_id = office.established()
    with pytest.raises(InvalidInput, match="invalid_digits"):
        office.parts.calls.send_dtmf(call_id, digits)


def test_a_refused_command_shows_the_call_as_it_is(office: Bench) -> None:
    call_id = office.established()
    before = office.last(CallChanged).call
    office.events.clear()
    office.parts.calls.on_refused(call_id, "wrong_call_state")
    assert office.last(CallChanged).call == before


def test_a_call_the_phone_does_not_know_is_over(office: Bench) -> None:
    call_id = office.established()
    office.parts.calls.on_refused(call_id, "no_such_call")
    assert office.parts.calls.live() == ()


def test_a_new_party_keeps_the_call(office: Bench) -> None:
    call_id = office.parts.calls.dial("8015")
    office.parts.calls.on_established(call_id)
    office.parts.calls.on_remote_changed(call_id, "8014", "")
    call = office.parts.calls.live()[0]
    assert (call.id, call.state, call.party.name) == (call_id, CallState.ESTABLISHED, "林知夏")


def test_when_the_phone_process_dies_every_call_ends_with_that_reason(office: Bench) -> None:
    office.established()
    office.parts.calls.on_incoming("c2", "8015", "", "")
    office.parts.on_phone_died()
    codes = [row.ended.code for row in office.data.history.rows if row.ended]
    assert codes == ["phone_process_died", "phone_process_died"]
    assert office.parts.registrant.state == Registration("registering", "phone_process_died")


def test_a_call_the_platform_never_answered_makes_the_line_prove_itself(office: Bench) -> None:
    call_id = office.parts.calls.dial("8014")
    office.end(call_id, 408, EndedBy.FAILURE)
    assert office.line.names()[-1] == "register"
    assert office.parts.registrant.state.state == "registering"


def test_after_the_platform_was_away_it_is_asked_whether_an_established_call_still_stands(office: Bench) -> None:
    stream = office.platform.streams[-1]
    stream.tell(StreamUp())
    office.parts.calls.dial("8014")
    stream.tell(StreamDown(), StreamUp())
    assert "check" not in office.line.names()
    call_id = office.parts.calls.live()[0].id
    office.parts.calls.on_established(call_id)
    stream.tell(StreamDown())
    assert "check" not in office.line.names()
    stream.tell(StreamUp())
    assert office.line.told[-1] == ("check", call_id)
    office.parts.registrant.on_failed(408)
    assert office.line.names().count("check") == 1
    office.parts.registrant.on_registered()
    assert office.line.told[-1] == ("check", call_id)


def test_a_call_that_still_rings_after_the_platform_was_away_is_given_up_unless_it_is_answered(office: Bench) -> None:
    stream = office.platform.streams[-1]
    office.parts.calls.on_incoming("c1", "8014", "", "")
    stream.tell(StreamUp())
    office.parts.calls.on_established("c1")
    office.loop.advance(RINGS_ON_S)
    assert [call.id for call in office.parts.calls.live()] == ["c1"]
    office.end("c1")
    office.parts.calls.on_incoming("c2", "8014", "", "")
    stream.tell(StreamUp())
    office.loop.advance(RINGS_ON_S)
    row = office.data.history.rows[-1]
    assert row.ended is not None
    assert (row.ended.disposition, row.ended.code) == (Disposition.MISSED, "connection_lost")
    assert ("decline", "c2", 480) in office.line.told


def test_a_renewed_registration_asks_nothing_of_the_calls(office: Bench) -> None:
    office.established()
    office.parts.registrant.on_registered()
    assert "check" not in office.line.names()
