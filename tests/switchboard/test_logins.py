"""Logins: what is kept of them, what makes them void, and what the registrar finds."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from backend.switchboard.logins import Accounts, LoginRevoked, NewLogin, RefusedByPolicy, open_accounts
from backend.switchboard.world import World
from backend.switchboard.world_file import load_world
from tests.switchboard.api_room import Clock

YUNFAN_DOMAIN = "yunfan.switchboard.example"


@pytest.fixture
def world() -> World:
    return load_world()


def log_in(accounts: Accounts, world: World, person_id: str = "yf8057", kind: str = "pc") -> NewLogin:
    found = world.person(person_id)
    assert found is not None
    return accounts.log_in(*found, "mobile" if kind == "mobile" else "pc")


def reason(accounts: Accounts, token: str) -> str:
    with pytest.raises(LoginRevoked) as revoked:
        accounts.by_token(token)
    return revoked.value.reason


def test_a_token_opens_its_login_also_after_a_restart(world: World, tmp_path: Path) -> None:
    accounts = Accounts(world, tmp_path / "logins.db")
    made = log_in(accounts, world)
    accounts.close()
    again = Accounts(world, tmp_path / "logins.db")
    assert again.by_token(made.token) == made.login
    assert again.find(YUNFAN_DOMAIN, made.login.auth_username) is not None
    again.close()


def test_neither_token_nor_password_stands_in_the_database_or_in_a_text_of_the_login(
    world: World, tmp_path: Path
) -> None:
    accounts = Accounts(world, tmp_path / "logins.db")
    made = log_in(accounts, world)
    accounts.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    found = repr(made)
    for secret in (made.token, made.sip_password):
        assert secret.encode() not in kept
        assert secret not in found


def test_the_registrar_finds_ha1_of_both_algorithms(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    made = log_in(accounts, world)
    found = accounts.find(YUNFAN_DOMAIN.upper(), made.login.auth_username)
    assert found is not None
    text = f"{made.login.auth_username}:{YUNFAN_DOMAIN}:{made.sip_password}".encode()
    assert found.ha1 == {"MD5": hashlib.md5(text).hexdigest(), "SHA-256": hashlib.sha256(text).hexdigest()}
    assert (found.username, found.person.id, found.login_id) == ("8057", "yf8057", made.login.id)
    assert found.ha1["MD5"] not in repr(found)


def test_a_login_is_found_in_its_own_domain_only(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    made = log_in(accounts, world)
    assert accounts.find("qinghe.switchboard.example", made.login.auth_username) is None
    assert accounts.find(YUNFAN_DOMAIN, "8057") is None


def test_where_the_policy_is_exclusive_a_newer_login_replaces_every_older_one(world: World) -> None:
    accounts, voided = Accounts(world, ":memory:"), list[str]()
    accounts.on_void(voided.append)
    older = log_in(accounts, world)
    newer = log_in(accounts, world, kind="mobile")
    assert voided == [older.login.id]
    assert reason(accounts, older.token) == "replaced"
    assert accounts.find(YUNFAN_DOMAIN, older.login.auth_username) is None
    assert accounts.by_token(newer.token) == newer.login


def test_where_the_policy_is_refuse_the_second_login_is_refused_until_the_first_is_out(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    first = log_in(accounts, world, "qh618")
    with pytest.raises(RefusedByPolicy):
        log_in(accounts, world, "qh618", "mobile")
    assert accounts.by_token(first.token) == first.login
    accounts.log_out(first.token)
    log_in(accounts, world, "qh618", "mobile")


def test_where_the_policy_is_shared_a_login_replaces_only_one_of_its_kind(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    old_pc, mobile = log_in(accounts, world, "lj257"), log_in(accounts, world, "lj257", "mobile")
    new_pc = log_in(accounts, world, "lj257")
    assert reason(accounts, old_pc.token) == "replaced"
    assert {login.id for login in accounts.of_person("lj257")} == {mobile.login.id, new_pc.login.id}


def test_logging_out_twice_is_no_error_and_told_once(world: World) -> None:
    accounts, voided = Accounts(world, ":memory:"), list[str]()
    accounts.on_void(voided.append)
    made = log_in(accounts, world)
    accounts.log_out(made.token)
    accounts.log_out(made.token)
    accounts.log_out("never given")
    assert voided == [made.login.id]
    assert reason(accounts, made.token) == "logged_out"


def test_a_token_nobody_was_given_is_unknown(world: World) -> None:
    assert reason(Accounts(world, ":memory:"), "\ud800' OR 1=1 --") == "unknown"


def test_a_void_login_is_forgotten_after_ninety_days(world: World, tmp_path: Path) -> None:
    clock = Clock()
    accounts = Accounts(world, tmp_path / "logins.db", clock)
    made = log_in(accounts, world)
    accounts.log_out(made.token)
    accounts.close()
    clock.now += 91 * 86400
    accounts = Accounts(world, tmp_path / "logins.db", clock)
    assert reason(accounts, made.token) == "unknown"
    accounts.close()


def test_a_login_of_somebody_who_left_the_world_opens_nothing(world: World) -> None:
    accounts = Accounts(world, ":memory:")
    made = log_in(accounts, world)
    accounts._world = World(world.settings, world.enterprises[1:], world.outside)
    assert reason(accounts, made.token) == "unknown"
    assert accounts.find(YUNFAN_DOMAIN, made.login.auth_username) is None


def test_a_login_that_cannot_be_written_voids_nothing(world: World, tmp_path: Path) -> None:
    accounts = Accounts(world, tmp_path / "logins.db")
    older = log_in(accounts, world)
    accounts._db.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        log_in(accounts, world)
    assert accounts.by_token(older.token) == older.login
    accounts.close()


def test_a_damaged_database_is_kept_aside_and_a_new_one_made(world: World, tmp_path: Path) -> None:
    path = tmp_path / "switchboard.db"
    path.write_bytes(b"this is no database, " * 500)
    accounts, aside = open_accounts(world, path)
    assert aside is not None
    assert aside.read_bytes().startswith(b"this is no database")
    made = log_in(accounts, world)
    assert accounts.by_token(made.token) == made.login
    accounts.close()
