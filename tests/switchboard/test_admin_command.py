"""The administration's command line against a running switchboard: who may, what is printed, and who hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from backend.switchboard.admin.__main__ import main
from backend.switchboard.admin.access import FILE, Access, remove_access, write_access
from backend.switchboard.admin.administration import Administration
from backend.switchboard.admin.api import create_administration
from tests.switchboard.administered import DEPARTMENTS, LANJING, PEOPLE
from tests.switchboard.api_room import QINGHE, ApiRoom, Listener, open_api
from tests.switchboard.process import Process

TOKEN = "the-token-of-the-administration-0123456789"


@dataclass
class Office:
    """A running API with its administration, and the command line beside it."""

    api: ApiRoom
    client: Any
    folder: Path
    capture: pytest.CaptureFixture[str]

    async def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, output and error output."""
        self.capture.readouterr()
        code = await asyncio.to_thread(main, ["--data", str(self.folder), *words])
        return code, *self.capture.readouterr()

    def file(self, name: str, text: str) -> str:
        """A file with this text."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest_asyncio.fixture
async def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    async with open_api() as api:
        app = create_administration(Administration(api.world, tmp_path), api.accounts, TOKEN)
        async with TestClient(TestServer(app)) as client:
            write_access(tmp_path, Access(f"http://127.0.0.1:{client.server.port}", TOKEN))
            yield Office(api, client, tmp_path, capsys)


def policies(office: Office) -> list[str]:
    return [one.policy for one in office.api.world.enterprises]


async def test_enterprises_and_people_are_listed_with_their_clients(office: Office) -> None:
    await office.api.login(LANJING)
    await office.api.login(LANJING, client="mobile")
    code, out, _ = await office.run("list")
    assert code == 0
    assert out.splitlines()[0] == "yunfan\t江苏云帆科技有限公司\t+862557990000\texclusive\t41"
    _, out, _ = await office.run("list", "--enterprise", LANJING)
    you = "lj257\t257\t何雨桐\t+8613800008057\t总部/调度中心\tnational\tnetwork\tpc,mobile"
    assert you in out.splitlines()


async def test_an_import_reaches_the_clients_at_once_and_logs_out_who_was_removed(office: Office) -> None:
    token = (await office.api.login(LANJING))["token"]
    other = (await office.api.login(LANJING, mobile="+8613800002201"))["token"]
    files = ["--departments", office.file("d.csv", DEPARTMENTS), "--people", office.file("p.csv", PEOPLE)]
    async with Listener(office.api, token) as events, Listener(office.api, other) as removed:
        before = (await events.value("profile"), await events.value("directory"))
        await removed.value("directory")
        code, out, _ = await office.run("import", "--enterprise", LANJING, *files)
        assert (code, out) == (
            0,
            "苏州蓝鲸物流有限公司: people 3 (1 new, 2 changed, 2 removed), departments 3, policy shared\n",
        )
        assert await events.value("directory") != before[1]
        assert await removed.next() == ("revoked", {"reason": "removed"})
        code, out, _ = await office.run("set", "--enterprise", LANJING, "257", "--permission", "internal")
        assert (code, out) == (0, "done\n")
        assert (await events.value("profile"))["permission"] == "internal"
    directory = (await office.api.ask("GET", "/v1/directory", token)).body
    assert [one["name"] for one in directory["people"]] == ["何雨桐", "石磊", "新人"]


async def test_m12_a_changed_mode_extension_and_policy_reach_the_client(office: Office) -> None:
    token = (await office.api.login(LANJING))["token"]
    async with Listener(office.api, token) as events:
        await events.value("profile")
        await office.run("set", "--enterprise", LANJING, "257", "--mode", "callback", "--extension", "258")
        profile = await events.value("profile")
        assert (profile["mode"], profile["mode_reason"]) == ("callback", "administration")
        assert (profile["extension"], profile["sip"]["username"]) == ("258", "258")
        assert (await office.run("policy", LANJING, "exclusive"))[0] == 0
        assert (await events.value("profile"))["policy"] == "exclusive"


@pytest.mark.parametrize("enterprise", ["yunfan", LANJING])
async def test_what_was_exported_is_imported_again_without_a_change(office: Office, enterprise: str) -> None:
    files = [f"--{name}={office.folder / f'{name}.csv'}" for name in ("departments", "people")]
    assert await office.run("export", "--enterprise", enterprise, *files) == (0, "done\n", "")
    assert (office.folder / "people.csv").read_bytes().startswith(b"\xef\xbb\xbfid,permission,")
    assert await office.run("import", "--enterprise", enterprise, *files) == (0, "nothing changes\n", "")
    code, _, err = await office.run("export", "--enterprise", enterprise, *files)
    assert (code, "cannot be written" in err) == (1, True)  # it overwrites nothing


async def test_a_person_whose_device_is_lost_is_logged_out_everywhere(office: Office) -> None:
    token = (await office.api.login(QINGHE))["token"]
    async with Listener(office.api, token) as events:
        await events.value("directory")
        assert await office.run("log-out", "--enterprise", QINGHE, "618") == (0, "clients logged out: 1\n", "")
        assert await events.next() == ("revoked", {"reason": "logged_out"})
    office.api.clock.now += 180
    await office.api.login(QINGHE, client="mobile")


async def test_errors_are_printed_by_line_and_nothing_changes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("p.csv", "name,department,mobile\nA,zb,1\nB,nowhere,\n")
    code, out, err = await office.run("import", "--enterprise", LANJING, "--people", path)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "nothing was changed; errors: 2",
        "p.csv line 2, mobile: “1” is no mobile number",
        "p.csv line 3, department: there is no department “nowhere”",
    ]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    _, _, err = await office.run("import", "--enterprise", LANJING, "--people", path)
    assert err.splitlines()[1] == "p.csv 第 2 行, mobile: “1”不是手机号码"


async def test_a_check_says_what_would_be_and_changes_nothing(office: Office) -> None:
    path = office.file("policies.csv", "enterprise,policy\nyunfan,shared\n")
    _, out, _ = await office.run("import", "--policies", path, "--check")
    assert out.splitlines()[-1] == "no errors; nothing was changed"
    assert policies(office) == ["exclusive", "refuse", "shared"]
    assert (await office.run("import", "--policies", path))[0] == 0
    assert policies(office) == ["shared", "refuse", "shared"]
    assert (await office.run("import", "--policies", path))[1] == "nothing changes\n"


async def test_words_that_mean_nothing_are_told_in_a_sentence(office: Office) -> None:
    path = office.file("p.csv", "name,department\n")
    for words, sentence in [
        (("import",), "no file was given: use --departments, --people, --policies"),
        (("import", "--people", path), "say with --enterprise which one: yunfan, qinghe, lanjing"),
        (("import", "--enterprise", LANJING, "--people", str(office.folder)), "cannot be read"),
        (("set", "--enterprise", LANJING, "257"), "say what to change, with --permission, --mode"),
        (("set", "--enterprise", LANJING, "257", "--name", ""), "name: must not be empty\n"),
        (("set", "--enterprise", LANJING, "257", "--mobile", " "), "mobile: must not be empty; write - to empty it"),
        (("set", "--enterprise", LANJING, "257", "--name", "A\nB"), "name: has a line break"),
        (("set", "--enterprise", LANJING, "257", "--name", "A" * 300), "name: is longer than 64 characters"),
        (("set", "--enterprise", LANJING, "\udcff", "--mode", "callback"), "there is no person “?”"),
        (("set", "--enterprise", LANJING, "999", "--mode", "callback"), "there is no person “999”"),
        (("list", "--enterprise", "../x?y"), "there is no enterprise “../x?y”"),
        (("remove", "--enterprise", LANJING, "nobody"), "there is no person “nobody”"),
        (("policy", LANJING, "free"), "“free” is no client policy (exclusive, refuse, shared)"),
    ]:
        code, _, err = await office.run(*words)
        assert code == 1
        assert sentence in err, words


async def test_without_a_running_switchboard_it_says_so(office: Office) -> None:
    remove_access(office.folder)
    code, _, err = await office.run("list")
    assert code == 1
    assert err.startswith(f"no switchboard is running in {office.folder} (")
    write_access(office.folder, Access("http://127.0.0.1:9", TOKEN))
    assert (await office.run("list"))[0] == 1


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer x"}, {"Host": "evil.example"}, {"Origin": "http://x"}]
)
async def test_nobody_administers_without_the_token_or_from_a_page(office: Office, headers: dict[str, str]) -> None:
    given = {"Authorization": f"Bearer {TOKEN}", **headers} if "Authorization" not in headers and headers else headers
    response = await office.client.get("/api/enterprises", headers=given)
    assert response.status == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"people": 1}', b'{"people": {"name": "p", "content": "?"}}', b'{"x": 1}']
)
async def test_a_malformed_import_is_refused(office: Office, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    response = await office.client.post("/api/import", data=body, headers=headers)
    assert response.status in (400, 422)


def test_the_command_line_finds_a_switchboard_by_its_data_folder(tmp_path: Path) -> None:
    process = Process(tmp_path)
    try:
        access = json.loads((tmp_path / FILE).read_text())
        assert len(access["token"]) >= 32
        if sys.platform != "win32":
            assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
        assert main(["--data", str(tmp_path), "set", "--enterprise", LANJING, "257", "--mode", "callback"]) == 0
        assert process.end()[0] == 0
        assert not (tmp_path / FILE).exists()
        process = Process(tmp_path)
        with contextlib.redirect_stdout(open(tmp_path / "out", "w", encoding="utf-8")) as out:
            assert main(["--data", str(tmp_path), "list", "--enterprise", LANJING]) == 0
            out.close()
        assert "\tcallback\t" in (tmp_path / "out").read_text(encoding="utf-8")
        assert access["token"] not in (tmp_path / "platform.log").read_text(encoding="utf-8")
    finally:
        process.kill()
