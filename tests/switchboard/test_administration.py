"""What the administration changes is kept, and a change that cannot be kept does not happen."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from backend.switchboard.admin import administration as administrations
from backend.switchboard.admin.kept import FILE
from backend.switchboard.admin.objections import Refused
from tests.switchboard.administered import DEPARTMENTS, LANJING, PEOPLE, Administered, administered


@pytest.fixture
def room(tmp_path: Path) -> Administered:
    return administered(tmp_path)


async def test_what_was_changed_is_there_after_a_restart(room: Administered) -> None:
    await room.take(departments=DEPARTMENTS, people=PEOPLE, policies="enterprise,policy\nqinghe,shared\n")
    again = room.again()
    for enterprise_id in ("lanjing", "qinghe", "yunfan"):
        assert again.world.administered(enterprise_id) == room.world.administered(enterprise_id)
    await again.administration.change_person(LANJING, "257", {"permission": "local"})
    assert again.again().person("257").permission == "local"
    assert again.again().administration.enterprise("qinghe").policy == "shared"


async def test_what_is_kept_is_for_its_owner_only(room: Administered) -> None:
    await room.administration.set_policy(LANJING, "refuse")
    assert stat.S_IMODE((room.folder / FILE).stat().st_mode) == (0o666 if sys.platform == "win32" else 0o600)


async def test_the_mode_of_a_mobile_client_is_not_taken_for_the_administrations(room: Administered) -> None:
    room.world.set_client_mode("lj257", "callback")
    await room.administration.set_policy(LANJING, "refuse")
    assert room.person("257").mode == "callback"
    assert room.again().person("257").mode == "network"


async def test_a_reset_brings_the_world_files_enterprise_back(room: Administered) -> None:
    given = room.world.administered(LANJING)
    await room.take(departments=DEPARTMENTS, people=PEOPLE)
    await room.administration.set_policy("qinghe", "shared")
    await room.administration.reset(LANJING)
    assert room.world.administered(LANJING) == given
    assert room.again().world.administered(LANJING) == given
    assert room.again().administration.enterprise("qinghe").policy == "shared"


async def test_one_person_is_changed_by_extension_or_id(room: Administered) -> None:
    change = room.administration.change_person
    await change(LANJING, "257", {"extension": "258", "mode": "回拨", "department": "总部"})
    await change(LANJING, "lj257", {"permission": "international", "position": "-"})
    person = room.person("258")
    assert (person.id, person.mode, person.department_id) == ("lj257", "callback", "zb")
    assert (person.permission, person.position) == ("international", None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"extension": "201"}, "duplicate_extension"),
        ({"mobile": "13800002201"}, "duplicate_mobile"),
        ({"extension": "119"}, "emergency_extension"),
        ({"permission": "everything"}, "bad_permission"),
        ({"department": "nowhere"}, "unknown_department"),
    ],
)
async def test_a_wrong_change_of_a_person_changes_nothing(
    room: Administered, fields: dict[str, str], code: str
) -> None:
    before = room.world.enterprises
    with pytest.raises(Refused) as refused:
        await room.administration.change_person(LANJING, "257", fields)
    assert [one.code for one in refused.value.objections] == [code]
    assert room.world.enterprises == before


async def test_who_or_what_there_is_not_is_refused(room: Administered) -> None:
    wrong = [
        room.administration.change_person("nowhere", "257", {}),
        room.administration.change_person(LANJING, "999", {}),
        room.administration.remove_person(LANJING, "nobody"),
        room.administration.set_policy(LANJING, "free"),
        room.administration.reset("nowhere"),
    ]
    codes = []
    for attempt in wrong:
        with pytest.raises(Refused) as refused:
            await attempt
        codes += [one.code for one in refused.value.objections]
    assert codes == ["unknown_enterprise", "unknown_person", "unknown_person", "bad_policy", "unknown_enterprise"]


async def test_a_removed_person_is_gone_after_a_restart_too(room: Administered) -> None:
    await room.administration.remove_person(LANJING, "257")
    assert room.world.person("lj257") is None
    assert room.again().world.person("lj257") is None


async def test_a_change_that_cannot_be_kept_does_not_happen(
    room: Administered, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(administrations, "keep", full)
    with pytest.raises(OSError, match="No space"):
        await room.administration.set_policy(LANJING, "refuse")
    assert room.administration.enterprise(LANJING).policy == "shared"


async def test_the_same_again_writes_nothing(room: Administered) -> None:
    await room.administration.set_policy(LANJING, "shared")
    assert not (room.folder / FILE).exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"not json",
        b"[]",
        b'{"enterprises": {"lanjing": {}}}',
        b'{"enterprises": {"lanjing": {"policy": "free", "departments": [], "people": []}}}',
        b'{"enterprises": {"lanjing": {"policy": "shared", "departments": [], "people": [{"id": 7}]}}}',
        b'{"enterprises": {"lanjing": {"policy": "shared", "departments": [{"id": "zb"}], "people": []}}}',
    ],
)
def test_a_damaged_file_is_kept_aside_and_the_world_file_holds(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    room = administered(tmp_path)
    assert room.person("257").id == "lj257"
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("administration.damaged-")
    assert aside.read_bytes() == damage


async def test_a_kept_person_with_the_id_of_another_enterprise_is_damage(room: Administered) -> None:
    await room.administration.set_policy(LANJING, "refuse")
    kept = json.loads((room.folder / FILE).read_bytes())
    kept["enterprises"][LANJING]["people"][0]["id"] = "yf8057"
    (room.folder / FILE).write_text(json.dumps(kept))
    assert room.again().administration.enterprise(LANJING).policy == "shared"


async def test_pictures_and_behaviours_of_who_stays_are_kept(tmp_path: Path) -> None:
    room = administered(tmp_path)
    before = room.administration.person("yunfan", "8001")
    await room.administration.change_person("yunfan", "8001", {"position": "董事长"})
    now = room.again().administration.person("yunfan", "8001")
    assert (now.position, now.picture, now.behaviour) == ("董事长", before.picture, "busy")
