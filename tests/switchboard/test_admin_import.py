"""Imports from CSV: in every encoding people have, errors by line, and all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.switchboard.admin.kept import FILE
from backend.switchboard.admin.objections import SENTENCES, Objection
from tests.switchboard.administered import DEPARTMENTS, LANJING, PEOPLE, Administered, administered, places


@pytest.fixture
def room(tmp_path: Path) -> Administered:
    return administered(tmp_path)


async def test_departments_and_people_are_imported_together(room: Administered) -> None:
    (changed,) = await room.take(departments=DEPARTMENTS, people=PEOPLE)
    assert [one.name for one in changed.people] == ["何雨桐", "石磊", "新人"]
    assert {one.id: one.parent_id for one in changed.departments} == {"zb": None, "sw": "zb", "ck": "zb"}
    you, new = room.person("257"), room.person("210")
    assert (you.id, you.department_id, you.position, you.permission) == ("lj257", "sw", "经理", "national")
    assert (room.person("202").mode, room.person("202").permission) == ("callback", "local")
    assert (new.department_id, new.mobile, new.permission, new.mode) == ("sw", None, "national", "network")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
async def test_a_file_is_read_in_every_usual_encoding(room: Administered, encoding: str, ends: str) -> None:
    await room.take(
        departments=DEPARTMENTS.replace("\n", ends).encode(encoding), people=PEOPLE.replace("\n", ends).encode(encoding)
    )
    assert room.person("202").name == "石磊"


@pytest.mark.parametrize("delimiter", [";", "\t"])
async def test_other_delimiters_quotes_and_empty_lines_are_understood(room: Administered, delimiter: str) -> None:
    text = 'name,department,extension,,\n\n"戴, 维",总部,201,,\n,,,,\n'.replace(",", delimiter)
    await room.take(people=text.replace(f"戴{delimiter}", "戴,"))
    assert room.person("201").name == "戴, 维"


async def test_who_stays_keeps_the_id_by_mobile_or_by_extension_with_name_but_never_by_extension_alone(
    room: Administered,
) -> None:
    text = "name,extension,mobile,department\n戴维,299,13800002201,zb\n石磊,202,,zb\n别人,203,,zb\n"
    await room.take(people=text)
    assert [room.person(one).id for one in ("299", "202")] == ["lj201", "lj202"]
    assert room.person("203").id != "lj203"


async def test_an_id_says_who_is_meant_whatever_else_changed(room: Administered) -> None:
    await room.take(people="id,name,extension,mobile,department\nlj201,改名,288,13900002201,zb\nHR-7,新人,289,,zb\n")
    assert (room.person("288").id, room.person("288").name, room.person("289").id) == ("lj201", "改名", "HR-7")


async def test_what_a_file_has_no_column_for_stays_with_a_person(room: Administered) -> None:
    await room.take(people="name,extension,department\n戴维,201,zb\n")
    person = room.person("201")
    assert (person.mobile, person.permission, person.email) == (
        "+8613800002201",
        "international",
        "daiwei@lanjing.example",
    )


async def test_an_update_changes_only_what_the_file_says(room: Administered) -> None:
    await room.take(people="extension,permission,position\n202,internal,\n203,,-\n", update=True)
    assert (room.person("202").permission, room.person("202").position) == ("internal", "调度员")
    assert (room.person("203").permission, room.person("203").position) == ("national", None)
    assert room.person("201")


async def test_policies_are_imported_for_several_enterprises(room: Administered) -> None:
    changed = await room.take(policies="企业,登录策略\nlanjing,独占\nqinghe,shared\nyunfan,exclusive\n")
    assert {one.id for one in changed} == {"lanjing", "qinghe"}
    assert [one.policy for one in room.world.enterprises] == ["exclusive", "shared", "exclusive"]


async def test_a_check_changes_nothing(room: Administered) -> None:
    before = room.world.enterprises
    assert await room.take(only_check=True, departments=DEPARTMENTS, people=PEOPLE)
    assert room.world.enterprises == before
    assert not (room.folder / FILE).exists()


CHAIN = "id,name,parent\nd0,D,\n" + "".join(f"d{n},D,d{n - 1}\n" for n in range(1, 22))
HEAD = "name,extension,mobile,department,position,email,permission,mode\n"


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ("", [(0, "", "empty_file")]),
        (HEAD, [(0, "", "empty_file")]),
        ("name,department,colour\nA,zb,red\n", [(1, "", "unknown_column")]),
        ("name,department,姓名\nA,zb,B\n", [(1, "", "duplicate_column")]),
        ("name\nA\n", [(1, "", "missing_column")]),
        ("人员名单,,\n姓名,部门\nA,zb\n", [(1, "", "no_header")]),
        ("姓名，部门\nA，zb\n", [(1, "", "no_header")]),
        ("name|department\nA|zb\n", [(1, "", "no_header")]),
        ("name,department\nA\u202eB,zb\n-,zb\n", [(2, "name", "control_character"), (3, "name", "required")]),
        ("name,department\nA,zb,more\n", [(2, "", "too_many_fields")]),
        ('name,department\n"A,zb\n', [(2, "", "not_csv")]),
        ('name,department\n"A\nB",zb\n,no', [(2, "name", "control_character"), (4, "department", "unknown_department"),
                                            (4, "name", "required")]),
        (HEAD + ",,,\n,201,,zb,,,,\n", [(3, "name", "required")]),
        (
            HEAD + f"{'A' * 65},201,,zb,{'B' * 65},{'c' * 255},,\n",
            [(2, column, "too_long") for column in ("name", "position", "email")],
        ),
        (HEAD + "A,0201,,zb\nB,20,,zb\nC,2０1,,zb\n", [(n, "extension", "bad_extension") for n in (2, 3, 4)]),
        (HEAD + "A,110,,zb,,,,\n", [(2, "extension", "emergency_extension")]),
        (HEAD + "A,201,025-57990000,zb,,,,\nB,202,12345,zb,,,,\n", [(n, "mobile", "bad_mobile") for n in (2, 3)]),
        (HEAD + "A,201,,zb,,,all\nB,202,,zb,,,,fast", [(2, "permission", "bad_permission"), (3, "mode", "bad_mode")]),
        (HEAD + "A,201,,zb,,,,\nB,202,,zb,,,,\nC,201,,zb,,,,\n", [(4, "extension", "duplicate_extension")]),
        (HEAD + "A,201,13800002201,zb,,,,\nB,202,+86 138 0000 2201,zb,,,,\n", [(3, "mobile", "duplicate_mobile")]),
        ("id,name,department\na,A,zb\na,B,zb\n", [(3, "id", "duplicate_id")]),
        ("id,name,department\nyf8057,A,zb\n", [(2, "id", "duplicate_id")]),
        ("id,name,department\nä ö,A,zb\n", [(2, "id", "bad_id")]),
        ("name,department\nA,市场部\n", [(2, "department", "unknown_department")]),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_people_is_told_by_line_and_nothing_changes(
    room: Administered, people: str, wanted: list[tuple[int, str, str]]
) -> None:
    assert places(await room.objections(people=people)) == wanted


@pytest.mark.parametrize(
    ("departments", "wanted"),
    [
        ("id,name,parent\na,A,b\nb,B,a\nzb,C,\n", [(n, "parent", "department_cycle") for n in (2, 3)]),
        (CHAIN, [(22, "parent", "too_deep"), (23, "parent", "too_deep")]),
        ("id,name,parent\nzb,A,zb\n", [(2, "parent", "department_cycle")]),
        ("id,name,parent\nzb,A,\nzb,B,\n", [(3, "id", "duplicate_department")]),
        ("id,name,parent\nzb,A,no\n", [(2, "parent", "unknown_parent")]),
        ("id,name\nzb,\n,B\n", [(2, "name", "required"), (3, "id", "required")]),
        ("id,name\nother,A\nzb,B\n", [(0, "", "department_in_use")]),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_departments_is_told_by_line_and_nothing_changes(
    room: Administered, departments: str, wanted: list[tuple[int, str, str]]
) -> None:
    assert places(await room.objections(departments=departments)) == wanted


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ("extension,permission\n299,local\n", [(2, "extension", "unknown_person")]),
        ("permission\nlocal\n", [(2, "", "no_key")]),
        ("extension,mobile\n201,13800002202\n", [(2, "mobile", "duplicate_mobile")]),
        ("id,extension\nlj201,202\n", [(2, "extension", "duplicate_extension")]),
        ("extension,mode\n201,callback\n201,network\n", [(3, "extension", "duplicate_id")]),
    ],
)
async def test_what_is_wrong_with_an_update_is_told_by_line_and_nothing_changes(
    room: Administered, people: str, wanted: list[tuple[int, str, str]]
) -> None:
    assert places(await room.objections(update=True, people=people)) == wanted


async def test_two_people_may_change_extensions_with_each_other(room: Administered) -> None:
    await room.take(people="id,extension\nlj201,202\nlj202,201\n", update=True)
    assert [room.person(one).id for one in ("201", "202")] == ["lj202", "lj201"]


async def test_a_name_that_several_departments_have_needs_its_path(room: Administered) -> None:
    departments = "id,name,parent\nzb,总部,\nddzx,调度中心,zb\na,销售,zb\nb,销售,ddzx\n"
    wrong = await room.objections(departments=departments, people="name,department\nA,销售\n")
    assert places(wrong) == [(2, "department", "ambiguous_department")]
    (changed,) = await room.take(departments=departments, people="name,department\nA,总部 / 调度中心/销售\nB,a\n")
    assert [one.department_id for one in changed.people] == ["b", "a"]


async def test_departments_stand_in_the_order_of_the_file_but_none_before_the_one_above_it(room: Administered) -> None:
    text = "id,name,parent\nc,C,b\nzb,总部,\nd,D,c\nddzx,调度,zb\nb,B,zb\ne,E,\n"
    (changed,) = await room.take(departments=text)
    assert [one.id for one in changed.departments] == ["zb", "ddzx", "b", "c", "d", "e"]
    assert {one.id: one.order for one in changed.departments} == {"c": 0, "zb": 1, "d": 2, "ddzx": 3, "b": 4, "e": 5}


async def test_one_bad_file_keeps_the_good_ones_out(room: Administered) -> None:
    wrong = await room.objections(departments=DEPARTMENTS, people=PEOPLE, policies="enterprise,policy\nnobody,free\n")
    assert places(wrong) == [(2, "enterprise", "unknown_enterprise")]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name,department\nA\0,zb\n", b"\x80\x81\xff\n"])
async def test_what_is_no_text_is_refused(room: Administered, content: bytes) -> None:
    assert [one.code for one in await room.objections(people=content)] == ["encoding"]


async def test_a_thousand_errors_are_told_and_not_more(room: Administered) -> None:
    wrong = await room.objections(people=HEAD + "A,1,,zb,,,,\n" * 1500)
    assert len(wrong) == 1000


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_hundred_thousand_lines_are_taken_or_refused(room: Administered) -> None:
    lines = range(100_000)
    above_itself = "id,name,parent\n" + "".join(f"d{n},D,d{(n + 1) % len(lines)}\n" for n in lines)
    assert {one.code for one in await room.objections(departments=above_itself)} == {"department_cycle"}
    one_below_another = "id,name,parent\nd0,D,\n" + "".join(f"d{n + 1},D,d{n}\n" for n in lines)
    assert {one.code for one in await room.objections(departments=one_below_another)} == {"too_deep"}
    await room.take(people="name,extension,department\n" + "".join(f"A,{100_000 + n},zb\n" for n in lines))
    assert len(room.administration.enterprise(LANJING).people) == len(lines)


async def test_an_operator_who_left_is_none_any_more(room: Administered) -> None:
    assert room.administration.enterprise(LANJING).operator == "203"
    await room.take(people="name,extension,department\n戴维,201,zb\n")
    assert room.administration.enterprise(LANJING).operator is None


def test_every_objection_says_its_place_in_both_languages() -> None:
    for code in SENTENCES:
        one = Objection(code, "people.csv", 7, "mobile", "x")
        assert one.sentence(chinese=True).startswith("people.csv 第 7 行, mobile: ")
        assert one.sentence(chinese=False).startswith("people.csv line 7, mobile: ")
    assert Objection("empty_file", "p.csv").sentence(chinese=False) == "p.csv: the file is empty"
