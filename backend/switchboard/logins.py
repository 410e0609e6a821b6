"""Logins of clients: tokens, SIP accounts and the enterprise's client policy, kept in SQLite across restarts.

Only hashes are kept: a token as SHA-256, a SIP password as the HA1 values a registrar needs (RFC 7616 section 3.4.2).
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from backend.switchboard.world import Enterprise, Mode, Person, World

ClientKind = Literal["pc", "mobile"]
VoidReason = Literal["replaced", "logged_out", "removed", "unknown"]
KEEP_VOIDED_S = 90 * 86400
IN_USE_TIMEOUT_S = 3  # as long as an older switchboard may take to end

_TABLES = """
CREATE TABLE IF NOT EXISTS login (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    device_name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    auth_username TEXT NOT NULL UNIQUE,
    ha1_md5 TEXT NOT NULL,
    ha1_sha256 TEXT NOT NULL,
    made_at REAL NOT NULL,
    voided_at REAL,
    void_reason TEXT,
    mode TEXT
);
CREATE INDEX IF NOT EXISTS login_of_person ON login (person_id) WHERE voided_at IS NULL;
"""


class AlreadyRunning(Exception):
    """Another switchboard has this data folder."""


class RefusedByPolicy(Exception):
    """The enterprise lets a person log in once only, and somebody is logged in."""


class LoginRevoked(Exception):
    """The token opens nothing (any more); `reason` says why."""

    def __init__(self, reason: VoidReason) -> None:
        super().__init__(reason)
        self.reason: VoidReason = reason


@dataclass(frozen=True)
class Login:
    """One client that is logged in."""

    id: str
    enterprise: Enterprise
    person: Person
    kind: ClientKind
    auth_username: str


@dataclass(frozen=True)
class NewLogin:
    """A login just made, with the two secrets that are told once and kept nowhere."""

    login: Login
    token: str = field(repr=False)
    sip_password: str = field(repr=False)


@dataclass(frozen=True)
class SipCredentials:
    """What the registrar needs of a login: whom it belongs to, and HA1 by algorithm (`MD5`, `SHA-256`).

    `auth_username` is the digest user name and belongs to one login only; `username` is the user part of the address of
    record, the extension, which several logins of one person share. The realm of the digest is the SIP domain.
    """

    login_id: str
    enterprise: Enterprise
    person: Person
    kind: ClientKind
    username: str
    auth_username: str
    ha1: Mapping[str, str] = field(repr=False)


class Accounts:
    """Every login; a voided one is gone for the registrar at once, and whoever listens is told its id."""

    def __init__(self, world: World, path: Path | str, clock: Callable[[], float] = time.time) -> None:
        self._world = world
        self._clock = clock
        self._listeners: list[Callable[[str], None]] = []
        self._db = sqlite3.connect(path, timeout=IN_USE_TIMEOUT_S, isolation_level=None)
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")  # one switchboard for each data folder
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
            self._add_mode()
            self._db.execute("DELETE FROM login WHERE voided_at < ?", (clock() - KEEP_VOIDED_S,))
        except sqlite3.Error:
            self._db.close()
            raise
        for enterprise in world.enterprises:
            self._enforce(enterprise, leavers=False)  # a file of another world, given by mistake, logs nobody out
        for (person_id,) in self._db.execute(
            "SELECT DISTINCT person_id FROM login WHERE kind = 'mobile' AND voided_at IS NULL"
        ).fetchall():
            self._follow_mode(person_id)
        world.on_change(self._world_changed)

    def on_void(self, listener: Callable[[str], None]) -> None:
        """Call `listener(login_id)` after a login was voided."""
        self._listeners.append(listener)

    def log_in(self, enterprise: Enterprise, person: Person, kind: ClientKind, device_name: str = "") -> NewLogin:
        """Log a client in as the policy has it; raises RefusedByPolicy. Replaced logins are void afterwards."""
        older = [login for login in self.of_person(person.id) if enterprise.policy != "shared" or login.kind == kind]
        if older and enterprise.policy == "refuse":
            raise RefusedByPolicy
        token, password, login_id = secrets.token_urlsafe(32), secrets.token_urlsafe(24), secrets.token_hex(8)
        login = Login(login_id, enterprise, person, kind, f"{person.extension}-{login_id}")
        ha1 = [_ha1(name, login, password) for name in ("md5", "sha256")]
        mode = person.mode if kind == "mobile" else None
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for old in older:
                self._void(old.id, "replaced")
            self._db.execute(
                "INSERT INTO login VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
                (login.id, person.id, kind, device_name, _hash(token), login.auth_username, *ha1, self._clock(), mode),
            )
        for old in older:
            self._tell(old.id)
        self._follow_mode(person.id)
        return NewLogin(self.by_id(login_id) or login, token, password)

    def set_mode(self, login: Login, mode: Mode) -> None:
        """The outgoing mode set on a mobile client: it rules for its person while that client is logged in."""
        self._db.execute("UPDATE login SET mode = ? WHERE id = ?", (mode, login.id))
        self._follow_mode(login.person.id)

    def why_void(self, login_id: str) -> VoidReason:
        """Why this login opens nothing any more."""
        row = self._db.execute("SELECT void_reason FROM login WHERE id = ?", (login_id,)).fetchone()
        reason: VoidReason = row[0] if row and row[0] else "unknown"
        return reason

    def by_id(self, login_id: str) -> Login | None:
        """The login with this id as it is now; None when it is void."""
        row = self._db.execute(
            "SELECT id, person_id, kind, auth_username FROM login WHERE id = ? AND voided_at IS NULL", (login_id,)
        ).fetchone()
        return self._login(row) if row else None

    def by_token(self, token: str) -> Login:
        """The login a token belongs to; raises LoginRevoked."""
        row = self._db.execute(
            "SELECT id, person_id, kind, auth_username, void_reason, voided_at FROM login WHERE token_hash = ?",
            (_hash(token),),
        ).fetchone()
        if row is None:
            raise LoginRevoked("unknown")
        if row[5] is not None:
            raise LoginRevoked(row[4])
        login = self._login(row)
        if login is None:
            raise LoginRevoked("unknown")
        return login

    def log_out(self, token: str) -> None:
        """Void the login of this token; one that is void already, or never was, is no error."""
        try:
            login = self.by_token(token)
        except LoginRevoked:
            return
        self._end(login, "logged_out")

    def log_out_person(self, person_id: str) -> int:
        """Void every login of a person, whose device is lost perhaps; returns how many there were."""
        logins = self.of_person(person_id)
        self._end_all([login.id for login in logins], person_id, "logged_out")
        return len(logins)

    def of_person(self, person_id: str) -> list[Login]:
        """The logins of a person that are not void, oldest first."""
        rows = self._db.execute(
            "SELECT id, person_id, kind, auth_username FROM login"
            " WHERE person_id = ? AND voided_at IS NULL ORDER BY made_at",
            (person_id,),
        ).fetchall()
        return [login for login in map(self._login, rows) if login]

    def kinds(self) -> dict[str, list[ClientKind]]:
        """Which kinds of clients everybody is logged in with, by person."""
        found: dict[str, list[ClientKind]] = {}
        for person_id, kind in self._db.execute(
            "SELECT person_id, kind FROM login WHERE voided_at IS NULL ORDER BY made_at"
        ).fetchall():
            found.setdefault(person_id, []).append(kind)
        return found

    def find(self, domain: str, username: str) -> SipCredentials | None:
        """The credentials behind a digest user name in a SIP domain; None when there is no such login (any more)."""
        row = self._db.execute(
            "SELECT id, person_id, kind, auth_username, ha1_md5, ha1_sha256 FROM login"
            " WHERE auth_username = ? AND voided_at IS NULL",
            (username,),
        ).fetchone()
        login = self._login(row) if row else None
        if login is None or login.enterprise.domain != domain.lower() or not login.person.extension:
            return None
        return SipCredentials(
            login_id=login.id,
            enterprise=login.enterprise,
            person=login.person,
            kind=login.kind,
            username=login.person.extension,
            auth_username=login.auth_username,
            ha1={"MD5": row[4], "SHA-256": row[5]},
        )

    def close(self) -> None:
        """Close the database."""
        self._world.off_change(self._world_changed)
        self._db.close()

    def _login(self, row: tuple[str, str, ClientKind, str]) -> Login | None:
        found = self._world.person(row[1])
        return Login(row[0], *found, row[2], row[3]) if found else None

    def _world_changed(self, _before: Enterprise, now: Enterprise) -> None:
        self._enforce(now, leavers=True)

    def _enforce(self, enterprise: Enterprise, leavers: bool) -> None:
        """End the logins that nobody may have any more: of people who left, and those the policy does not allow."""
        rows = self._db.execute("SELECT id, person_id FROM login WHERE voided_at IS NULL ORDER BY made_at").fetchall()
        living: dict[str, list[str]] = {}
        for login_id, person_id in rows:
            living.setdefault(person_id, []).append(login_id)
        for person_id, login_ids in living.items():
            found = self._world.person(person_id)
            if found is None or not found[1].extension:
                if leavers:
                    self._end_all(login_ids, person_id, "removed")
            elif found[0].id == enterprise.id and len(login_ids) > 1 and enterprise.policy != "shared":
                keep = login_ids[0] if enterprise.policy == "refuse" else login_ids[-1]
                self._end_all([one for one in login_ids if one != keep], person_id, "replaced")

    def _end(self, login: Login, reason: VoidReason) -> None:
        self._end_all([login.id], login.person.id, reason)

    def _end_all(self, login_ids: list[str], person_id: str, reason: VoidReason) -> None:
        """One that has ended already is left alone: each end changes the world, whose listeners may end others."""
        for login_id in login_ids:
            if self._void(login_id, reason):
                self._tell(login_id)
        self._follow_mode(person_id)

    def _follow_mode(self, person_id: str) -> None:
        """Let the mode of a person's newest mobile client rule; without one the administration's does."""
        row = self._db.execute(
            "SELECT mode FROM login WHERE person_id = ? AND kind = 'mobile' AND voided_at IS NULL"
            " ORDER BY made_at DESC LIMIT 1",
            (person_id,),
        ).fetchone()
        self._world.set_client_mode(person_id, (row[0] or "network") if row else None)

    def _add_mode(self) -> None:
        """A file of an older switchboard does not know modes."""
        if "mode" not in {row[1] for row in self._db.execute("PRAGMA table_info(login)")}:
            self._db.execute("ALTER TABLE login ADD COLUMN mode TEXT")

    def _void(self, login_id: str, reason: VoidReason) -> bool:
        """Was it living until now?"""
        done = self._db.execute(
            "UPDATE login SET voided_at = ?, void_reason = ? WHERE id = ? AND voided_at IS NULL",
            (self._clock(), reason, login_id),
        )
        return done.rowcount == 1

    def _tell(self, login_id: str) -> None:
        for listener in tuple(self._listeners):
            listener(login_id)


def open_accounts(world: World, path: Path) -> tuple[Accounts, Path | None]:
    """The accounts in this file. A file that is no database is kept aside: its new path is returned as well.

    Raises AlreadyRunning, and OSError or sqlite3.OperationalError when the folder cannot be written.
    """
    try:
        return Accounts(world, path), None
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise AlreadyRunning(f"another switchboard uses {path.parent}") from error
        raise
    except sqlite3.DatabaseError:
        aside = path.with_name(f"{path.stem}.damaged-{int(time.time())}{path.suffix}")
        path.replace(aside)
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        return Accounts(world, path), aside


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _ha1(algorithm: str, login: Login, password: str) -> str:
    text = f"{login.auth_username}:{login.enterprise.domain}:{password}"
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()
