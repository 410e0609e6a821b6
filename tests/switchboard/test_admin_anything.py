"""Whatever a file has in it: an import is refused with objections, or what comes out fits together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.switchboard.admin import departments, people
from backend.switchboard.admin.imports import File, Import, read_import
from backend.switchboard.admin.objections import Objection, Refused
from backend.switchboard.world import Enterprise
from backend.switchboard.world_file import load_world

WORLD = {one.id: one for one in load_world().enterprises}
# Most fields are good ones, so that some files are taken.
GOOD = {
    "id": ["a", "b", "c", "d", "e", "lj201", "lj202", "zb", "ddzx"],
    "name": ["戴维", "石磊", "田甜", "甲", "乙"],
    "parent": ["", "", "", "zb"],
    "department": ["zb", "ddzx", "总部", "总部/调度中心"],
    "extension": [str(number) for number in range(201, 215)],
    "mobile": ["", *(f"138 0000 22{number:02d}" for number in range(15))],
    "permission": ["内部", "local", ""],
    "mode": ["callback", "网络", ""],
    "enterprise": ["lanjing", "yunfan", "qinghe"],
    "policy": ["shared", "独占"],
}
BAD = ["", "-", "yf8057", "110", "x" * 70, "\x07", '"', "，", "a"]
COLUMNS = sorted({*people.COLUMNS, *departments.COLUMNS, "enterprise", "policy", "colour"})
KINDS: dict[str, dict[str, str]] = {
    "departments": {"id": "id", "name": "name", "parent": "parent"},
    "people": {name: name for name in ("name", "department", "extension", "mobile", "id", "permission", "mode")},
    "policies": {"enterprise": "enterprise", "policy": "policy"},
}
SELDOM: st.SearchStrategy[File | None] = st.none() | st.none()


@st.composite
def files(draw: st.DrawFn, kind: str) -> File:
    """A file: most often a table with usual columns, sometimes anything."""
    odd = draw(st.integers(0, 9))
    if odd == 0:
        return File("any.csv", draw(st.binary(max_size=200)))
    usual = list(KINDS[kind])
    columns = usual[: draw(st.integers(2, len(usual)))]
    if odd == 1:
        columns += draw(st.lists(st.sampled_from(COLUMNS), max_size=3))
    bad = st.sampled_from(BAD) | st.text(max_size=8)
    cells = [
        st.sampled_from(GOOD.get(name, [""])) | bad if odd < 4 else st.sampled_from(GOOD[name]) for name in columns
    ]
    alone = [columns.index(name) for name in ("id", "name", "extension", "mobile", "enterprise") if name in columns]
    apart = tuple(lambda row, place=place: row[place] or object() for place in alone) if odd > 4 else None
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=5, unique_by=apart))
    delimiter = draw(st.sampled_from(",;\t"))
    text = draw(st.sampled_from(["\n", "\r\n"])).join(delimiter.join(row) for row in [columns, *rows])
    return File("made.csv", text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])), "replace"))


def fits_together(enterprise: Enterprise) -> bool:
    """As the world file's rules have it."""
    above: set[str | None] = {None}
    for department in enterprise.departments:
        if department.parent_id not in above or department.id in above:
            return False
        above.add(department.id)
    extensions = [one.extension for one in enterprise.people if one.extension]
    mobiles = [one.mobile for one in enterprise.people if one.mobile]
    ids = [one.id for one in enterprise.people]
    others = {one.id for other in WORLD.values() if other.id != enterprise.id for one in other.people}
    return (
        all(len(values) == len(set(values)) for values in (extensions, mobiles, ids))
        and not others & set(ids)
        and all(one.department_id in above and one.name for one in enterprise.people)
        and all(role is None or enterprise.by_extension(role) for role in (enterprise.operator, enterprise.echo))
        and [replace(one, order=0) for one in enterprise.departments] != []
    )


def outcome(wanted: Import) -> tuple[list[Enterprise], list[Objection]]:
    """What changes, or what is wrong."""
    try:
        return read_import(wanted, WORLD), []
    except Refused as refused:
        return [], refused.objections or [Objection("nothing was said")]


@settings(max_examples=150, deadline=None)
@given(
    departments=SELDOM | files("departments"),
    people=SELDOM | files("people"),
    policies=SELDOM | files("policies"),
    update=st.booleans(),
)
def test_an_import_of_anything_is_refused_or_fits_together(
    departments: File | None, people: File | None, policies: File | None, update: bool
) -> None:
    changed, objections = outcome(Import("lanjing", departments, people, policies, update))
    assert all(fits_together(one) for one in changed)
    assert all(one.sentence(chinese=True) and one.told() for one in objections)
