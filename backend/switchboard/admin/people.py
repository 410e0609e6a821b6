"""People of an enterprise from a table: a whole new list, or changes of some of them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from backend.switchboard.admin.csv_table import Row, Table
from backend.switchboard.admin.departments import ID, DepartmentNames
from backend.switchboard.numbering import EMERGENCY, canonical, is_mobile
from backend.switchboard.world import Enterprise, Person

COLUMNS = {
    "id": "id", "编号": "id", "工号": "id",
    "name": "name", "姓名": "name",
    "extension": "extension", "分机": "extension", "分机号": "extension",
    "mobile": "mobile", "手机": "mobile", "手机号": "mobile", "手机号码": "mobile",
    "department": "department", "部门": "department",
    "position": "position", "职务": "position", "职位": "position",
    "email": "email", "邮箱": "email", "电子邮箱": "email",
    "permission": "permission", "呼叫权限": "permission", "权限": "permission",
    "mode": "mode", "呼叫模式": "mode", "模式": "mode",
}  # fmt: skip
REQUIRED = ("name", "department")
LONGEST = {"name": 64, "position": 64, "email": 254}
OPTIONAL = ("extension", "mobile", "position", "email")
CLEARED = "-"
PERMISSIONS = {
    "internal": "internal", "内部": "internal", "local": "local", "本地": "local", "市话": "local",
    "national": "national", "国内": "national", "长途": "national", "international": "international",
    "国际": "international",
}  # fmt: skip
MODES = {"network": "network", "网络": "network", "callback": "callback", "回拨": "callback"}
_EXTENSION = re.compile(r"[1-9][0-9]{2,5}")
Lines = dict[str, int]
"""The line that each person, by id, comes from."""


def people_of(table: Table, enterprise: Enterprise, names: DepartmentNames) -> tuple[tuple[Person, ...], Lines]:
    """The people of a table in its order, instead of those there are. Who was there before keeps the id.

    That is who has the same id, else the same mobile number, else the same extension and name: an extension alone is no
    proof, because a login goes with the id.
    """
    known = _Known(enterprise.people)
    people: list[Person] = []
    lines: Lines = {}
    for order, row in enumerate(table.rows):
        before = known.take(row)
        person_id = before.id if before else row["id"] or f"p{secrets.token_hex(6)}"
        start = Person(person_id, "", "", order) if before is None else replace(before, order=order)
        blank: dict[str, Any] = {name: None for name in OPTIONAL if name in table.columns}
        start = replace(start, **blank)
        changes = _changes(table, row, names)
        for column in REQUIRED:
            if not row[column]:
                table.object("required", row.line, column)
        if person_id in lines:
            table.object("duplicate_id", row.line, "id", person_id)
            continue
        lines[person_id] = row.line
        people.append(replace(start, **changes))
    return tuple(people), lines


def people_updated(table: Table, enterprise: Enterprise, names: DepartmentNames) -> tuple[tuple[Person, ...], Lines]:
    """The people there are, changed as the table says: an empty field changes nothing, `-` empties an optional one."""
    finds: list[tuple[str, dict[str, Person]]] = [
        ("id", {one.id: one for one in enterprise.people}),
        ("extension", {one.extension: one for one in enterprise.people if one.extension}),
        ("mobile", {one.mobile: one for one in enterprise.people if one.mobile}),
    ]
    changed = {one.id: one for one in enterprise.people}
    lines: Lines = {}
    for row in table.rows:
        key = next((name for name, _ in finds if row[name]), "")
        if not key:
            table.object("no_key", row.line)
            continue
        value = canonical(row[key]) or row[key] if key == "mobile" else row[key]
        found = dict(finds)[key].get(value)
        if found is None:
            table.object("unknown_person", row.line, key, row[key])
        elif found.id in lines:
            table.object("duplicate_id", row.line, key, row[key])
        else:
            lines[found.id] = row.line
            changed[found.id] = replace(found, **_changes(table, row, names, key))
    return tuple(changed.values()), lines


def check_people(table: Table, people: Iterable[Person], lines: Lines, taken: Callable[[str], bool]) -> None:
    """Note ids, extensions and mobile numbers that two have; `taken` knows the ids of other enterprises."""
    seen: dict[tuple[str, str], Person] = {}
    for person in people:
        line = lines.get(person.id, 0)
        if taken(person.id):
            table.object("duplicate_id", line, "id", person.id)
        for column, value in (("extension", person.extension), ("mobile", person.mobile)):
            if not value:
                continue
            other = seen.setdefault((column, value), person)
            if other is not person:
                table.object(f"duplicate_{column}", line or lines.get(other.id, 0), column, value)


class _Known:
    def __init__(self, people: tuple[Person, ...]) -> None:
        self._left = {one.id: one for one in people}
        self._by_mobile = {one.mobile: one.id for one in people if one.mobile}
        self._by_both = {(one.extension, one.name): one.id for one in people if one.extension}

    def take(self, row: Row) -> Person | None:
        """Who this line is about, each of them once."""
        if row["id"]:
            return self._left.pop(row["id"], None)
        mobile = self._by_mobile.get(canonical(row["mobile"]) or "", "")
        both = self._by_both.get((row["extension"], row["name"]), "")
        return self._left.pop(mobile, None) or self._left.pop(both, None)


def _changes(table: Table, row: Row, names: DepartmentNames, key: str = "") -> dict[str, Any]:
    """The fields of a person that this line gives; what is wrong is noted and left out."""
    changes: dict[str, Any] = {}
    for column in table.columns:
        value = row[column]
        if not value or column == key:
            continue
        if value == CLEARED and column in OPTIONAL:
            changes[column] = None
        elif column == "id":
            if not ID.fullmatch(value):
                table.object("bad_id", row.line, column, value)
        elif column == "department":
            _department(table, row, names, changes)
        else:
            _field(table, row, column, changes)
    return changes


def _department(table: Table, row: Row, names: DepartmentNames, changes: dict[str, Any]) -> None:
    found = names.find(row["department"])
    if len(found) == 1:
        changes["department_id"] = found[0]
    else:
        code = "ambiguous_department" if found else "unknown_department"
        table.object(code, row.line, "department", row["department"])


def _field(table: Table, row: Row, column: str, changes: dict[str, Any]) -> None:
    value, code = row[column], ""
    read: Any = value
    match column:
        case "extension":
            if value in EMERGENCY:
                code = "emergency_extension"
            elif not _EXTENSION.fullmatch(value):
                code = "bad_extension"
        case "mobile":
            read = canonical(value)
            code = "" if read and is_mobile(read) else "bad_mobile"
        case "permission":
            read = PERMISSIONS.get(value.lower())
            code = "" if read else "bad_permission"
        case "mode":
            read = MODES.get(value.lower())
            code = "" if read else "bad_mode"
        case _:
            code = "too_long" if len(value) > LONGEST[column] else "required" if value == CLEARED else ""
    if code:
        table.object(code, row.line, column, str(LONGEST[column]) if code == "too_long" else value)
    else:
        changes[column] = read
