"""The report of a program in which somebody registered and called holds nothing that is anybody's business."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from backend.storage.secrets import Secrets
from tests.app.conftest import Demo, running
from tests.e2e.simulated_phones import YOUR_MOBILE, SimulatedPhones

pytestmark = pytest.mark.long  # a registration by telephone takes its time; tests/diagnostics has the quick one


class Ears(SimulatedPhones):
    """Remembers the code that was heard."""

    def __init__(self, phones: SimulatedPhones) -> None:
        self.__dict__ |= phones.__dict__
        self.code = ""

    def hear_code(self, number: str = YOUR_MOBILE, within_s: float = 20.0) -> str:
        """As a person hears it."""
        self.code = super().hear_code(number, within_s)
        return self.code


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, str]]:
    """A demo after a registration and two calls, and the verification code that was heard."""
    folder = tmp_path_factory.mktemp("reported")
    with running(folder / "data", folder / "何雨桐") as demo:
        ears = Ears(demo.phones)
        demo.page.enrol(ears)
        for number in ("8014", "025-5799 5555"):
            call_id = demo.page.do("/api/calls", number=number)["id"]
            demo.page.wait_call("established" if number == "8014" else "ringing")
            demo.page.do(f"/api/calls/{call_id}/hangup")
            demo.page.wait_idle()
        yield demo, ears.code


def _exported(demo: Demo) -> dict[str, str]:
    status, answer = demo.page.ask("POST", "/api/diagnostics/export", {})
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["content"]))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _of_people(data: Path) -> Iterator[str]:
    """Names, numbers, addresses and departments of the directory, and whatever the history has."""
    for path in data.glob("demo/accounts/*/directory*.db"):
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
            for row in database.execute("SELECT name, mobile, email FROM people"):
                yield from row
            yield from (name for (name,) in database.execute("SELECT name FROM departments"))
    yield from ("何雨桐", "江苏云帆科技有限公司", "13800008057", "138 0000 8057", "02557990000", "025-5799 0000")
    yield from ("02557995555", "025-5799 5555", "yunfan", "张伟")


def test_nothing_secret_and_nobody_is_in_a_report(called: tuple[Demo, str]) -> None:
    demo, code = called
    login = Secrets(demo.data / "demo", lambda *_, **__: None, use_keychain=False).load()
    assert login is not None
    secrets = [login.token, login.sip.password, demo.page._token]
    secrets.append(json.loads((demo.data / "demo" / "instance.json").read_text())["key"])
    people = {text.removeprefix("+86") for text in _of_people(demo.data) if text}
    assert len(people) > 80
    exported = _exported(demo)
    assert {"program.log", "phone.log", "diagnostics.json", "settings.json", "state.json"} <= set(exported)
    assert "INVITE sip:num-" in exported["phone.log"]
    logs = "".join(path.read_text("utf-8", "replace") for path in (demo.data / "demo" / "logs").iterdir())
    assert "8014" in logs
    whole = "".join(exported.values())
    for one in (*secrets, *people):
        for form in (one, quote(one), json.dumps(one)[1:-1], base64.b64encode(one.encode()).decode().rstrip("=")):
            assert form not in whole, one
    for number in ("8014", "8057"):
        assert f":{number}@" not in whole
        assert f" {number} " not in whole
    assert f"code {code}" not in whole
    assert f'"{code}"' not in whole
    assert str(demo.data.parent / "何雨桐") not in whole


def test_the_preview_is_what_is_exported(called: tuple[Demo, str]) -> None:
    demo, _ = called
    status, preview = demo.page.ask("GET", "/api/diagnostics/report")
    assert status == 200
    assert [one["name"] for one in preview["files"]] == list(_exported(demo))


def test_every_check_says_what_it_found_while_a_call_is_over(called: tuple[Demo, str]) -> None:
    demo, _ = called
    status, found = demo.page.ask("GET", "/api/diagnostics")
    assert status == 200
    items = {one["id"]: (one["state"], one["code"]) for one in found["items"]}
    assert list(items) == ["network", "platform", "registration", "voice", "sound", "storage", "secrets"]
    assert items["network"] == ("ok", "this_machine")
    assert items["platform"] == ("ok", "plain")
    assert items["registration"] == ("ok", "registered")
    assert items["sound"] == ("bad", "no_sound_server")
    assert items["secrets"] == ("warn", "file")
