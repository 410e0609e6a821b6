"""The dial plan: what a dialled number means for whoever dials it, and whether he may."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.switchboard.numbering import canonical, is_emergency, is_the_same_everywhere, service
from backend.switchboard.sip.leg import Failure
from backend.switchboard.world import Enterprise, Permission, Person, World

_MARKS = re.compile(r"[ \-.()]")
_ORDER: tuple[Permission, ...] = ("internal", "local", "national", "international")


@dataclass(frozen=True)
class Caller:
    """Who calls: a person of an enterprise, or a number outside (then both are None)."""

    number: str
    enterprise: Enterprise | None = None
    person: Person | None = None


@dataclass(frozen=True)
class ToPerson:
    """The call goes to a colleague; `via` is the main number it came through, "" for an internal call."""

    enterprise: Enterprise
    person: Person
    via: str = ""


@dataclass(frozen=True)
class ToOutside:
    """The call goes to a number outside: canonical, or a service number such as 110."""

    number: str


@dataclass(frozen=True)
class ToMainNumber:
    """The main number of an enterprise, where extensions are dialled further."""

    enterprise: Enterprise


Route = ToPerson | ToOutside | ToMainNumber | Failure


def route(world: World, caller: Caller, dialled: str) -> Route:
    """Where a dialled number leads; a failure is 404 for no such number, 403 for one beyond the permission."""
    bare = _MARKS.sub("", dialled)
    area_code = (caller.enterprise or world.enterprises[0]).area_code
    number = service(dialled, area_code) or canonical(dialled, area_code)
    if number and is_emergency(number):
        return ToOutside(number)
    if caller.enterprise is None:
        return _from_outside(world, bare, number)
    person = caller.enterprise.by_extension(bare)
    if person is not None:
        return ToPerson(caller.enterprise, person)
    if number is None:
        return Failure(404)
    if number == caller.enterprise.main_number:
        return ToMainNumber(caller.enterprise)
    permission: Permission = caller.person.permission if caller.person else "international"
    if _ORDER.index(permission) < _ORDER.index(needed_permission(number, caller.enterprise.area_code)):
        return Failure(403)
    called = world.by_main_number(number)
    return ToMainNumber(called) if called else ToOutside(number)


def needed_permission(number: str, area_code: str) -> Permission:
    """What it takes to call a canonical or service number from this area; a mobile counts as local wherever it is, and
    so do 400 and 800 numbers, which cost a local call or nothing. A service number of another area is national."""
    if number.startswith("0"):
        return "national"
    if not number.startswith("+") or is_the_same_everywhere(number) or number.startswith("+86" + area_code.lstrip("0")):
        return "local"
    return "national" if number.startswith("+86") else "international"


def _from_outside(world: World, bare: str, number: str | None) -> Route:
    for enterprise in world.enterprises:
        person = enterprise.by_extension(bare)
        if person is not None:
            return ToPerson(enterprise, person, via=enterprise.main_number)
    called = world.by_main_number(number) if number else None
    if called is not None:
        return ToMainNumber(called)
    return ToOutside(number) if number else Failure(404)
