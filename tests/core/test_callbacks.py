"""Dialling in callback mode: the platform is asked, tells how it goes on, and every callback is recorded once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.callbacks import HANG_UP_LIMIT_S, TOLD_AGAIN_S
from backend.core.errors import InvalidInput, NotPossibleNow, PlatformRefused, PlatformUnreachable, TelephoneError
from backend.core.events import CallChanged
from backend.core.ports import CallbackNews, Profile, StreamDown, StreamUp
from backend.core.state import Call, CallState
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN, FakeStream

IN_CALLBACK_MODE = replace(LOGIN, account=replace(ACCOUNT, mode="callback"))


@pytest.fixture
def mobile(bench: Bench) -> Bench:
    """何雨桐 is logged in, in callback mode, and the platform tells of changes."""
    bench.parts.session.log_in(IN_CALLBACK_MODE)
    bench.platform.answer = Profile(IN_CALLBACK_MODE.account)
    bench.parts.registrant.on_registered()
    bench.parts.enrolling.finish()
    bench.workers.finish_all()
    _stream(bench).tell(StreamUp())
    bench.loop.advance(TOLD_AGAIN_S)
    return bench


@pytest.mark.parametrize("number", ["8057", "138 0000 8057", "025-5799 0000 转 8057"])
def test_the_platform_is_not_asked_to_join_the_user_with_themselves(mobile: Bench, number: str) -> None:
    asked = len(mobile.platform.asked)
    with pytest.raises(InvalidInput, match="own_number"):
        mobile.parts.calls.dial(number)
    assert (len(mobile.platform.asked), mobile.parts.calls.live()) == (asked, ())


def _stream(bench: Bench) -> FakeStream:
    return bench.platform.streams[-1]


def _say(bench: Bench, state: str, reason: str = "", status: int = 0, id_: str = "cb1", number: str = "8014") -> None:
    _stream(bench).tell(CallbackNews(id_, number, state, status, reason))


def _dial(bench: Bench) -> str:
    """A callback the platform has taken."""
    call_id = bench.parts.calls.dial("8014")
    bench.workers.finish_all()
    return call_id


def _codes(bench: Bench) -> list[str]:
    return [row.ended.code for row in bench.data.history.rows if row.ended]


def _asked(bench: Bench, what: str) -> list[tuple[str, ...]]:
    return [asked for asked in bench.platform.asked if asked[0] == what]


def test_dialling_asks_the_platform_and_sends_no_invite(mobile: Bench) -> None:
    call_id = _dial(mobile)
    assert _asked(mobile, "call_back") == [("call_back", "token-1", "8014")]
    assert "dial" not in mobile.line.names()
    call = mobile.last(CallChanged).call
    assert (call.id, call.mode, call.phase, call.state) == (call_id, "callback", "calling_mobile", CallState.CALLING)
    assert (call.party.name, call.callback_id) == ("林知夏", "cb1")


def test_a_callback_is_followed_to_its_end_and_recorded_once(mobile: Bench) -> None:
    call_id = _dial(mobile)
    _say(mobile, "calling_mobile")
    _say(mobile, "calling_party")
    assert mobile.parts.calls.live()[0].phase == "calling_party"
    _say(mobile, "established")
    assert (mobile.parts.calls.live()[0].state, mobile.parts.calls.live()[0].phase) == (CallState.ESTABLISHED, "")
    mobile.loop.advance(192)
    for _ in range(2):
        _say(mobile, "ended", "hung_up", 200)
    (row,) = mobile.data.history.rows
    assert (row.id, row.duration_ms, _codes(mobile)) == (call_id, 192_000, ["callback_over"])
    assert mobile.parts.calls.live() == ()


def test_news_that_overtake_the_answer_are_those_of_the_call(mobile: Bench) -> None:
    mobile.parts.calls.dial("8014")
    _say(mobile, "calling_mobile")
    _say(mobile, "calling_party")
    assert len(mobile.parts.calls.live()) == 1
    mobile.workers.finish_all()
    assert mobile.parts.calls.live()[0].phase == "calling_party"
    mobile.parts.calls.hang_up(mobile.parts.calls.live()[0].id)
    _say(mobile, "ended", "cancelled", 487)
    assert _codes(mobile) == ["cancelled"]


def test_an_end_that_overtakes_the_answer_ends_the_call(mobile: Bench) -> None:
    mobile.parts.calls.dial("8014")
    _say(mobile, "ended", "mobile_busy", 486)
    mobile.workers.finish_all()
    assert (_codes(mobile), mobile.parts.calls.live()) == (["own_mobile_busy"], ())


@pytest.mark.parametrize(
    ("error", "code"),
    [(PlatformRefused("not_permitted", None, needed="national"), "not_permitted"),
     (PlatformRefused("wrong_mode"), "wrong_mode"), (PlatformRefused("callback_under_way"), "callback_under_way"),
     (PlatformUnreachable("platform_timeout"), "platform_unreachable"),
     (TelephoneError("program_error", 500), "callback_failed")],
)  # fmt: skip
def test_a_refused_callback_says_why_and_is_recorded_once(mobile: Bench, error: TelephoneError, code: str) -> None:
    mobile.platform.failure = error
    _dial(mobile)
    assert (_codes(mobile), mobile.parts.calls.live()) == ([code], ())


def test_a_platform_that_sees_the_mode_differently_is_asked_for_it(mobile: Bench) -> None:
    mobile.platform.answer = Profile(ACCOUNT)
    mobile.platform.failure = PlatformRefused("wrong_mode")
    _dial(mobile)
    assert mobile.parts.session.account is not None
    assert mobile.parts.session.account.mode == "network"
    assert mobile.parts.calls.dial("8014")
    assert mobile.line.names()[-1] == "dial"


def test_an_answer_that_is_lost_does_not_lose_the_callback(mobile: Bench) -> None:
    mobile.platform.failure = PlatformUnreachable("platform_timeout")
    call_id = mobile.parts.calls.dial("8014")
    _say(mobile, "calling_mobile")
    mobile.workers.finish_all()
    _say(mobile, "established")
    assert [(call.id, call.state) for call in mobile.parts.calls.live()] == [(call_id, CallState.ESTABLISHED)]


@pytest.mark.parametrize("phase", ["calling_mobile", "calling_party", "established"])
def test_hanging_up_ends_it_in_every_phase_once(mobile: Bench, phase: str) -> None:
    call_id = _dial(mobile)
    _say(mobile, phase)
    mobile.parts.calls.hang_up(call_id)
    mobile.parts.calls.hang_up(call_id)
    mobile.workers.finish_all()
    assert _asked(mobile, "end_call_back") == [("end_call_back", "token-1", "cb1")]
    _say(mobile, "ended", "cancelled", 487)
    mobile.loop.advance(HANG_UP_LIMIT_S)
    _say(mobile, "calling_party")
    assert _codes(mobile) == ["hung_up" if phase == "established" else "cancelled"]
    assert mobile.parts.calls.live() == ()


def test_a_conversation_that_the_user_ended_was_not_ended_by_somebody_else(mobile: Bench) -> None:
    call_id = _dial(mobile)
    _say(mobile, "established")
    mobile.parts.calls.hang_up(call_id)
    _say(mobile, "ended", "hung_up", 200)
    assert _codes(mobile) == ["hung_up"]


@pytest.mark.parametrize("in_time", [True, False])
def test_hanging_up_before_the_platform_has_answered_ends_it_there_as_soon_as_it_does(
    mobile: Bench, in_time: bool
) -> None:
    call_id = mobile.parts.calls.dial("8014")
    mobile.parts.calls.hang_up(call_id)
    if not in_time:
        mobile.loop.advance(HANG_UP_LIMIT_S)
    mobile.workers.finish_all()
    assert _asked(mobile, "end_call_back") == [("end_call_back", "token-1", "cb1")]
    mobile.loop.advance(HANG_UP_LIMIT_S)
    _say(mobile, "calling_mobile")
    _say(mobile, "ended", "cancelled", 487)
    assert (_codes(mobile), mobile.parts.calls.live()) == (["cancelled"], ())


def test_a_callback_the_platform_could_not_be_told_to_end_is_shown_again(mobile: Bench) -> None:
    call_id = _dial(mobile)
    mobile.platform.failure = PlatformUnreachable("platform_timeout")
    mobile.parts.calls.hang_up(call_id)
    mobile.loop.advance(HANG_UP_LIMIT_S)
    mobile.workers.finish_all()
    assert mobile.parts.calls.live() == ()
    _say(mobile, "established")
    (again,) = mobile.parts.calls.live()
    mobile.parts.calls.hang_up(again.id)
    mobile.workers.finish_all()
    _say(mobile, "ended", "cancelled", 487)
    assert (_codes(mobile), mobile.parts.calls.live()) == (["hung_up"], ())


@pytest.mark.parametrize("command", ["answer", "decline", "silence"])
def test_it_is_no_incoming_call(mobile: Bench, command: str) -> None:
    call_id = _dial(mobile)
    with pytest.raises(NotPossibleNow, match="wrong_call_state"):
        getattr(mobile.parts.calls, command)(call_id)


def test_only_hanging_up_can_be_done_from_here(mobile: Bench) -> None:
    call_id = _dial(mobile)
    _say(mobile, "established")
    calls = mobile.parts.calls
    told = len(mobile.line.told)
    for command in (calls.mute, calls.hold):
        with pytest.raises(NotPossibleNow, match="wrong_call_state"):
            command(call_id, True)
    for send in (calls.send_dtmf, calls.transfers.start):
        with pytest.raises(NotPossibleNow, match="wrong_call_state"):
            send(call_id, "8015")
    assert mobile.line.told[told:] == []


def test_a_second_call_waits_for_the_end_of_a_callback_and_the_other_way_round(mobile: Bench) -> None:
    call_id = _dial(mobile)
    with pytest.raises(NotPossibleNow, match="call_in_progress"):
        mobile.parts.calls.dial("8015")
    mobile.parts.calls.on_incoming("c2", "8015", "", "")
    assert mobile.line.told[-1] == ("decline", "c2", 486)
    assert [call.id for call in mobile.parts.calls.live()] == [call_id]


def test_an_emergency_number_is_dialled_from_here_and_ends_the_callback(mobile: Bench) -> None:
    first = _dial(mobile)
    second = mobile.parts.calls.dial("110")
    mobile.workers.finish_all()
    assert mobile.line.told[-1] == ("dial", second, "110")
    assert _asked(mobile, "end_call_back") == [("end_call_back", "token-1", "cb1")]
    mobile.loop.advance(HANG_UP_LIMIT_S)
    assert [row.id for row in mobile.data.history.rows] == [first]


def test_a_callback_needs_no_line_but_a_login(mobile: Bench) -> None:
    mobile.parts.registrant.on_failed(503)
    _dial(mobile)
    assert _asked(mobile, "call_back") != []
    mobile.parts.session.log_out()
    with pytest.raises(NotPossibleNow, match="not_registered"):
        mobile.parts.calls.dial("8014")


def test_a_phone_process_that_dies_leaves_it_alone(mobile: Bench) -> None:
    call_id = _dial(mobile)
    mobile.parts.on_phone_died()
    assert [call.id for call in mobile.parts.calls.live()] == [call_id]


def test_a_stream_that_breaks_and_comes_back_goes_on_with_it(mobile: Bench) -> None:
    call_id = _dial(mobile)
    _stream(mobile).tell(StreamDown())
    mobile.loop.advance(60)
    _stream(mobile).tell(StreamUp())
    _say(mobile, "established")
    mobile.loop.advance(TOLD_AGAIN_S)
    assert [(call.id, call.state) for call in mobile.parts.calls.live()] == [(call_id, CallState.ESTABLISHED)]


def test_a_callback_that_ended_while_the_stream_was_down_is_not_stuck(mobile: Bench) -> None:
    _dial(mobile)
    _stream(mobile).tell(StreamDown(), StreamUp())
    mobile.loop.advance(TOLD_AGAIN_S)
    assert (_codes(mobile), mobile.parts.calls.live()) == (["callback_lost"], ())


def test_a_callback_that_is_told_of_after_all_is_shown_again_and_stands_in_the_history_once(mobile: Bench) -> None:
    _dial(mobile)
    _stream(mobile).tell(StreamDown(), StreamUp())
    mobile.loop.advance(TOLD_AGAIN_S)
    _say(mobile, "established")
    assert len(mobile.parts.calls.live()) == 1
    _say(mobile, "ended", "hung_up", 200)
    assert _codes(mobile) == ["callback_over"]


def test_a_callback_of_before_a_restart_is_shown_again_and_stands_in_the_history_once(mobile: Bench) -> None:
    _dial(mobile)
    _say(mobile, "established")
    mobile.parts.leave()
    assert (_codes(mobile), _stream(mobile).stopped) == (["callback_left"], True)
    assert _asked(mobile, "end_call_back") == []
    again = Bench()
    again.data = mobile.data
    again.parts.session._data = mobile.data
    again.parts.session.log_in(IN_CALLBACK_MODE)
    again.parts.registrant.on_registered()
    again.workers.finish_all()
    _stream(again).tell(StreamUp())
    _say(again, "established")
    (call,) = again.parts.calls.live()
    assert (call.party.name, call.state, call.mode) == ("林知夏", CallState.ESTABLISHED, "callback")
    _say(again, "ended", "hung_up", 200)
    assert _codes(mobile) == ["callback_over"]


def test_logging_out_ends_it_there_before_the_login(mobile: Bench) -> None:
    _dial(mobile)
    mobile.parts.session.log_out()
    mobile.workers.finish_all()
    assert mobile.platform.asked[-2:] == [("end_call_back", "token-1", "cb1"), ("log_out", "token-1")]
    assert (_codes(mobile), mobile.parts.calls.live(), _stream(mobile).stopped) == (["cancelled"], (), True)


def test_a_callback_asked_for_in_the_last_moment_of_a_login_is_ended(mobile: Bench) -> None:
    mobile.parts.calls.dial("8014")
    mobile.parts.session.log_out()
    mobile.workers.finish_all()
    assert ("end_call_back", "token-1", "cb1") in mobile.platform.asked
    assert (_codes(mobile), mobile.parts.calls.live()) == (["cancelled"], ())


def test_an_answer_for_an_old_login_holds_nothing_up_in_a_new_one(mobile: Bench) -> None:
    mobile.parts.calls.dial("8014")
    mobile.parts.session.log_out()
    mobile.parts.session.log_in(replace(IN_CALLBACK_MODE, token="token-2"))
    _say(mobile, "established", id_="cb9", number="8015")
    assert [(call.callback_id, call.state) for call in mobile.parts.calls.live()] == [("cb9", CallState.ESTABLISHED)]


def test_a_mode_that_changes_counts_for_the_next_call_and_leaves_this_one_alone(mobile: Bench) -> None:
    call_id = _dial(mobile)
    mobile.parts.session.on_profile(Profile(ACCOUNT))
    assert [call.id for call in mobile.parts.calls.live()] == [call_id]
    _say(mobile, "ended", "hung_up", 200)
    mobile.parts.calls.dial("8014")
    assert mobile.line.names()[-1] == "dial"


def test_news_that_go_backwards_or_come_twice_change_nothing(mobile: Bench) -> None:
    _dial(mobile)
    _say(mobile, "established")
    before: Call = mobile.parts.calls.live()[0]
    mobile.loop.advance(5)
    for phase in ("calling_mobile", "calling_party", "established"):
        _say(mobile, phase)
    assert mobile.parts.calls.live() == (before,)
