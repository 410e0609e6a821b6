"""M10: after 注销 nothing of the login is left on disk and in the keychain, and the platform knows that it is over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.core
import pytest

from backend.core.loop import Loop
from backend.core.parts import Parts, Ports
from backend.core.telephone import Telephone
from backend.core.workers import Workers
from backend.provisioning.client import PlatformClient
from backend.storage.library import Library
from backend.storage.secrets import Secrets
from backend.storage.settings import SettingsFile
from tests.app.conftest import enrol
from tests.app.test_restart import started
from tests.desktop_session import until
from tests.fakes.keyring_backend import FakeKeychain, as_system
from tests.fakes.line import FakeLine
from tests.fakes.platform import LOGIN, FakePlatform
from tests.switchboard.process import Process, send


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Process]:
    """A switchboard beside the program, with a folder of its own."""
    process = Process(tmp_path / "platform")
    yield process
    process.kill()


def _everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _secrets(data: Path) -> list[bytes]:
    """What nobody else may ever read: token, SIP password, the key of the file and what it locks."""
    login = Secrets(data, lambda code, **detail: None, use_keychain=False).load()
    assert login is not None
    key, sealed = (data / "secrets.key").read_bytes(), (data / "secrets.bin").read_bytes()
    return [login.token.encode(), login.sip.password.encode(), key, sealed[12:44]]


def test_m10_logging_out_leaves_no_byte_of_the_login_and_revokes_it(platform: Process, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(platform, tmp_path) as demo:
        enrol(demo)
        call_id = demo.page.do("/api/calls", number="8014")["id"]
        demo.page.wait_call("established")
        secrets, account = _secrets(data), demo.page.state()["account"]
        until(lambda: b"8014" in (data / "logs" / "phone.log").read_bytes(), "the log tells of the call")
        token = secrets[0].decode()
        assert _profile(platform, token) == 200
        demo.page.do("/api/logout", erase=True)
        state = demo.page.wait_step("number")
        assert (state["account"], state["calls"], state["registration"]["state"]) == (None, [], "unregistered")
        until(lambda: _profile(platform, token) != 200, "the login is over at the platform")
        until(lambda: not list((data / "accounts").iterdir()), "what was kept of the account is gone")
    files = _everything(data) | {"errors.log": (tmp_path / "errors.log").read_bytes()}
    assert {"logs/program.log", "logs/phone.log"} <= set(files)
    assert [name for name, text in files.items() for secret in secrets if secret in text] == []
    person = [call_id, "8014", account["extension"], account["name"]]
    assert [(name, what) for name, text in files.items() for what in person if what.encode() in text] == []


def _profile(platform: Process, token: str) -> int:
    return send(f"{platform.api}/v1/profile", "GET", None, {"Authorization": f"Bearer {token}"})[0]


def test_m10_logging_out_leaves_nothing_in_the_keychain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keychain = as_system(FakeKeychain())
    monkeypatch.setattr(keyring, "get_keyring", lambda: keychain)
    monkeypatch.setattr(keyring.core, "load_keyring", lambda kind: keychain)
    loop, told = Loop(), []
    secrets = Secrets(tmp_path, lambda code, **detail: told.append(code))
    library = Library(tmp_path, PlatformClient("", "host"), lambda: secrets.token, lambda code, **detail: None)
    settings = SettingsFile(tmp_path / "settings.json", lambda code, **detail: None)
    parts = Parts(
        Ports(FakeLine(), FakePlatform(), secrets, settings, library), loop, Workers(loop), Workers(loop, count=1)
    )
    telephone = Telephone(parts)
    telephone.start()
    loop.call(lambda: parts.session.log_in(LOGIN))
    _settle(parts)
    (kept,) = keychain.secrets.values()
    assert LOGIN.token in kept
    assert LOGIN.sip.password in kept
    telephone.log_out()
    _settle(parts)
    telephone.stop()
    library.close()
    assert (keychain.secrets, told) == ({}, [])
    left = b"".join(_everything(tmp_path).values())
    assert [secret for secret in (LOGIN.token, LOGIN.sip.password) if secret.encode() in left] == []


def _settle(parts: Parts) -> None:
    """Until the keeper has done all that it was given."""
    done = threading.Event()
    parts.keeper.do(done.set, lambda _: None, lambda _: None)
    assert done.wait(10)
