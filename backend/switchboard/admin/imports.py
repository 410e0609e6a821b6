"""An import: up to three files that take effect together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.switchboard.admin import departments as department_files
from backend.switchboard.admin import people as people_files
from backend.switchboard.admin.csv_table import Table, add_row, read_table
from backend.switchboard.admin.departments import DepartmentNames, departments_of
from backend.switchboard.admin.objections import Objection, Refused
from backend.switchboard.admin.people import Lines, check_people, people_of, people_updated
from backend.switchboard.world import Enterprise, Person

POLICY_COLUMNS = {
    "enterprise": "enterprise", "企业": "enterprise", "企业编号": "enterprise",
    "policy": "policy", "登录策略": "policy", "策略": "policy",
}  # fmt: skip
POLICIES = {
    "exclusive": "exclusive", "独占": "exclusive", "refuse": "refuse", "拒绝": "refuse",
    "shared": "shared", "共享": "shared",
}  # fmt: skip
MOST_TOLD = 1000


@dataclass(frozen=True)
class File:
    """A file as it was given."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Import:
    """What is to be imported; departments and people belong to one enterprise."""

    enterprise_id: str = ""
    departments: File | None = None
    people: File | None = None
    policies: File | None = None
    update: bool = False


def read_import(given: Import, enterprises: Mapping[str, Enterprise]) -> list[Enterprise]:
    """The enterprises as they are afterwards, those that change only; raises Refused."""
    changed: dict[str, Enterprise] = {}
    objections: list[Objection] = []
    if given.departments or given.people:
        enterprise = enterprises.get(given.enterprise_id)
        if enterprise is None:
            raise Refused([Objection("unknown_enterprise", value=given.enterprise_id)])
        others = [one for one in enterprises.values() if one.id != enterprise.id]
        taken = {person.id for one in others for person in one.people}
        enterprise, objections = _directory(given, enterprise, taken.__contains__)
        changed[enterprise.id] = enterprise
    if given.policies:
        objections += _policies(given.policies, enterprises, changed)
    if objections:
        raise Refused(sorted(objections, key=lambda one: (one.file, one.line))[:MOST_TOLD])
    return [one for one in changed.values() if one != enterprises[one.id]]


def person_changed(enterprise: Enterprise, person: Person, fields: Mapping[str, str]) -> Enterprise:
    """The enterprise with other values for one person, by the columns of a file of people; raises Refused."""
    table = Table("", ("id", *fields))
    values = {column: value.strip() for column, value in fields.items()}
    for column in (column for column, value in values.items() if not value):
        table.object("dash_empties" if column in people_files.OPTIONAL else "required", column=column)
    add_row(table, 0, {"id": person.id, **values})
    people, lines = people_updated(table, enterprise, DepartmentNames(enterprise.departments))
    check_people(table, people, lines, lambda _: False)
    if table.objections:
        raise Refused(table.objections)
    return settled(replace(enterprise, people=people))


def settled(enterprise: Enterprise) -> Enterprise:
    """The enterprise without an operator or echo that has no telephone any more."""
    operator, echo = (
        extension if extension and enterprise.by_extension(extension) else None
        for extension in (enterprise.operator, enterprise.echo)
    )
    return replace(enterprise, operator=operator, echo=echo)


def _directory(
    given: Import, enterprise: Enterprise, taken: Callable[[str], bool]
) -> tuple[Enterprise, list[Objection]]:
    objections: list[Objection] = []
    if given.departments:
        columns, required = department_files.COLUMNS, department_files.REQUIRED
        table = read_table(given.departments.name, given.departments.content, columns, required)
        found = departments_of(table)
        if not table.objections and not found:
            table.object("empty_file")
        objections += table.objections
        if table.objections:
            return enterprise, objections  # what people say about departments means nothing now
        enterprise = replace(enterprise, departments=found)
    names = DepartmentNames(enterprise.departments)
    if given.people:
        enterprise, wrong = _people(given.people, given.update, enterprise, names, taken)
        objections += wrong
    in_use = dict.fromkeys(one.department_id for one in enterprise.people if one.department_id not in names.ids)
    if not objections:
        file = given.departments.name if given.departments else ""
        objections += [Objection("department_in_use", file, value=one) for one in in_use]
    return settled(enterprise), objections


def _people(
    file: File, update: bool, enterprise: Enterprise, names: DepartmentNames, taken: Callable[[str], bool]
) -> tuple[Enterprise, list[Objection]]:
    required = () if update else people_files.REQUIRED
    table = read_table(file.name, file.content, people_files.COLUMNS, required)
    people: tuple[Person, ...]
    lines: Lines
    if not table.objections and not table.rows:
        table.object("empty_file")
    if not table.rows:
        return enterprise, table.objections
    people, lines = (people_updated if update else people_of)(table, enterprise, names)
    check_people(table, people, lines, taken)
    return replace(enterprise, people=people), table.objections


def _policies(file: File, enterprises: Mapping[str, Enterprise], changed: dict[str, Enterprise]) -> list[Objection]:
    table = read_table(file.name, file.content, POLICY_COLUMNS, ("enterprise", "policy"))
    seen: set[str] = set()
    for row in table.rows:
        known = changed.get(row["enterprise"]) or enterprises.get(row["enterprise"])
        policy: Any = POLICIES.get(row["policy"].lower())
        if known is None:
            table.object("unknown_enterprise", row.line, "enterprise", row["enterprise"])
        elif known.id in seen:
            table.object("duplicate_enterprise", row.line, "enterprise", known.id)
        elif policy is None:
            table.object("bad_policy" if row["policy"] else "required", row.line, "policy", row["policy"])
        else:
            seen.add(known.id)
            changed[known.id] = replace(known, policy=policy)
    return table.objections
