"""The world changes while the switchboard runs: one object that everybody holds, with enterprises swapped whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backend.switchboard.behaviours import Behaviours
from backend.switchboard.logins import Accounts, LoginRevoked, NewLogin
from backend.switchboard.world import Enterprise, Person, World
from backend.switchboard.world_file import load_world
from tests.switchboard.test_world import SMALL, load

YOU = "yf8057"


@pytest.fixture
def world() -> World:
    return load_world()


def changed(world: World, person_id: str, **fields: object) -> Enterprise:
    """The person's enterprise as administered, with other values for this person."""
    found = world.person(person_id)
    assert found is not None
    enterprise = world.administered(found[0].id)
    assert enterprise is not None
    people = [replace(one, **fields) if one.id == person_id else one for one in enterprise.people]  # type: ignore[arg-type]
    return replace(enterprise, people=tuple(people))


def person(world: World, person_id: str) -> Person:
    found = world.person(person_id)
    assert found is not None
    return found[1]


def without(world: World, enterprise_id: str, person_id: str) -> Enterprise:
    enterprise = world.administered(enterprise_id)
    assert enterprise is not None
    return replace(enterprise, people=tuple(one for one in enterprise.people if one.id != person_id))


def test_a_change_is_seen_wherever_one_looks(world: World) -> None:
    assert world.memberships("+8613800008057")
    world.replace_enterprise(changed(world, YOU, extension="8099", mobile="+8613900008057"))
    assert person(world, YOU).extension == "8099"
    assert [one.id for _, one in world.memberships("+8613900008057")] == [YOU]
    assert YOU not in [one.id for _, one in world.memberships("+8613800008057")]
    yunfan = world.by_domain("yunfan.switchboard.example")
    assert yunfan is not None
    assert yunfan is world.enterprises[0] is world.enterprise("yunfan")
    assert (yunfan.by_extension("8057"), yunfan.by_extension("8099")) == (None, person(world, YOU))


def test_listeners_hear_of_a_change_with_before_and_now_and_one_that_fails_keeps_nobody_from_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[tuple[str, str]] = []

    def fails(before: Enterprise, now: Enterprise) -> None:
        raise RuntimeError("broken listener")

    world.on_change(fails)
    world.on_change(lambda before, now: heard.append((before.name, now.name)))
    world.replace_enterprise(replace(world.enterprises[1], name="青禾"))
    assert heard == [("南京青禾医疗器械有限公司", "青禾")]
    assert "broken listener" in caplog.text


def test_an_enterprise_that_there_is_not_replaces_none(world: World) -> None:
    with pytest.raises(KeyError):
        world.replace_enterprise(replace(world.enterprises[0], id="another"))


def test_newcomers_behave_as_the_world_has_it_and_who_stays_as_before(world: World) -> None:
    behaviours = Behaviours(world)
    behaviours.switch("yf8014", "busy")
    enterprise = world.enterprises[0]
    newcomer = replace(person(world, "yf8014"), id="new", extension="8100", mobile=None, behaviour="echo")
    world.replace_enterprise(replace(enterprise, people=(*enterprise.people[1:], newcomer)))
    assert (behaviours.of("new"), behaviours.of("yf8014")) == ("echo", "busy")
    with pytest.raises(KeyError):
        behaviours.of(enterprise.people[0].id)


@pytest.mark.parametrize("role", ["operator", "echo"])
def test_an_operator_and_an_echo_must_have_a_telephone(tmp_path: Path, role: str) -> None:
    enterprise = load(tmp_path, SMALL.replace("area_code", f'{role} = "8001"\narea_code')).enterprises[0]
    assert getattr(enterprise, role) == "8001"
    with pytest.raises(Exception, match=f"{role} 8002"):
        load(tmp_path, SMALL.replace("area_code", f'{role} = "8002"\narea_code'))


# Modes of mobile clients, and what happens to logins.


def log_in(accounts: Accounts, world: World, person_id: str, mobile: bool = False) -> NewLogin:
    found = world.person(person_id)
    assert found is not None
    return accounts.log_in(*found, "mobile" if mobile else "pc")


def mode(world: World, person_id: str) -> tuple[str, str]:
    return person(world, person_id).mode, person(world, person_id).mode_reason


def why(accounts: Accounts, made: NewLogin) -> str:
    with pytest.raises(LoginRevoked) as revoked:
        accounts.by_token(made.token)
    return revoked.value.reason


