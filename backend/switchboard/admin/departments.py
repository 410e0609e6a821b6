"""Departments of an enterprise from a table: their tree, in the order of the file."""

from __future__ import annotations

import re

from backend.switchboard.admin.csv_table import Row, Table
from backend.switchboard.world import Department

COLUMNS = {
    "id": "id", "编号": "id", "部门编号": "id",
    "name": "name", "名称": "name", "部门名称": "name", "部门": "name",
    "parent": "parent", "上级": "parent", "上级编号": "parent", "上级部门编号": "parent",
}  # fmt: skip
REQUIRED = ("id", "name")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
LONGEST_NAME = 64
DEEPEST = 20  # levels


def departments_of(table: Table) -> tuple[Department, ...]:
    """The departments, parents before those below them; what is wrong is noted in the table."""
    rows: dict[str, Row] = {}
    for row in table.rows:
        if not ID.fullmatch(row["id"]):
            table.object("bad_id" if row["id"] else "required", row.line, "id", row["id"])
        elif row["id"] in rows:
            table.object("duplicate_department", row.line, "id", row["id"])
        else:
            rows[row["id"]] = row
        if not row["name"] or len(row["name"]) > LONGEST_NAME:
            long = bool(row["name"])
            table.object("too_long" if long else "required", row.line, "name", str(LONGEST_NAME) if long else "")
    for row in rows.values():
        if row["parent"] and row["parent"] not in rows:
            table.object("unknown_parent", row.line, "parent", row["parent"])
    order = {department_id: number for number, department_id in enumerate(rows)}
    made: list[Department] = []
    level: dict[str, int] = {}
    for department_id in _from_the_top(table, rows):
        row = rows[department_id]
        level[department_id] = level.get(row["parent"], 0) + 1
        if level[department_id] > DEEPEST:
            table.object("too_deep", row.line, "parent", str(DEEPEST))
        made.append(Department(department_id, row["name"], row["parent"] or None, order[department_id]))
    return tuple(made)


def _from_the_top(table: Table, rows: dict[str, Row]) -> list[str]:
    """The ids in the order of the file, but none before the one above it."""
    found: dict[str, None] = {}
    waiting: dict[str, list[str]] = {}
    for department_id, row in rows.items():
        if row["parent"] in rows and row["parent"] not in found:
            waiting.setdefault(row["parent"], []).append(department_id)
            continue
        ready = [department_id]
        while ready:
            found[ready[-1]] = None
            ready += reversed(waiting.pop(ready.pop(), []))
    for department_id in rows.keys() - found.keys():
        table.object("department_cycle", rows[department_id].line, "parent", department_id)
    return list(found)


class DepartmentNames:
    """Finds a department by its id, its path from the top (`总部/市场部`), or its name where only one has it."""

    def __init__(self, departments: tuple[Department, ...]) -> None:
        self.ids = {one.id for one in departments}
        self._by_path: dict[str, list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        paths: dict[str, str] = {}
        for one in departments:
            above = paths.get(one.parent_id or "", "")
            paths[one.id] = f"{above}/{one.name}" if above else one.name
            self._by_path.setdefault(paths[one.id], []).append(one.id)
            self._by_name.setdefault(one.name, []).append(one.id)
        self.names = {
            one: path if path not in self.ids and self._by_path[path] == [one] else one for one, path in paths.items()
        }
        """How each is written so that it is found again: by its path, or by its id where others have that path too."""

    def find(self, text: str) -> list[str]:
        """The ids that may be meant: one, none, or several."""
        path = "/".join(part.strip() for part in text.replace("／", "/").split("/"))
        if text in self.ids:
            return [text]
        return self._by_path.get(path) or self._by_name.get(path) or []
