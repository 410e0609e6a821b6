"""What the administration changed, kept in the data folder: for an enterprise in it the world file has no say."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from backend.switchboard.private_file import write_private
from backend.switchboard.world import (
    Behaviour,
    Department,
    Enterprise,
    Mode,
    Permission,
    Person,
    Policy,
    World,
)

log = logging.getLogger(__name__)
FILE = "administration.json"
_CHOICES = {"permission": get_args(Permission), "mode": get_args(Mode), "behaviour": get_args(Behaviour)}
_TEXTS = ("id", "name", "department_id")
_OPTIONAL = ("extension", "mobile", "position", "email")


def load_kept(folder: Path, world: World) -> set[str]:
    """Put what was kept into a world; returns the ids of those enterprises. A damaged file is kept aside."""
    path = folder / FILE
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        return set()
    except (OSError, ValueError) as error:
        _aside(path, error)
        return set()
    try:
        entries: Mapping[str, Any] = kept["enterprises"]
        changed = [_enterprise(one, entries[one.id]) for one in world.enterprises if one.id in entries]
        _distinct(changed, world)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _aside(path, error)
        return set()
    for enterprise in changed:
        world.replace_enterprise(enterprise)
    return {enterprise.id for enterprise in changed}


def keep(folder: Path, enterprises: Iterable[Enterprise]) -> None:
    """Write these enterprises and no others, whole or not at all, readable for their owner only; raises OSError."""
    table = {"format": 1, "enterprises": {one.id: _table(one) for one in enterprises}}
    write_private(folder / FILE, table)


def _table(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "policy": enterprise.policy,
        "operator": enterprise.operator,
        "echo": enterprise.echo,
        "departments": [asdict(one) for one in enterprise.departments],
        "people": [_person_table(one) for one in enterprise.people],
    }


def _person_table(person: Person) -> dict[str, Any]:
    table = {**asdict(person), "picture": str(person.picture) if person.picture else None}
    del table["mode_reason"]
    return {name: value for name, value in table.items() if value is not None}


def _enterprise(given: Enterprise, table: Mapping[str, Any]) -> Enterprise:
    departments = tuple(Department(**one) for one in table["departments"])
    ids = {one.id for one in departments}
    people = tuple(_person(one) for one in table["people"])
    strangers = [one.id for one in people if one.department_id not in ids]
    if table["policy"] not in get_args(Policy) or strangers:
        raise ValueError("does not fit together")
    return replace(
        given,
        policy=table["policy"],
        operator=table.get("operator"),
        echo=table.get("echo"),
        departments=departments,
        people=people,
    )


def _person(table: Mapping[str, Any]) -> Person:
    fields = dict(table)
    texts = [fields[name] for name in _TEXTS] + [fields[name] for name in _OPTIONAL if name in fields]
    if not all(isinstance(one, str) for one in texts) or not isinstance(fields["order"], int):
        raise ValueError("a field of a person is of another kind")
    if any(name in fields and fields[name] not in choices for name, choices in _CHOICES.items()):
        raise ValueError("a field of a person is none of its choices")
    picture = fields.pop("picture", None)
    there = picture is not None and Path(picture).is_file()
    return Person(**fields, picture=Path(picture) if there else None)


def _distinct(changed: list[Enterprise], world: World) -> None:
    """People of two enterprises with one id would be taken for each other."""
    now = {one.id: one for one in (*world.enterprises, *changed)}
    ids = [person.id for one in now.values() for person in one.people]
    if len(ids) != len(set(ids)):
        raise ValueError("two people have one id")


def _aside(path: Path, error: Exception) -> None:
    aside = path.with_name(f"{path.stem}.damaged-{int(time.time())}{path.suffix}")
    log.error("%s cannot be used (%s) and is kept as %s", path.name, type(error).__name__, aside.name)
    try:
        path.replace(aside)
    except OSError:
        pass  # it stays where it is, and the next change replaces it
