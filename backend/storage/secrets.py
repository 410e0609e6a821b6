"""The login over a restart: its secrets in the system's keychain, or in an encrypted file where there is none."""

from __future__ import annotations

import base64
import json
import logging
import os
import sys
from dataclasses import asdict, fields
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

from backend.core.errors import StorageFailed
from backend.core.ports import Login, SipCredentials
from backend.core.state import Account
from backend.storage.files import disk_errors, json_object, set_aside, wipe, write_whole
from backend.storage.keychain import Keychain, KeychainError, is_real
from backend.storage.notices import Notify

log = logging.getLogger(__name__)

SCHEMA = 1
LONGEST_FILE = 64 * 1024
NONCE_BYTES = 12
KEY_BYTES = 32


class Secrets:
    """Three files in `folder`: login.json says who and where the secrets are, secrets.bin and secrets.key hold them
    when the keychain does not. After a log-out logged-out.json is what login.json was, until no keychain has a secret
    any more."""

    def __init__(self, folder: Path, notify: Notify, use_keychain: bool = True) -> None:
        self._login = folder / "login.json"
        self._logged_out = folder / "logged-out.json"
        self._sealed = folder / "secrets.bin"
        self._key = folder / "secrets.key"
        # Two data folders on one machine are two logins.
        self._keychain = Keychain(sha256(str(folder.absolute()).encode()).hexdigest()[:16])
        self._notify = notify
        self._use_keychain = use_keychain
        self._token = self._password = ""
        self._told = False

    @property
    def token(self) -> str:
        """The device token of the login that was loaded or saved last, "" when there is none."""
        return self._token

    def known(self) -> tuple[str, ...]:
        """What nothing that leaves the program may say."""
        return self._token, self._password

    def place(self) -> str:
        """Where the login is kept: keychain, file, or "" when there is none."""
        try:
            return "keychain" if _read_json(self._login)["keychain"] else "file"
        except (OSError, ValueError, KeyError):
            return ""

    def load(self) -> Login | None:
        """The saved login; None when there is none. A damaged one is kept aside and told as `login_unreadable`. Errors:
        StorageFailed, and all stays as it is: `keychain_unavailable` when the keychain does not open now,
        `storage_failed` when the files cannot be read now. A log-out that was not finished goes on; it is told as
        `login_not_cleared` when it still cannot be."""
        try:
            stored = self._read()
        except FileNotFoundError:
            self._finish_log_out()
            return None
        except OSError as error:
            raise StorageFailed("storage_failed", path=str(self._login)) from error
        except (ValueError, KeyError, TypeError) as error:
            log.error("the saved login is damaged: %s", type(error).__name__)
            self._put_aside()
            self._finish_log_out()
            return None
        self._token, self._password = stored.token, stored.sip.password
        return stored

    def save(self, login: Login) -> None:
        """Keep it; told as `secrets_in_file` the first time that is where they go. Errors: StorageFailed."""
        self._token, self._password = login.token, login.sip.password
        secrets = {"token": login.token, "password": login.sip.password}
        sip = {key: value for key, value in asdict(login.sip).items() if key != "password"}
        kind = self._keep(secrets)
        try:
            left = [one for one in self._kinds() if one != kind]
        except OSError:
            left = []  # what cannot be read is replaced all the same
        stored = {"schema": SCHEMA, "keychain": kind, "left": left, "account": asdict(login.account), "sip": sip}
        write_whole(self._login, _json(stored))
        wipe(self._logged_out)

    def clear(self) -> None:
        """Forget it everywhere: no byte of a secret stays. Errors: StorageFailed; calling it again, also after a
        restart, goes on with what was left."""
        self._token = self._password = ""
        wipe(self._sealed)
        wipe(self._key)
        with disk_errors(self._login):
            kinds = self._kinds()
            if kinds and self._login.exists():
                os.replace(self._login, self._logged_out)
        wipe(self._login)
        failures = [error for error in map(self._clear_keychain, kinds) if error is not None]
        if failures:
            raise StorageFailed("keychain_unavailable") from failures[0]
        wipe(self._logged_out)

    def _read(self) -> Login:
        stored = _read_json(self._login)
        if stored["schema"] != SCHEMA:
            raise ValueError("another schema")
        kind = str(stored["keychain"])
        secrets = self._from_keychain(kind) if kind else self._unseal()
        token, password = secrets["token"], secrets["password"]
        if not isinstance(token, str) or not isinstance(password, str):
            raise TypeError("secrets")
        sip = SipCredentials(password=password, **_known(SipCredentials, stored["sip"]))
        return Login(token, sip, Account(**_known(Account, stored["account"])))

    def _keep(self, secrets: dict[str, str]) -> str:
        """Store the secrets; returns the kind of keychain, "" for the file."""
        if self._use_keychain:
            try:
                kind = self._keychain.write(json.dumps(secrets))
            except KeychainError as error:
                log.info("no keychain: %s", error)
            else:
                wipe(self._sealed)
                wipe(self._key)
                return kind
        told = self._told or self._sealed.exists()
        self._seal(secrets)
        self._told = True
        if not told:
            self._notify("secrets_in_file", path=str(self._sealed))
        return ""

    def _kinds(self) -> list[str]:
        """The keychains that may hold a secret, of this login and of those before it. Errors: OSError."""
        found: list[object] = []
        for path in (self._login, self._logged_out):
            try:
                stored = _read_json(path)
            except (FileNotFoundError, ValueError):
                continue
            left = stored.get("left")
            found += [stored.get("keychain"), *(left if isinstance(left, list) else ())]
        return list(dict.fromkeys(kind for kind in found if isinstance(kind, str) and is_real(kind)))

    def _finish_log_out(self) -> None:
        if not self._logged_out.exists() or self._login.exists():
            return
        try:
            self.clear()
        except StorageFailed as error:
            self._notify("login_not_cleared", cause=error.code)

    def _clear_keychain(self, kind: str) -> KeychainError | None:
        try:
            self._keychain.clear(kind)
        except KeychainError as error:
            return error
        return None

    def _from_keychain(self, kind: str) -> dict[str, Any]:
        try:
            text = self._keychain.read(kind)
        except KeychainError as error:
            raise StorageFailed("keychain_unavailable") from error
        if text is None:
            raise ValueError("the keychain has nothing")
        return json_object(text)

    def _seal(self, secrets: dict[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = os.urandom(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(_bound(key)).encrypt(nonce, json.dumps(secrets).encode(), None)
        write_whole(self._key, base64.b64encode(key))
        write_whole(self._sealed, nonce + sealed)

    def _unseal(self) -> dict[str, Any]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = base64.b64decode(_content(self._key), validate=True)
        sealed = _content(self._sealed)
        try:
            text = AESGCM(_bound(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except InvalidTag:
            raise ValueError("another key or another machine") from None
        return json_object(text)

    def _put_aside(self) -> None:
        """Keep what is damaged; the login itself is gone, and a new one writes new files."""
        try:
            if kinds := self._kinds():
                write_whole(self._logged_out, _json({"schema": SCHEMA, "left": kinds}))
            aside = set_aside(self._login)
            wipe(self._sealed)
            wipe(self._key)
        except (OSError, StorageFailed):
            aside = self._login
        self._notify("login_unreadable", path=str(aside))


def _content(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except FileNotFoundError:
        raise ValueError(path.name) from None
    if len(content) > LONGEST_FILE:
        raise ValueError("too long")
    return content


def _read_json(path: Path) -> dict[str, Any]:
    with open(path, "rb") as file:
        return json_object(file.read(LONGEST_FILE))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def _known(kind: type, stored: dict[str, Any]) -> dict[str, Any]:
    """Without what a later version of the program, taken back since, has written as well."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in dict(stored).items() if name in names}


def _bound(key: bytes) -> bytes:
    """The key of this machine: a copy of the files alone opens nothing elsewhere."""
    return digest(key, b"cloud-switchboard secrets 1 " + _machine(), "sha256")


def _machine() -> bytes:
    """What identifies the machine; empty where that is not known."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as cryptography:
            return str(winreg.QueryValueEx(cryptography, "MachineGuid")[0]).encode()
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            return Path(path).read_bytes().strip()
        except OSError:
            continue
    return b""
