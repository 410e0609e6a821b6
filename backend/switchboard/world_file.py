"""Reads a world from its TOML file and refuses, with the place, whatever does not fit together."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from backend.switchboard.numbering import EMERGENCY, canonical, is_mobile
from backend.switchboard.world import (
    DEFAULT_WORLD,
    Behaviour,
    Department,
    Enterprise,
    Mode,
    ModeReason,
    OutsideKind,
    OutsidePhone,
    Permission,
    Person,
    Policy,
    Settings,
    World,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PICTURE_LIMIT = 64 * 1024
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_EXTENSION = re.compile(r"[1-9][0-9]{2,5}")
_AREA_CODE = re.compile(r"0[0-9]{2,3}")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class WorldError(Exception):
    """The world file cannot be used; the message says where and why."""


def load_world(path: Path = DEFAULT_WORLD) -> World:
    """Read a world; raises WorldError when the file is missing or does not fit together."""
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise WorldError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorldError(f"{path}: {error}") from error
    try:
        _only(table, ("settings", "enterprise", "outside"))
        world = World(
            settings=_settings(_table(table.get("settings", {}))),
            enterprises=tuple(_enterprise(entry, path.parent) for entry in _tables(table, "enterprise")),
            outside=tuple(_outside(entry) for entry in _tables(table, "outside")),
        )
        _fits(world)
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from error
    return world


def _settings(table: Mapping[str, Any]) -> Settings:
    known = {field.name: field.default for field in fields(Settings)}
    _only(table, known)
    for name, value in table.items():
        counted = name.endswith(("_tries", "_hour", "_minute", "_at_most", "expires_s"))
        numeric = isinstance(value, int if counted else int | float) and not isinstance(value, bool)
        if not numeric or not (1 if counted else 0) <= value < 1e9:
            raise WorldError(f"settings: {name} = {value!r} is no usable number")
    return Settings(**table)


def _enterprise(table: Mapping[str, Any], folder: Path) -> Enterprise:
    _only(table, (field.name for field in fields(Enterprise)))
    return Enterprise(
        id=_matching(table, "id", _ID),
        name=_text(table, "name"),
        main_number=_number(table, "main_number"),
        area_code=_matching(table, "area_code", _AREA_CODE),
        domain=_matching(table, "domain", _DOMAIN),
        policy=_one_of(table, "policy", get_args(Policy), "exclusive"),
        departments=tuple(_department(entry, order) for order, entry in enumerate(_tables(table, "departments"))),
        people=tuple(_person(entry, order, folder) for order, entry in enumerate(_tables(table, "people"))),
        operator=_extension(table, "operator") if "operator" in table else None,
        echo=_extension(table, "echo") if "echo" in table else None,
    )


def _department(table: Mapping[str, Any], order: int) -> Department:
    _only(table, ("id", "name", "parent"))
    parent = _matching(table, "parent", _ID) if "parent" in table else None
    return Department(id=_matching(table, "id", _ID), name=_text(table, "name"), parent_id=parent, order=order)


def _person(table: Mapping[str, Any], order: int, folder: Path) -> Person:
    names = [field.name for field in fields(Person) if field.name not in ("order", "department_id")]
    _only(table, (*names, "department"))
    return Person(
        id=_matching(table, "id", _ID),
        name=_text(table, "name"),
        department_id=_matching(table, "department", _ID),
        order=order,
        extension=_extension(table, "extension") if "extension" in table else None,
        mobile=_mobile(table) if "mobile" in table else None,
        position=_text(table, "position") if "position" in table else None,
        email=_text(table, "email") if "email" in table else None,
        permission=_one_of(table, "permission", get_args(Permission), "national"),
        mode=_one_of(table, "mode", get_args(Mode), "network"),
        mode_reason=_one_of(table, "mode_reason", get_args(ModeReason), "administration"),
        picture=_picture(folder / _text(table, "picture")) if "picture" in table else None,
        behaviour=_one_of(table, "behaviour", get_args(Behaviour), "talks"),
    )


def _outside(table: Mapping[str, Any]) -> OutsidePhone:
    _only(table, ("number", "name", "kind", "shown"))
    shown = table.get("shown", False)
    if not isinstance(shown, bool):
        raise WorldError(f"shown = {shown!r} is neither true nor false")
    return OutsidePhone(
        number=_number(table, "number"),
        name=_text(table, "name"),
        kind=_one_of(table, "kind", get_args(OutsideKind), "mobile"),
        shown=shown,
    )


def _fits(world: World) -> None:
    if not world.enterprises:
        raise WorldError("there is no enterprise")
    enterprises = world.enterprises
    _unique("enterprise", (one.id for one in enterprises))
    _unique("domain", (one.domain for one in enterprises))
    _unique("main number", (one.main_number for one in enterprises))
    _unique("person", (person.id for one in enterprises for person in one.people))
    _unique("outside telephone", (phone.number for phone in world.outside))
    for enterprise in enterprises:
        _unique("department", (department.id for department in enterprise.departments))
        _unique("extension", (person.extension for person in enterprise.people if person.extension))
        _unique("mobile", (person.mobile for person in enterprise.people if person.mobile))
        seen: set[str] = set()
        for department in enterprise.departments:
            if department.parent_id is not None and department.parent_id not in seen:
                raise WorldError(
                    f"department {department.id}: its parent {department.parent_id} does not stand above it"
                )
            seen.add(department.id)
        for person in enterprise.people:
            if person.department_id not in seen:
                raise WorldError(f"person {person.id}: there is no department {person.department_id}")
        for role, extension in (("operator", enterprise.operator), ("echo", enterprise.echo)):
            if extension and enterprise.by_extension(extension) is None:
                raise WorldError(f"{role} {extension}: nobody has this extension")


def _unique(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise WorldError(f"{what} {value} stands there twice")
        seen.add(value)


def _only(table: Mapping[str, Any], known: Iterable[str]) -> None:
    if unknown := set(table) - set(known):
        raise WorldError(f"unknown: {', '.join(sorted(unknown))}")


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WorldError(f"{value!r} is no table")
    return value


def _tables(table: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = table.get(name, [])
    if not isinstance(entries, list):
        raise WorldError(f"{name} is no list of tables")
    return [_table(entry) for entry in entries]


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise WorldError(f"{name} = {value!r} is no usable text")
    return value


def _matching(table: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = _text(table, name)
    if not pattern.fullmatch(value):
        raise WorldError(f"{name} = {value!r} does not fit")
    return value


def _number(table: Mapping[str, Any], name: str) -> str:
    number = canonical(_text(table, name))
    if number is None:
        raise WorldError(f"{name} = {table[name]!r} is no telephone number")
    return number


def _mobile(table: Mapping[str, Any]) -> str:
    number = _number(table, "mobile")
    if not is_mobile(number):
        raise WorldError(f"mobile = {table['mobile']!r} is no mobile number")
    return number


def _extension(table: Mapping[str, Any], name: str) -> str:
    extension = _matching(table, name, _EXTENSION)
    if extension in EMERGENCY:
        raise WorldError(f"{name} = {extension!r} is an emergency number")
    return extension


def _one_of(table: Mapping[str, Any], name: str, choices: tuple[Any, ...], default: str) -> Any:
    value = table.get(name, default)
    if value not in choices:
        raise WorldError(f"{name} = {value!r} is none of {', '.join(choices)}")
    return value


def _picture(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            content = file.read(PICTURE_LIMIT + 1)
    except OSError as error:
        raise WorldError(f"picture {path.name}: {error.strerror}") from error
    except ValueError as error:  # a name no file system can hold
        raise WorldError(f"picture {path.name!r}: {error}") from error
    if len(content) > PICTURE_LIMIT or not content.startswith(_PICTURES):
        raise WorldError(f"picture {path.name} is no PNG or JPEG of at most {PICTURE_LIMIT} bytes")
    return path
