"""The demo's update server: what it packs, offers and keeps, and what it does to those who ask."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from backend.switchboard.api_errors import errors_as_json
from backend.switchboard.updates import NotNow, Updates
from backend.switchboard.updates_api import control_updates, serve_updates
from backend.switchboard.updates_packing import pack_bundle

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")


@pytest.fixture
def updates(tmp_path: Path) -> Updates:
    return Updates(tmp_path, "0.1.0")


@pytest_asyncio.fixture
async def http(updates: Updates) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application(middlewares=[errors_as_json])
    serve_updates(app, updates)
    control_updates(app, updates)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
        yield session
    await runner.cleanup()


async def offered(updates: Updates) -> list[str]:
    """The versions on the signed list."""
    content = await updates.list_file("targets.json")
    assert content is not None
    return sorted(json.loads(content)["signed"]["targets"])


async def publish(updates: Updates, kind: str) -> None:
    """And wait for it."""
    updates.publish(kind)
    assert updates.describe()["packing"]["version"]
    assert updates._task is not None
    await updates._task


async def test_it_starts_with_the_running_version_and_writes_nothing_before_it_is_asked(
    updates: Updates, tmp_path: Path
) -> None:
    assert updates.describe()["running"] == "0.1.0"
    assert list(tmp_path.iterdir()) == []
    assert await offered(updates) == ["cloud-switchboard-0.1.0.tar.gz"]


async def test_versions_are_published_one_after_the_other_and_withdrawn(updates: Updates) -> None:
    await publish(updates, "exits")
    await publish(updates, "works")
    assert await offered(updates) == ["cloud-switchboard-0.1.0.tar.gz", "cloud-switchboard-0.1.2.tar.gz"]
    assert (updates.describe()["version"], updates.describe()["kind"]) == ("0.1.2", "works")
    await updates.withdraw()
    assert await offered(updates) == ["cloud-switchboard-0.1.0.tar.gz"]
    with pytest.raises(NotNow):
        await updates.withdraw()


async def test_one_version_is_packed_at_a_time(updates: Updates) -> None:
    updates.publish("works")
    with pytest.raises(NotNow):
        updates.publish("works")
    with pytest.raises(NotNow):
        await updates.withdraw()
    await updates.close()


async def test_an_offer_is_kept_over_a_restart_until_clients_run_it(updates: Updates, tmp_path: Path) -> None:
    await publish(updates, "hangs")
    again = Updates(tmp_path, "0.1.0")
    assert (again.describe()["version"], again.describe()["kind"]) == ("0.1.1", "hangs")
    updated = Updates(tmp_path, "0.1.1")
    assert updated.describe()["version"] == ""
    assert await offered(updated) == ["cloud-switchboard-0.1.1.tar.gz"]


async def test_keys_cut_off_by_a_power_loss_are_made_again(updates: Updates, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "root.pub").write_text("half")
    assert await offered(updates) == ["cloud-switchboard-0.1.0.tar.gz"]


async def test_after_an_older_version_was_offered_the_list_is_newer_than_all_before(updates: Updates) -> None:
    versions = []
    for attack in ("none", "older", "none"):
        await updates.choose(attack)
        versions.append(json.loads(await updates.list_file("timestamp.json") or b"")["signed"]["version"])
    assert versions == sorted(set(versions))


async def test_a_full_disk_is_told_on_the_page(updates: Updates, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    await offered(updates)
    monkeypatch.setattr("backend.switchboard.updates.pack_stand_in", full)
    await publish(updates, "works")
    assert updates.describe() == {**updates.describe(), "error": "not_packed", "packing": None, "version": ""}


async def test_an_archive_is_sent_from_the_byte_that_was_asked_for(
    updates: Updates, http: aiohttp.ClientSession
) -> None:
    address = "/updates/targets/cloud-switchboard-0.1.0.tar.gz"
    whole = await (await http.get(address)).read()
    rest = await http.get(address, headers={"Range": "bytes=10-"})
    assert rest.status == 206
    assert rest.headers["Content-Range"] == f"bytes 10-{len(whole) - 1}/{len(whole)}"
    assert await rest.read() == whole[10:]
    assert (await http.get(address, headers={"Range": f"bytes={len(whole)}-"})).status == 416
    await updates.choose("archive")
    altered = await (await http.get(address)).read()
    assert len(altered) == len(whole)
    assert sum(a != b for a, b in zip(altered, whole, strict=True)) == 1


@pytest.mark.parametrize(
    "path", ["metadata/keys", "metadata/..%2Foffer.json", "targets/root", "targets/%2e%2e", "keys/root"]
)
async def test_nothing_but_lists_and_archives_is_served(http: aiohttp.ClientSession, path: str) -> None:
    answer = await http.get(f"/updates/{path}")
    assert answer.status == 404


async def test_a_server_out_of_reach_cuts_the_connection(updates: Updates, http: aiohttp.ClientSession) -> None:
    await updates.choose("unreachable")
    with pytest.raises(aiohttp.ClientError):
        await http.get("/updates/metadata/timestamp.json")


BODIES: list[tuple[str, str, Any]] = [
    ("POST", "/api/updates/publish", {"kind": "rm -rf"}),
    ("POST", "/api/updates/publish", {}),
    ("POST", "/api/updates/withdraw", {"all": True}),
    ("PUT", "/api/updates/attack", {"attack": None}),
]


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
async def test_what_the_page_cannot_have_sent_is_refused(
    http: aiohttp.ClientSession, method: str, path: str, body: Any
) -> None:
    answer = await http.request(method, path, json=body)
    assert answer.status == 400


@pytest.fixture
def bundle(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "bundle"
    data = folder / "_internal"
    data.mkdir(parents=True)
    (folder / "cloud-switchboard").write_bytes(b"ELF")
    (folder / "cloud-switchboard").chmod(0o755)
    for name, text in {"VERSION": "0.1.0", "INSTALLED_BY": "apt", "library.so": "x" * 1000}.items():
        (data / name).write_text(text)
    (data / "link.so").symlink_to("library.so")
    return folder, data


def test_this_very_installation_is_packed_under_another_number(bundle: tuple[Path, Path], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    pack_bundle(tmp_path / "a.tar.gz", "0.1.1", bundle, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 1000
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["tar", "-xf", str(tmp_path / "a.tar.gz"), "-C", str(out)], check=True)
    assert (out / "_internal" / "VERSION").read_text() == "0.1.1"
    assert (out / "_internal" / "link.so").is_symlink()
    assert not (out / "_internal" / "INSTALLED_BY").exists()
    assert (out / "cloud-switchboard").stat().st_mode & 0o100
