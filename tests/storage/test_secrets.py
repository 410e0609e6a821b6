"""The login over a restart, in the keychain or in an encrypted file, and nothing of it after logging out."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keyring
import keyring.core
import pytest

from backend.core.errors import StorageFailed
from backend.core.ports import Login, SipCredentials
from backend.core.state import Account
from backend.storage import keychain
from backend.storage.secrets import Secrets
from tests.fakes.keyring_backend import (
    FakeKeychain,
    ForgetfulKeychain,
    LockedKeychain,
    SilentKeychain,
    as_system,
)
from tests.storage.conftest import SmallDisk, Told, no_file_left

TOKEN, PASSWORD = "T0KEN-f3a9c1", "Pa55-c0de-77"
LOGIN = Login(
    TOKEN,
    SipCredentials("yunfan.example", "8057", "8057", PASSWORD, "127.0.0.1:5060", "tcp", 120),
    Account(
        "yunfan",
        "江苏云帆科技有限公司",
        "+862557990000",
        "p8057",
        "何雨桐",
        "8057",
        "+8613800008057",
        "national",
        "network",
    ),
)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Make this the system's keychain."""
    monkeypatch.setattr(keychain, "PATIENCE_S", 2.0)

    def use(backend: object) -> None:
        monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
        monkeypatch.setattr(keyring.core, "load_keyring", lambda kind: backend)

    return use


