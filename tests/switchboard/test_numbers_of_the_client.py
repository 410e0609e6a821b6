"""The client's tables of numbers, read by the switchboard: both understand the same by them, and want the same
permission for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.errors import InvalidInput
from backend.core.number import Kind, parse
from backend.switchboard.numbering import canonical, service
from backend.switchboard.routing import Caller, ToMainNumber, ToOutside, ToPerson, route
from backend.switchboard.sip.leg import Failure
from backend.switchboard.world_file import load_world
from tests.core.test_number import HOME, NONSENSE, UNDERSTOOD
from tests.core.test_permission import NEEDED

WORLD = load_world()
YUNFAN = WORLD.enterprises[0]
OUTSIDE = [(typed, meant) for typed, kind, meant, _ in UNDERSTOOD if kind is not Kind.EXTENSION]
LEVELS = {"internal": "8034", "local": "8005", "national": "8057", "international": "8001"}


def understood(typed: str) -> str | None:
    return service(typed, HOME.area_code) or canonical(typed, HOME.area_code)


def is_led(extension: str, typed: str) -> bool:
    """Whether the one at this telephone reaches somebody."""
    goal = route(WORLD, Caller(extension, YUNFAN, YUNFAN.by_extension(extension)), parse(typed, HOME).dial)
    assert not isinstance(goal, Failure) or goal.status == 403
    return isinstance(goal, ToPerson | ToOutside | ToMainNumber)


@pytest.mark.parametrize(("typed", "meant"), OUTSIDE)
def test_what_the_client_dials_means_the_same_to_the_switchboard(typed: str, meant: str) -> None:
    assert understood(parse(typed, HOME).dial) == meant


@pytest.mark.parametrize(("typed", "meant"), [(typed, meant) for typed, meant in OUTSIDE if typed.isascii()])
def test_what_is_typed_at_a_telephone_means_the_same(typed: str, meant: str) -> None:
    assert understood(typed) == meant


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_is_no_number_to_either(typed: str) -> None:
    assert understood(typed) is None


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("typed", "needed"), [row for row in NEEDED if row[0] != "0"])
def test_both_want_the_same_permission_for_a_number(level: str, typed: str, needed: str) -> None:
    ranks = list(LEVELS)
    assert is_led(LEVELS[level], typed) == (ranks.index(needed) <= ranks.index(level))


@given(st.from_regex(r"(\+86|0086|86|\+|00|0|010|025|0512)?(10|1010|95|400|2|5)?[0-9]{3,10}", fullmatch=True))
def test_whatever_the_client_dials_means_the_same_to_the_switchboard(typed: str) -> None:
    try:
        number = parse(typed, HOME)
    except InvalidInput:
        return
    assert number.kind is Kind.EXTENSION or understood(number.dial) == number.canonical
