"""Codes: how long they live, how often they may be tried, and when a new one may be asked for."""

from __future__ import annotations

import pytest

from backend.switchboard.guessing import Guessing, TooManyRequests
from backend.switchboard.limits import MOST_KEYS, Limit
from backend.switchboard.verification import CodeExpired, CodeTooSoon, CodeVoid, CodeWrong, Verifications
from backend.switchboard.world import Settings, World
from backend.switchboard.world_file import load_world
from tests.switchboard.api_room import MOBILE, Clock, other_than

WORLD: World = load_world()
YUNFAN, QINGHE, _ = WORLD.memberships(MOBILE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def verifications(clock: Clock) -> Verifications:
    return Verifications(Settings(), clock)


def void_cause(verifications: Verifications, verification_id: str, code: str) -> str:
    with pytest.raises(CodeVoid) as void:
        verifications.check(verification_id, code)
    return void.value.cause


def test_a_code_is_four_digits_and_opens_its_own_verification(verifications: Verifications) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    assert len(code) == 4
    assert code.isdecimal()
    assert verifications.check(made.id, code).person == YUNFAN[1]


def test_codes_differ_and_may_begin_with_zero() -> None:
    verifications = Verifications(Settings(code_resend_s=0, codes_per_hour=10_000))
    codes = {verifications.ask(MOBILE, *YUNFAN)[1] for _ in range(300)}
    assert len(codes) > 200
    assert any(code.startswith("0") for code in codes)


def test_the_code_is_kept_only_as_a_digest_and_shown_in_no_text(verifications: Verifications) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    assert all(value != code for value in vars(made).values())
    assert "digest" not in repr(made)


def test_a_code_expires_after_300_seconds(verifications: Verifications, clock: Clock) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    clock.now += 299.9
    assert verifications.check(made.id, code) is made
    clock.now += 0.1
    with pytest.raises(CodeExpired):
        verifications.check(made.id, code)


def test_four_wrong_tries_count_down_and_the_fifth_ends_the_code(verifications: Verifications) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    left = []
    for wrong in other_than(code, 4):
        with pytest.raises(CodeWrong) as refused:
            verifications.check(made.id, wrong)
        left.append(refused.value.tries_left)
    assert left == [4, 3, 2, 1]
    assert void_cause(verifications, made.id, other_than(code)[0]) == "tries"
    assert void_cause(verifications, made.id, code) == "tries"


def test_m2_a_new_code_comes_after_180_seconds_and_voids_the_old(verifications: Verifications, clock: Clock) -> None:
    old, old_code = verifications.ask(MOBILE, *YUNFAN)
    clock.now += 179
    with pytest.raises(CodeTooSoon) as too_soon:
        verifications.ask(MOBILE, *YUNFAN)
    assert too_soon.value.retry_after_s == pytest.approx(1)
    clock.now += 1
    new, new_code = verifications.ask(MOBILE, *YUNFAN)
    assert void_cause(verifications, old.id, old_code) == "replaced"
    assert verifications.check(new.id, new_code) is new


def test_five_wrong_tries_do_not_bring_a_new_code_any_sooner(verifications: Verifications) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    for wrong in other_than(code, 5):
        with pytest.raises((CodeWrong, CodeVoid)):
            verifications.check(made.id, wrong)
    with pytest.raises(CodeTooSoon):
        verifications.ask(MOBILE, *YUNFAN)


def test_a_code_for_another_enterprise_needs_no_wait_and_voids_the_first(verifications: Verifications) -> None:
    first, first_code = verifications.ask(MOBILE, *YUNFAN)
    second, second_code = verifications.ask(MOBILE, *QINGHE)
    assert void_cause(verifications, first.id, first_code) == "replaced"
    assert verifications.check(second.id, second_code).enterprise == QINGHE[0]


def test_a_used_code_opens_nothing_more_and_a_new_one_needs_no_wait(verifications: Verifications) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    verifications.use(verifications.check(made.id, code))
    assert void_cause(verifications, made.id, code) == "used"
    verifications.ask(MOBILE, *YUNFAN)


def test_a_verification_nobody_asked_for_is_void(verifications: Verifications) -> None:
    assert void_cause(verifications, "made up", "0000") == "unknown"


def test_a_mobile_is_rung_twenty_times_an_hour_at_the_most(clock: Clock) -> None:
    verifications = Verifications(Settings(code_resend_s=1), clock)
    for _ in range(20):
        verifications.ask(MOBILE, *YUNFAN)
        clock.now += 1
    with pytest.raises(CodeTooSoon) as too_soon:
        verifications.ask(MOBILE, *YUNFAN)
    clock.now += too_soon.value.retry_after_s
    verifications.ask(MOBILE, *YUNFAN)


def test_codes_of_long_ago_are_forgotten(verifications: Verifications, clock: Clock) -> None:
    made, code = verifications.ask(MOBILE, *YUNFAN)
    clock.now += 3601
    verifications.ask(MOBILE, *YUNFAN)
    assert verifications.mobile_of(made.id) is None
    assert void_cause(verifications, made.id, code) == "unknown"


def test_the_pause_after_a_wrong_code_doubles_up_to_the_longest(clock: Clock) -> None:
    guessing = Guessing(Settings(guess_pause_s=0.3, guess_pause_longest_s=2), clock)
    assert [guessing.wrong("a", MOBILE) for _ in range(5)] == pytest.approx([0.3, 0.6, 1.2, 2, 2])
    guessing.right(MOBILE)
    assert guessing.wrong("a", MOBILE) == pytest.approx(0.3)


def test_many_wrong_codes_lock_a_number_for_everybody_and_an_address_for_every_number(clock: Clock) -> None:
    settings = Settings(wrong_codes_per_mobile_per_hour=3, wrong_codes_per_address_per_hour=4)
    guessing = Guessing(settings, clock)
    for _ in range(3):
        guessing.may_guess("a", "one")
        guessing.wrong("a", "one")
    with pytest.raises(TooManyRequests) as refused:
        guessing.may_guess("b", "one")
    assert refused.value.retry_after_s == pytest.approx(3600)
    guessing.may_guess("a", "two")
    guessing.wrong("a", "two")
    with pytest.raises(TooManyRequests):
        guessing.may_guess("a", "three")
    clock.now += 3600
    guessing.may_guess("a", "one")


def test_a_limit_lets_go_as_its_window_slides(clock: Clock) -> None:
    limit = Limit(2, 10, clock)
    limit.count("a")
    clock.now += 4
    limit.count("a")
    assert limit.wait_s("a") == pytest.approx(6)
    assert limit.wait_s("b") == 0
    clock.now += 6
    assert limit.wait_s("a") == 0


def test_a_limit_remembers_only_so_many_keys(clock: Clock) -> None:
    limit = Limit(1, 10, clock)
    for number in range(MOST_KEYS + 1):
        limit.count(str(number))
    assert limit.wait_s("0") == 0
    assert limit.wait_s(str(MOST_KEYS)) > 0