def everything(folder: Path) -> bytes:
    """All that stands in the folder, names too."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def test_a_login_is_there_again_from_the_encrypted_file(tmp_path: Path, told: Told) -> None:
    Secrets(tmp_path, told, use_keychain=False).save(LOGIN)
    again = Secrets(tmp_path, told, use_keychain=False)
    assert again.load() == LOGIN
    assert again.token == TOKEN


def test_a_login_is_there_again_from_the_keychain(tmp_path: Path, told: Told, use: Callable[[object], None]) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    Secrets(tmp_path, told).save(LOGIN)
    assert Secrets(tmp_path, told).load() == LOGIN
    assert [path.name for path in tmp_path.iterdir()] == ["login.json"]
    assert TOKEN in next(iter(kept.secrets.values()))
    assert told.codes == []


def test_no_secret_can_be_read_in_the_files_and_they_are_for_their_owner_only(tmp_path: Path, told: Told) -> None:
    Secrets(tmp_path, told, use_keychain=False).save(LOGIN)
    assert TOKEN.encode() not in everything(tmp_path)
    assert PASSWORD.encode() not in everything(tmp_path)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "login.json": 0o600, "secrets.bin": 0o600, "secrets.key": 0o600,
    }  # fmt: skip


def test_the_file_is_mentioned_once(tmp_path: Path, told: Told) -> None:
    for account in (LOGIN.account, replace(LOGIN.account, mode="callback")):
        Secrets(tmp_path, told, use_keychain=False).save(replace(LOGIN, account=account))
    assert told.notices == [("secrets_in_file", {"path": str(tmp_path / "secrets.bin")})]


def test_the_file_is_mentioned_once_to_who_logs_out_and_in_again(tmp_path: Path, told: Told) -> None:
    secrets = Secrets(tmp_path, told, use_keychain=False)
    secrets.save(LOGIN)
    secrets.clear()
    secrets.save(LOGIN)
    assert told.codes == ["secrets_in_file"]


def test_logging_out_leaves_no_byte(tmp_path: Path, told: Told) -> None:
    secrets = Secrets(tmp_path, told, use_keychain=False)
    secrets.save(LOGIN)
    secrets.clear()
    assert list(tmp_path.iterdir()) == []
    assert secrets.token == ""
    assert secrets.load() is None


def test_logging_out_empties_the_keychain(tmp_path: Path, told: Told, use: Callable[[object], None]) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    Secrets(tmp_path, told).save(LOGIN)
    Secrets(tmp_path, told).clear()
    assert (kept.secrets, list(tmp_path.iterdir())) == ({}, [])


def test_a_log_out_goes_on_until_the_keychain_is_empty(
    tmp_path: Path, told: Told, use: Callable[[object], None]
) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    secrets = Secrets(tmp_path, told)
    secrets.save(LOGIN)
    use(as_system(LockedKeychain()))
    for _ in range(2):
        with pytest.raises(StorageFailed, match="keychain_unavailable"):
            secrets.clear()
    use(kept)
    secrets.clear()
    assert (kept.secrets, list(tmp_path.iterdir())) == ({}, [])


def test_a_log_out_goes_on_after_a_restart(tmp_path: Path, told: Told, use: Callable[[object], None]) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    Secrets(tmp_path, told).save(LOGIN)
    use(as_system(LockedKeychain()))
    with pytest.raises(StorageFailed, match="keychain_unavailable"):
        Secrets(tmp_path, told).clear()
    assert Secrets(tmp_path, told).load() is None
    assert told.notices == [("login_not_cleared", {"cause": "keychain_unavailable"})]
    use(kept)
    assert Secrets(tmp_path, told).load() is None
    assert (kept.secrets, list(tmp_path.iterdir()), len(told.codes)) == ({}, [], 1)


def test_a_login_after_an_unfinished_log_out_is_kept_and_leaves_nothing_either(
    tmp_path: Path, told: Told, use: Callable[[object], None]
) -> None:
    kept, secrets = as_system(FakeKeychain()), Secrets(tmp_path, told)
    use(kept)
    secrets.save(LOGIN)
    use(as_system(LockedKeychain()))
    with pytest.raises(StorageFailed, match="keychain_unavailable"):
        secrets.clear()
    secrets.save(LOGIN)
    assert Secrets(tmp_path, told).load() == LOGIN
    use(kept)
    Secrets(tmp_path, told).clear()
    assert (kept.secrets, list(tmp_path.iterdir())) == ({}, [])


def test_what_the_keychain_took_too_late_is_taken_back(
    tmp_path: Path, told: Told, use: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keychain, "PATIENCE_S", 0.2)
    slow, secrets, earlier = as_system(SilentKeychain()), Secrets(tmp_path, told), set(threading.enumerate())
    use(slow)
    secrets.save(LOGIN)
    secrets.save(LOGIN)
    # The second time it is not asked: nobody sees two questions, and no late answer meets a newer secret.
    (asking,) = set(threading.enumerate()) - earlier
    slow.released.set()
    asking.join(10)
    assert (slow.asked, slow.secrets) == (1, {})
    assert Secrets(tmp_path, told).load() == LOGIN


def test_what_the_keychain_changed_is_taken_back(
    tmp_path: Path, told: Told, use: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    monkeypatch.setattr(kept, "get_password", lambda *_: "something else")
    Secrets(tmp_path, told).save(LOGIN)
    assert (told.codes, kept.secrets) == (["secrets_in_file"], {})


@pytest.mark.parametrize("use_keychain", [False, True])
def test_a_login_that_cannot_be_read_now_loses_nothing(
    tmp_path: Path, told: Told, use: Callable[[object], None], monkeypatch: pytest.MonkeyPatch, use_keychain: bool
) -> None:
    use(as_system(FakeKeychain()))
    secrets = Secrets(tmp_path, told, use_keychain)
    secrets.save(LOGIN)
    before = everything(tmp_path)
    with monkeypatch.context() as failing:
        failing.setattr("backend.storage.secrets.open", no_file_left, raising=False)
        with pytest.raises(StorageFailed, match="storage_failed"):
            secrets.load()
    assert everything(tmp_path) == before
    assert secrets.load() == LOGIN
    assert "login_unreadable" not in told.codes


def test_a_log_out_that_cannot_read_where_the_secrets_are_is_not_finished(
    tmp_path: Path, told: Told, use: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, secrets = as_system(FakeKeychain()), Secrets(tmp_path, told)
    use(kept)
    secrets.save(LOGIN)
    with monkeypatch.context() as failing:
        failing.setattr("backend.storage.secrets.open", no_file_left, raising=False)
        with pytest.raises(StorageFailed, match="storage_failed"):
            secrets.clear()
    secrets.clear()
    assert (kept.secrets, list(tmp_path.iterdir())) == ({}, [])


def test_a_damaged_login_leaves_nothing_in_the_keychain(
    tmp_path: Path, told: Told, use: Callable[[object], None]
) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    secrets = Secrets(tmp_path, told)
    secrets.save(LOGIN)
    stored = json.loads((tmp_path / "login.json").read_text())
    (tmp_path / "login.json").write_text(json.dumps(stored | {"account": None}))
    assert secrets.load() is None
    assert kept.secrets == {}
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("login.json.corrupt-")


def test_logging_out_twice_is_harmless(tmp_path: Path, told: Told) -> None:
    Secrets(tmp_path, told, use_keychain=False).clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("backend", [LockedKeychain, ForgetfulKeychain, SilentKeychain])
def test_a_keychain_that_does_not_work_is_replaced_by_the_file(
    tmp_path: Path,
    told: Told,
    use: Callable[[object], None],
    backend: type[FakeKeychain],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keychain, "PATIENCE_S", 0.2)
    use(as_system(backend()))
    Secrets(tmp_path, told).save(LOGIN)
    assert Secrets(tmp_path, told).load() == LOGIN
    assert told.codes == ["secrets_in_file"]


def test_a_keychain_of_plain_files_is_none(tmp_path: Path, told: Told, use: Callable[[object], None]) -> None:
    kept = FakeKeychain()
    use(kept)
    Secrets(tmp_path, told).save(LOGIN)
    assert kept.secrets == {}
    assert told.codes == ["secrets_in_file"]


def test_a_keychain_that_is_locked_at_the_start_loses_nothing(
    tmp_path: Path, told: Told, use: Callable[[object], None]
) -> None:
    kept = as_system(FakeKeychain())
    use(kept)
    Secrets(tmp_path, told).save(LOGIN)
    use(as_system(LockedKeychain()))
    with pytest.raises(StorageFailed, match="keychain_unavailable"):
        Secrets(tmp_path, told).load()
    use(kept)
    assert Secrets(tmp_path, told).load() == LOGIN


@pytest.mark.parametrize("name", ["login.json", "secrets.bin", "secrets.key"])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"{}", b"[" * 50000, b"\xff" * 100, None])
def test_a_login_that_cannot_be_read_is_kept_aside_and_told(
    tmp_path: Path, told: Told, name: str, content: bytes | None
) -> None:
    secrets = Secrets(tmp_path, told, use_keychain=False)
    secrets.save(LOGIN)
    if content is None:
        (tmp_path / name).rename(tmp_path / "elsewhere")
    else:
        (tmp_path / name).write_bytes(content)
    assert secrets.load() is None
    if name == "login.json" and content is None:
        assert told.codes == ["secrets_in_file"]
        return
    assert told.codes == ["secrets_in_file", "login_unreadable"]
    assert any(".corrupt-" in path.name for path in tmp_path.iterdir())
    secrets.save(LOGIN)
    assert secrets.load() == LOGIN


def test_files_copied_to_another_machine_open_nothing(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    Secrets(tmp_path, told, use_keychain=False).save(LOGIN)
    monkeypatch.setattr("backend.storage.secrets._machine", lambda: b"another machine")
    assert Secrets(tmp_path, told, use_keychain=False).load() is None


def test_no_secret_is_ever_logged(tmp_path: Path, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = Secrets(tmp_path, told, use_keychain=False)
    secrets.save(LOGIN)
    (tmp_path / "secrets.bin").write_bytes(b"x" * 80)
    secrets.load()
    secrets.clear()
    assert caplog.records
    assert TOKEN not in caplog.text + repr(LOGIN)
    assert PASSWORD not in caplog.text + repr(LOGIN)


def test_a_full_disk_is_said_and_the_session_goes_on(small_disk: SmallDisk, told: Told) -> None:
    small_disk.fill()
    secrets = Secrets(small_disk.folder, told, use_keychain=False)
    with pytest.raises(StorageFailed, match="disk_full"):
        secrets.save(LOGIN)
    assert secrets.token == TOKEN
    assert [path.name for path in small_disk.folder.iterdir()] == ["ballast"]


def test_a_full_disk_still_lets_one_log_out(small_disk: SmallDisk, told: Told) -> None:
    secrets = Secrets(small_disk.folder, told, use_keychain=False)
    secrets.save(LOGIN)
    small_disk.fill()
    secrets.clear()
    assert [path.name for path in small_disk.folder.iterdir()] == ["ballast"]


def test_a_login_that_a_later_program_saved_is_used_as_far_as_it_is_known(tmp_path: Path, told: Told) -> None:
    Secrets(tmp_path, told, use_keychain=False).save(LOGIN)
    stored = json.loads((tmp_path / "login.json").read_text(encoding="utf-8"))
    stored["account"]["colour"] = stored["sip"]["flow"] = "new"
    (tmp_path / "login.json").write_text(json.dumps(stored), encoding="utf-8")
    assert Secrets(tmp_path, told, use_keychain=False).load() == LOGIN
