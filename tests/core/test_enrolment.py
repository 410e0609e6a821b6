"""Registration of a person, step by step, with every way it can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.core.errors import InvalidInput, NotPossibleNow, PlatformRefused, PlatformUnreachable
from backend.core.events import AccountChanged
from backend.core.state import Enrolment
from tests.core.conftest import Bench
from tests.fakes.platform import CODE, HAIYUE, YUNFAN

MOBILE = "138 0000 8057"


def _state(bench: Bench) -> Enrolment:
    return bench.parts.enrolling.state


def _look_up(bench: Bench) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    bench.workers.finish()


def _code_page(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.choose("yunfan")
    bench.workers.finish()


def _fail(bench: Bench, error: Any) -> None:
    bench.platform.failure = error
    bench.workers.finish()


def test_a_number_brings_its_enterprises(bench: Bench) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    assert (_state(bench).step, _state(bench).busy, _state(bench).mobile) == ("number", True, "+8613800008057")
    bench.workers.finish()
    assert (_state(bench).step, _state(bench).busy) == ("enterprise", False)
    assert _state(bench).enterprises == (YUNFAN, HAIYUE)


@pytest.mark.parametrize("typed", ["", "8014", "025-5799 0000", "abc", "1" * 500])
def test_what_is_no_mobile_number_is_refused_at_once(bench: Bench, typed: str) -> None:
    with pytest.raises(InvalidInput, match="invalid_mobile"):
        bench.parts.enrolling.look_up(typed)
    assert _state(bench) == Enrolment()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PlatformRefused("unknown_mobile", 404), "unknown_mobile"),
        (PlatformUnreachable("platform_unreachable"), "platform_unreachable"),
        (PlatformUnreachable("platform_timeout"), "platform_timeout"),
        (PlatformRefused("too_many_requests", 429), "too_many_requests"),
    ],
)
def test_a_failed_look_up_stays_on_its_page_and_says_why(bench: Bench, error: Any, code: str) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    _fail(bench, error)
    assert _state(bench) == Enrolment("number", mobile="+8613800008057", error=code)


def test_a_number_can_be_checked_again_after_a_failure(bench: Bench) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    _fail(bench, PlatformUnreachable("platform_timeout"))
    _look_up(bench)
    assert (_state(bench).step, _state(bench).error) == ("enterprise", "")


def test_choosing_opens_the_code_page_at_once_and_places_the_call(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.choose("yunfan")
    assert (_state(bench).step, _state(bench).busy, _state(bench).main_number) == ("code", True, YUNFAN.main_number)
    bench.workers.finish()
    now_ms = bench.loop.now().utc_ms
    assert (_state(bench).resend_at - now_ms, _state(bench).expires_at - now_ms) == (180_000, 300_000)
    assert (_state(bench).busy, _state(bench).tries_left) == (False, 5)


def test_an_enterprise_that_was_not_offered_is_refused(bench: Bench) -> None:
    _look_up(bench)
    with pytest.raises(InvalidInput, match="unknown_enterprise"):
        bench.parts.enrolling.choose("elsewhere")


def test_the_right_code_logs_in_and_the_directory_comes(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code(CODE)
    assert _state(bench).busy
    bench.workers.finish()
    assert _state(bench).step == "download"
    assert bench.last(AccountChanged).account.name == "何雨桐"
    bench.workers.finish_all()
    assert _state(bench) == Enrolment("done")


def test_a_directory_that_fails_to_come_does_not_keep_the_user_out(bench: Bench) -> None:
    bench.data.source.failure = PlatformUnreachable("platform_timeout")
    _code_page(bench)
    bench.parts.enrolling.enter_code(CODE)
    bench.workers.finish_all()
    assert _state(bench).step == "done"
    assert (bench.parts.download.state.state, bench.parts.download.state.error) == ("failed", "platform_timeout")


def test_a_wrong_code_says_how_many_tries_are_left(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code("0000")
    bench.workers.finish()
    assert (_state(bench).step, _state(bench).error, _state(bench).tries_left) == ("code", "code_wrong", 4)
    assert _state(bench).error_detail == (("tries_left", "4"),)


@pytest.mark.parametrize("code", ["code_void", "code_expired"])
def test_a_code_that_is_over_leaves_no_tries(bench: Bench, code: str) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code("0000")
    _fail(bench, PlatformRefused(code, 403))
    assert (_state(bench).error, _state(bench).tries_left) == (code, 0)


def test_who_comes_back_to_a_code_that_is_over_still_sees_it(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code("0000")
    _fail(bench, PlatformRefused("code_void", 403))
    bench.parts.enrolling.back()
    bench.parts.enrolling.choose("yunfan")
    assert (_state(bench).step, _state(bench).error, _state(bench).tries_left) == ("code", "code_void", 0)


def test_an_enterprise_that_refuses_a_second_client_says_so(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code(CODE)
    _fail(bench, PlatformRefused("refused_by_policy", 403))
    assert (_state(bench).step, _state(bench).error) == ("code", "refused_by_policy")


def test_an_unreachable_platform_does_not_cost_a_try(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code(CODE)
    _fail(bench, PlatformUnreachable("platform_unreachable"))
    assert (_state(bench).error, _state(bench).tries_left) == ("platform_unreachable", 5)
    bench.parts.enrolling.enter_code(CODE)
    bench.workers.finish_all()
    assert _state(bench).step == "done"


@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "１２３４"])
def test_what_is_no_code_is_refused_at_once(bench: Bench, typed: str) -> None:
    _code_page(bench)
    with pytest.raises(InvalidInput, match="invalid_code"):
        bench.parts.enrolling.enter_code(typed)


def test_a_new_code_is_to_be_had_after_three_minutes(bench: Bench) -> None:
    _code_page(bench)
    bench.loop.advance(100.5)
    with pytest.raises(NotPossibleNow, match="code_too_soon") as refusal:
        bench.parts.enrolling.resend()
    assert refusal.value.detail == {"retry_after_s": 80}
    bench.loop.advance(80)
    bench.parts.enrolling.resend()
    bench.workers.finish()
    bench.parts.enrolling.enter_code(CODE)
    bench.workers.finish()
    assert ("log_in", "v2", CODE) in bench.platform.asked


def test_a_clock_that_is_set_does_not_change_the_wait(bench: Bench) -> None:
    _code_page(bench)
    bench.loop.utc_shift_ms = 3_600_000
    with pytest.raises(NotPossibleNow, match="code_too_soon"):
        bench.parts.enrolling.resend()


def test_a_refused_call_says_when_to_ask_again(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.choose("yunfan")
    _fail(bench, PlatformRefused("code_too_soon", 429, retry_after_s=42))
    assert (_state(bench).step, _state(bench).error) == ("code", "code_too_soon")
    assert _state(bench).resend_at - bench.loop.now().utc_ms == 42_000
    with pytest.raises(NotPossibleNow, match="no_code_asked"):
        bench.parts.enrolling.enter_code(CODE)


def test_a_call_that_could_not_be_asked_for_can_be_asked_for_at_once(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.choose("yunfan")
    _fail(bench, PlatformUnreachable("platform_unreachable"))
    bench.parts.enrolling.resend()
    bench.workers.finish()
    assert (_state(bench).error, _state(bench).tries_left) == ("", 5)


def test_double_clicks_ask_once(bench: Bench) -> None:
    for _ in range(3):
        bench.parts.enrolling.look_up(MOBILE)
    bench.workers.finish_all()
    for _ in range(3):
        bench.parts.enrolling.choose("yunfan")
    bench.workers.finish_all()
    for _ in range(3):
        bench.parts.enrolling.enter_code("0000")
    bench.workers.finish_all()
    assert [what[0] for what in bench.platform.asked] == ["look_up", "ask_code", "log_in"]


def test_a_late_reply_to_a_step_that_was_left_is_ignored(bench: Bench) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    bench.parts.enrolling.back()
    bench.workers.finish()
    assert _state(bench) == Enrolment("number", mobile="+8613800008057")


def test_a_late_failure_of_a_step_that_was_left_is_ignored(bench: Bench) -> None:
    bench.parts.enrolling.look_up(MOBILE)
    bench.parts.enrolling.back()
    _fail(bench, PlatformUnreachable("platform_timeout"))
    assert _state(bench).error == ""


def test_a_login_nobody_waits_for_is_given_back(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.enter_code(CODE)
    bench.parts.enrolling.back()
    bench.workers.finish_all()
    assert bench.platform.asked[-1] == ("log_out", "token-1")
    assert bench.parts.session.account is None


def test_going_back_and_choosing_the_same_again_keeps_the_call_that_rings(bench: Bench) -> None:
    _code_page(bench)
    before = _state(bench)
    bench.parts.enrolling.back()
    assert _state(bench).step == "enterprise"
    bench.parts.enrolling.choose("yunfan")
    assert _state(bench) == before
    assert not bench.workers.waiting


def test_a_call_placed_while_the_user_went_back_is_still_good(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.choose("yunfan")
    bench.parts.enrolling.back()
    bench.workers.finish()
    bench.parts.enrolling.choose("yunfan")
    bench.parts.enrolling.enter_code(CODE)
    bench.workers.finish_all()
    assert [what[0] for what in bench.platform.asked].count("ask_code") == 1
    assert _state(bench).step == "done"


def test_a_code_belongs_to_the_enterprise_it_was_asked_for(bench: Bench) -> None:
    _code_page(bench)
    bench.parts.enrolling.back()
    bench.parts.enrolling.choose("haiyue")
    _fail(bench, PlatformRefused("code_too_soon", 429, retry_after_s=100))
    with pytest.raises(NotPossibleNow, match="no_code_asked"):
        bench.parts.enrolling.enter_code(CODE)


def test_back_from_the_enterprises_keeps_the_number(bench: Bench) -> None:
    _look_up(bench)
    bench.parts.enrolling.back()
    assert _state(bench) == Enrolment("number", mobile="+8613800008057")


def test_a_command_of_another_step_says_so(office: Bench) -> None:
    commands: tuple[Callable[[], None], ...] = (
        lambda: office.parts.enrolling.look_up(MOBILE),
        lambda: office.parts.enrolling.choose("yunfan"),
        lambda: office.parts.enrolling.enter_code(CODE),
        office.parts.enrolling.resend,
        office.parts.enrolling.back,
    )
    for command in commands:
        with pytest.raises(NotPossibleNow, match="wrong_step"):
            command()
