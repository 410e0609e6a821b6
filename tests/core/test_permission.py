"""Which numbers an account may call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.errors import NotPossibleNow
from backend.core.number import Home, parse
from backend.core.permission import LEVELS, check_permission, needed_permission
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN

HOME = Home("yunfan", "+862557990000", "025")

NEEDED = [
    ("8014", "internal"), ("0", "internal"), ("025-5799 0000 转 8014", "internal"),
    ("110", "internal"), ("119", "internal"), ("120", "internal"), ("122", "internal"), ("+86 110", "internal"),
    ("13800138000", "local"), ("013800138000", "local"), ("+86 138 0013 8000", "local"),
    ("57995555", "local"), ("025-5799 5555", "local"), ("+86 25 5799 5555", "local"),
    ("400-600 0188", "local"), ("800-830 1234", "local"),
    ("114", "local"), ("12345", "local"), ("12306", "local"), ("10086", "local"), ("95588", "local"),
    ("96196", "local"), ("950 1234 5", "local"), ("116114", "local"),
    ("025-12345", "local"), ("10108888", "local"), ("010-110", "internal"), ("010-12345", "national"),
    ("0512-96110", "national"),
    ("010-6234 5678", "national"), ("0512-5551 2345", "national"), ("0512 555 1234", "national"),
    ("0086 21 5555 6666", "national"),
    ("+1 212 555 1234", "international"), ("00 44 20 7946 0000", "international"), ("+852 2123 4567", "international"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "needed"), NEEDED)
def test_what_it_takes_to_call_a_number(typed: str, needed: str) -> None:
    assert needed_permission(parse(typed, HOME), HOME) == needed


def test_without_a_known_area_no_fixed_number_at_home_is_refused_here() -> None:
    for typed in ("010-6234 5678", "010-12345"):
        assert needed_permission(parse(typed), Home()) == "local"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("typed", "needed"), NEEDED)
def test_an_account_calls_up_to_its_level_and_no_further(level: str, typed: str, needed: str) -> None:
    account = replace(ACCOUNT, permission=level)
    if LEVELS.index(needed) <= LEVELS.index(level):
        check_permission(parse(typed, HOME), account)
    else:
        with pytest.raises(NotPossibleNow, match="not_permitted") as refused:
            check_permission(parse(typed, HOME), account)
        assert (refused.value.status, refused.value.detail) == (403, {"needed": needed})


def test_a_number_beyond_the_permission_is_not_dialled(office: Bench) -> None:
    with pytest.raises(NotPossibleNow, match="not_permitted"):
        office.parts.calls.dial("+1 212 555 1234")
    assert ("dial" in office.line.names(), office.parts.calls.live()) == (False, ())


def test_a_permission_that_was_withdrawn_counts_at_once_but_never_for_an_emergency(bench: Bench) -> None:
    bench.parts.session.log_in(replace(LOGIN, account=replace(ACCOUNT, permission="internal")))
    bench.parts.registrant.on_registered()
    with pytest.raises(NotPossibleNow, match="not_permitted"):
        bench.parts.calls.dial("13800138000")
    call_id = bench.parts.calls.dial("120")
    assert bench.line.told[-1] == ("dial", call_id, "120")
