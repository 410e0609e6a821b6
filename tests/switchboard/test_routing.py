"""The dial plan as a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.number import parse
from backend.switchboard.numbering import EMERGENCY
from backend.switchboard.routing import Caller, ToMainNumber, ToOutside, ToPerson, route
from backend.switchboard.sip.leg import Failure
from backend.switchboard.world_file import load_world

WORLD = load_world()
YUNFAN = WORLD.enterprises[0]


def caller(extension: str) -> Caller:
    person = YUNFAN.by_extension(extension)
    assert person is not None
    return Caller(extension, YUNFAN, person)


def led(who: Caller, dialled: str) -> str:
    """Where it leads, in one word."""
    goal = route(WORLD, who, dialled)
    if isinstance(goal, ToPerson):
        return f"{goal.person.extension}{' via ' + goal.via if goal.via else ''}"
    if isinstance(goal, ToMainNumber):
        return f"main number of {goal.enterprise.id}"
    return goal.number if isinstance(goal, ToOutside) else str(goal.status)


@pytest.mark.parametrize(
    ("dialled", "goal"),
    [
        ("8014", "8014"),
        ("80-14", "8014"),
        ("13912345678", "+8613912345678"),
        ("139 1234 5678", "+8613912345678"),
        ("+8613912345678", "+8613912345678"),
        ("008613912345678", "+8613912345678"),
        ("57995555", "+862557995555"),
        ("025-57995555", "+862557995555"),
        ("010-58881234", "+861058881234"),
        ("110", "110"),
        ("10086", "10086"),
        ("95588", "95588"),
        ("118114", "118114"),
        ("116114", "116114"),
        ("95201234", "95201234"),
        ("9512345", "9512345"),
        ("1008", "404"),
        ("400-123-4567", "+864001234567"),
        ("+86 400 123 4567", "+864001234567"),
        ("8001234567", "+868001234567"),
        ("0044 20 7946 0000", "403"),
        ("02557990000", "main number of yunfan"),
        ("8999", "404"),
        ("", "404"),
        ("hello", "404"),
        ("１１０", "404"),
        ("1" * 40, "404"),
    ],
)
def test_what_a_person_with_national_permission_reaches(dialled: str, goal: str) -> None:
    assert led(caller("8057"), dialled) == goal


@pytest.mark.parametrize(
    "typed", ["110", "114", "10086", "118114", "116114", "95588", "9512345", "95201234", "4001234567", "800-123-4567"]
)
def test_what_the_client_dials_is_what_the_number_typed_at_a_telephone_means(typed: str) -> None:
    dialled = parse(typed).dial
    assert [led(who, number) for who in (caller("8057"), Caller("+862557995555")) for number in (typed, dialled)] == [
        dialled
    ] * 4


@pytest.mark.parametrize(
    ("extension", "reached"),
    [
        ("8034", set()),
        ("8057", {"local", "national"}),
        ("8005", {"local"}),
        ("8001", {"local", "national", "international"}),
    ],
)
def test_m12_permission_decides_how_far_a_call_goes(extension: str, reached: set[str]) -> None:
    numbers = {"local": "02557995555", "national": "01058881234", "international": "+442079460000"}
    assert {name for name, number in numbers.items() if led(caller(extension), number) != "403"} == reached


def test_m12_emergency_numbers_need_no_permission() -> None:
    person = next(person for person in YUNFAN.people if person.permission == "internal")
    who = Caller(person.extension or "", YUNFAN, person)
    assert [led(who, number) for number in ("110", "119", "120", "122")] == ["110", "119", "120", "122"]
    assert led(who, "10086") == "403"


@pytest.mark.parametrize("number", EMERGENCY)
def test_no_extension_stands_before_an_emergency_number(number: str) -> None:
    person = replace(YUNFAN.people[0], extension=number)
    enterprise = replace(YUNFAN, people=(person, *YUNFAN.people[1:]))
    world = replace(WORLD, enterprises=(enterprise, *WORLD.enterprises[1:]))
    for who in (Caller("8057", enterprise, enterprise.by_extension("8057")), Caller("+862557995555")):
        assert route(world, who, number) == ToOutside(number)


def test_a_number_outside_dials_extensions_and_other_numbers() -> None:
    who = Caller("+862557995555")
    assert led(who, "8057") == "8057 via +862557990000"
    assert led(who, "138 0000 8057") == "+8613800008057"
    assert led(who, "4001234567") == "+864001234567"
    assert led(who, "118114") == "118114"
    assert route(WORLD, who, "2") == Failure(404)


def test_a_main_number_is_dialled_from_everywhere() -> None:
    assert led(Caller("+862557995555"), "025-5799 0000") == "main number of yunfan"
    assert led(Caller("+862557995555"), "51266068800") == "404"
    assert led(Caller("+862557995555"), "0512-6606 8800") == "main number of lanjing"
    assert led(caller("8057"), "0512-6606 8800") == "main number of lanjing"
    assert led(caller("8057"), "025-5799 0000") == "main number of yunfan"
