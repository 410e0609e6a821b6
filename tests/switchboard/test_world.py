"""The world file: who works where, and what is refused in such a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from backend.switchboard.behaviours import Behaviours
from backend.switchboard.numbering import canonical, masked
from backend.switchboard.world import BEHAVIOURS, Enterprise, Settings, World
from backend.switchboard.world_file import WorldError, load_world

SMALL = """
[[enterprise]]
id = "one"
name = "One"
main_number = "025-5799 0000"
area_code = "025"
domain = "one.example"
departments = [{ id = "top", name = "Top" }, { id = "low", name = "Low", parent = "top" }]
people = [{ id = "a", name = "A", department = "low", extension = "8001", mobile = "138 0000 8001" }]
"""


@pytest.fixture
def world() -> World:
    return load_world()


def yunfan(world: World) -> Enterprise:
    found = world.enterprise("yunfan")
    assert found is not None
    return found


def depth(enterprise: Enterprise, department_id: str | None) -> int:
    parents = {one.id: one.parent_id for one in enterprise.departments}
    return 0 if department_id is None else 1 + depth(enterprise, parents[department_id])


def test_the_first_enterprise_is_yunfan_with_its_main_number(world: World) -> None:
    first = world.enterprises[0]
    assert (first.name, first.main_number, first.policy) == ("江苏云帆科技有限公司", "+862557990000", "exclusive")


def test_about_forty_people_work_in_departments_three_levels_deep(world: World) -> None:
    enterprise = yunfan(world)
    assert 38 <= len(enterprise.people) <= 45
    assert max(depth(enterprise, one.department_id) for one in enterprise.people) == 3


def test_every_extension_from_8001_to_8039_has_its_person_and_nobody_else_but_you(world: World) -> None:
    extensions = {person.extension for person in yunfan(world).people if person.extension}
    assert extensions == {str(number) for number in range(8001, 8040)} | {"8057"}


def test_you_are_he_yutong_with_extension_8057(world: World) -> None:
    you = yunfan(world).by_extension("8057")
    assert you is not None
    assert (you.name, you.mobile, you.position) == ("何雨桐", "+8613800008057", "前台接待")
    assert next(one.name for one in yunfan(world).departments if one.id == you.department_id) == "行政部"
    assert you.behaviour == "client"


def test_your_mobile_belongs_to_three_enterprises_of_all_three_policies(world: World) -> None:
    assert [one.policy for one, _ in world.memberships("+8613800008057")] == ["exclusive", "refuse", "shared"]


def test_a_telephone_that_the_file_does_not_name_is_a_mobile_only_when_its_number_is_one(world: World) -> None:
    kinds = {number: world.outside_phone(number).kind for number in ("+8613912345678", "+862561234567", "110")}
    assert kinds == {"+8613912345678": "mobile", "+862561234567": "landline", "110": "landline"}


def test_one_outside_mobile_belongs_to_no_enterprise(world: World) -> None:
    assert any(phone.kind == "mobile" and not world.memberships(phone.number) for phone in world.outside)


def test_your_mobile_and_the_landline_are_the_telephones_shown(world: World) -> None:
    assert {phone.number for phone in world.outside if phone.shown} == {"+8613800008057", "+862557995555"}


def test_zhang_shan_talks_and_there_is_somebody_for_every_behaviour(world: World) -> None:
    zhang_shan = yunfan(world).by_extension("8014")
    assert zhang_shan is not None
    assert (zhang_shan.name, zhang_shan.mobile, zhang_shan.behaviour) == ("张珊", "+8613800138000", "talks")
    assert set(Counter(person.behaviour for person in yunfan(world).people)) == set(BEHAVIOURS)


def test_some_people_have_a_picture_of_at_most_64_kilobytes(world: World) -> None:
    pictures = [person.picture for person in yunfan(world).people if person.picture]
    assert 2 <= len(pictures) < 20
    assert all(path.stat().st_size <= 64 * 1024 for path in pictures)


def test_every_permission_occurs_and_somebody_is_called_back(world: World) -> None:
    people = yunfan(world).people
    assert {person.permission for person in people} == {"internal", "local", "national", "international"}
    assert {person.mode for person in people} == {"network", "callback"}


def test_a_code_lives_300_seconds_comes_again_after_180_and_has_five_tries(world: World) -> None:
    settings = world.settings
    assert (settings.code_lifetime_s, settings.code_resend_s, settings.code_tries) == (300, 180, 5)
    assert (Settings().code_lifetime_s, Settings().code_resend_s, Settings().code_tries) == (300, 180, 5)


def test_m12_the_policy_of_an_enterprise_is_exclusive_where_nothing_is_said(tmp_path: Path) -> None:
    assert load(tmp_path, SMALL).enterprises[0].policy == "exclusive"


def test_a_file_without_settings_has_the_ordinary_ones(tmp_path: Path) -> None:
    assert load(tmp_path, SMALL).settings == Settings()


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_a_setting_that_is_no_number_is_refused(tmp_path: Path, name: str) -> None:
    for value in ('"soon"', "-1", "true", "nan", "inf"):
        with pytest.raises(WorldError, match=name):
            load(tmp_path, f"[settings]\n{name} = {value}\n{SMALL}")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("025-5799 0000", "call me"), "no telephone number"),
        (('domain = "one.example"', 'domain = "one example"'), "domain"),
        (('parent = "top"', 'parent = "nowhere"'), "nowhere does not stand above"),
        (('department = "low"', 'department = "gone"'), "no department gone"),
        (('extension = "8001"', 'extension = "0"'), "extension"),
        (('extension = "8001"', "extension = 8001"), "extension"),
        (('extension = "8001"', 'extension = "110"'), "'110' is an emergency number"),
        (('extension = "8001"', 'extension = "122"'), "'122' is an emergency number"),
        (("138 0000 8001", "025-5799 5555"), "025-5799 5555' is no mobile number"),
        (("138 0000 8001", "400 123 4567"), "400 123 4567' is no mobile number"),
        (('mobile = "138 0000 8001"', 'picture = "a\\u0000b"'), "null byte"),
        (('mobile = "138 0000 8001"', 'mobil = "138 0000 8001"'), "unknown: mobil"),
        (('mobile = "138 0000 8001"', 'behaviour = "sings"'), "sings"),
        (('mobile = "138 0000 8001"', 'picture = "none.png"'), "none.png"),
        (('id = "one"', 'id = "../one"'), "does not fit"),
        (('name = "One"', 'name = ""'), "no usable text"),
        (("people = [{", "people = [{ id = 'a', name = 'B', department = 'top' }, {"), "person a stands there twice"),
        (("people = [{", "people = 3 #"), "no list of tables"),
    ],
)
def test_a_file_that_does_not_fit_together_is_refused_with_the_place(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    assert change[0] in SMALL
    with pytest.raises(WorldError, match=complaint) as refused:
        load(tmp_path, SMALL.replace(*change))
    assert "world.toml" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"= 3", b"\xff\xfe", b"enterprise = 3"])
def test_a_file_that_is_no_world_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "world.toml").write_bytes(content)
    with pytest.raises(WorldError):
        load_world(tmp_path / "world.toml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"world\.toml"):
        load_world(tmp_path / "world.toml")


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(64 * 1024)])
def test_a_picture_of_another_kind_or_too_large_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.png").write_bytes(content)
    with pytest.raises(WorldError, match=r"p\.png is no PNG or JPEG"):
        load(tmp_path, SMALL.replace('mobile = "138 0000 8001"', 'picture = "p.png"'))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("138 0000 8057", "+8613800008057"),
        ("+86 138-0000-8057", "+8613800008057"),
        ("8613800008057", "+8613800008057"),
        ("025-5799 5555", "+862557995555"),
        ("（025）57995555", "+862557995555"),
        ("00 1 415 555 0100", "+14155550100"),
        ("5799 5555", "+862557995555"),
        ("400-123-4567", "+864001234567"),
        ("864001234567", "+864001234567"),
        ("8001234567", "+868001234567"),
        ("400123456", None),
        ("8014", None),
        ("110", None),
        ("", None),
        ("+", None),
        ("١٣٨٠٠٠٠٨٠٥٧", None),
        ("1" * 65, None),
        ("138 0000 8057; DROP", None),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str, meant: str | None) -> None:
    assert canonical(written, "025") == meant


def test_a_masked_number_shows_its_ends_only() -> None:
    assert masked("+8613800008057") == "+86138****8057"
    assert masked("8014") == "****"


def test_a_switched_behaviour_is_told_once_and_a_reset_brings_the_worlds_back(world: World) -> None:
    behaviours, told = Behaviours(world), list[tuple[str, str]]()
    behaviours.on_change(lambda person, behaviour: told.append((person, behaviour)))
    behaviours.switch("yf8014", "echo")
    behaviours.switch("yf8014", "echo")
    behaviours.reset()
    assert told == [("yf8014", "echo"), ("yf8014", "talks")]
    with pytest.raises(ValueError, match="sings"):
        behaviours.switch("yf8014", "sings")
    with pytest.raises(KeyError):
        behaviours.switch("nobody", "echo")


def load(folder: Path, text: str) -> World:
    (folder / "world.toml").write_text(text, encoding="utf-8")
    return load_world(folder / "world.toml")