def test_m12_the_mode_of_a_mobile_client_rules_while_it_is_logged_in(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    log_in(accounts, world, "lj257")
    assert mode(world, "lj257") == ("network", "administration")
    mobile = log_in(accounts, world, "lj257", mobile=True)
    assert mode(world, "lj257") == ("network", "mobile_client")
    accounts.set_mode(mobile.login, "callback")
    assert mode(world, "lj257") == ("callback", "mobile_client")
    world.replace_enterprise(changed(world, "lj257", permission="local"))
    assert mode(world, "lj257") == ("callback", "mobile_client")
    accounts.log_out(mobile.token)
    assert mode(world, "lj257") == ("network", "administration")


def test_the_mode_of_a_mobile_client_rules_after_a_restart_too(world: World, tmp_path: Path) -> None:
    accounts = Accounts(world, tmp_path / "switchboard.db")
    accounts.set_mode(log_in(accounts, world, "lj257", mobile=True).login, "callback")
    accounts.close()
    world = load_world()
    accounts = Accounts(world, tmp_path / "switchboard.db")
    assert mode(world, "lj257") == ("callback", "mobile_client")
    accounts.close()


def test_a_mobile_client_begins_with_the_mode_that_applied(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    log_in(accounts, world, "yf8038", mobile=True)
    assert mode(world, "yf8038") == ("callback", "mobile_client")


def test_somebody_removed_is_logged_out_with_that_reason(world: World) -> None:
    accounts, voided = Accounts(world, ":memory:"), list[str]()
    accounts.on_void(voided.append)
    made, other = log_in(accounts, world, YOU), log_in(accounts, world, "yf8014")
    world.replace_enterprise(without(world, "yunfan", YOU))
    assert voided == [made.login.id]
    assert why(accounts, made) == "removed"
    assert accounts.by_token(other.token).person.id == "yf8014"


def test_who_loses_the_extension_is_logged_out_and_who_gets_another_is_not(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    made, other = log_in(accounts, world, YOU), log_in(accounts, world, "yf8014")
    world.replace_enterprise(changed(world, YOU, extension=None))
    world.replace_enterprise(changed(world, "yf8014", extension="8114"))
    assert why(accounts, made) == "removed"
    assert accounts.by_token(other.token).person.extension == "8114"
    found = accounts.find("yunfan.switchboard.example", other.login.auth_username)
    assert found is not None
    assert found.username == "8114"


@pytest.mark.parametrize(("policy", "stays"), [("exclusive", 1), ("refuse", 0)])
def test_a_policy_that_became_stricter_leaves_one_client(world: World, policy: str, stays: int) -> None:
    accounts = Accounts(world, ":memory:")
    both = [log_in(accounts, world, "lj257"), log_in(accounts, world, "lj257", mobile=True)]
    lanjing = world.administered("lanjing")
    assert lanjing is not None
    world.replace_enterprise(replace(lanjing, policy=policy))  # type: ignore[arg-type]
    assert [one.id for one in accounts.of_person("lj257")] == [both[stays].login.id]
    assert why(accounts, both[1 - stays]) == "replaced"


def test_a_stricter_policy_ends_the_logins_of_several_people_once_each(world: World) -> None:
    """The mode of a mobile client that ends changes the world again, while the first change is still at work."""
    accounts, voided = Accounts(world, ":memory:"), list[str]()
    accounts.on_void(voided.append)
    kept = [log_in(accounts, world, one) for one in ("lj257", "lj201")]
    ended = [log_in(accounts, world, one, mobile=True) for one in ("lj257", "lj201")]
    lanjing = world.administered("lanjing")
    assert lanjing is not None
    world.replace_enterprise(replace(lanjing, policy="refuse"))
    assert sorted(voided) == sorted(one.login.id for one in ended)
    assert all(accounts.by_id(one.login.id) for one in kept)


def test_another_world_given_by_mistake_logs_nobody_out(world: World, tmp_path: Path) -> None:
    accounts = Accounts(world, tmp_path / "switchboard.db")
    made = log_in(accounts, world, YOU)
    accounts.close()
    accounts = Accounts(load(tmp_path, SMALL), tmp_path / "switchboard.db")
    assert why(accounts, made) == "unknown"
    accounts.close()
    accounts = Accounts(load_world(), tmp_path / "switchboard.db")
    assert accounts.by_token(made.token).person.id == YOU
    accounts.close()
