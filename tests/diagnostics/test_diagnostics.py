"""Diagnostics on a whole telephone, with a fake platform and real files."""

from __future__ import annotations

import base64
import io
import json
import ssl
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.errors import StorageFailed
from backend.core.loop import TooSlow
from backend.diagnostics import checks
from backend.diagnostics.diagnostics import Diagnostics, Surroundings
from tests.fakes.platform import LOGIN
from tests.web.stage import Program

LOGGED = (
    "2026-11-26 08:20:14,123 INFO core backend.core.calls: {}\n"
    "Authorization: Digest username=\"{}\", response=\"0123456789abcdef\"\n"
    "From: \"{}\" <sip:8014@yunfan.example>;tag=x\n"
)  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A program in which 何雨桐 is logged in, and whose log says everything it should not."""
    program = Program(tmp_path)
    program.start()
    account = LOGIN.account
    private = [LOGIN.token, LOGIN.sip.password, account.name, account.enterprise_name, account.mobile, "林知夏",
               "曾国强", "南京办事处", "13912345678", "8014", account.extension]  # fmt: skip
    (tmp_path / "logs").mkdir()
    text = "".join(LOGGED.format(one, one, one) for one in private)
    (tmp_path / "logs" / "program.log").write_text(text, encoding="utf-8")
    yield program
    program.stop()


def diagnostics(program: Program, data: Path, downloads: Path | None = None) -> Diagnostics:
    """As the program builds them."""
    around = Surroundings(
        program.telephone, data, "0.1.0", "", ssl.create_default_context, lambda: "file",
        lambda: (LOGIN.token, LOGIN.sip.password), program.library.known,
        None if downloads is None else lambda: downloads,
    )  # fmt: skip
    return Diagnostics(around)


def test_nobody_and_nothing_secret_is_in_a_report(program: Program, tmp_path: Path) -> None:
    answer = diagnostics(program, tmp_path).export()
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["content"]))) as archive:
        whole = b"".join(map(archive.read, archive.namelist())).decode()
    account = LOGIN.account
    for one in (LOGIN.token, LOGIN.sip.password, account.name, account.enterprise_name, "林知夏", "南京办事处", "8014"):
        assert one not in whole
    assert account.mobile.removeprefix("+86") not in whole
    assert "13912345678" not in whole
    assert "0123456789abcdef" not in whole
    assert "num-1" in whole


def test_a_report_goes_to_the_downloads(program: Program, tmp_path: Path) -> None:
    written = diagnostics(program, tmp_path, tmp_path / "下载").export()
    assert Path(written["path"]).parent == tmp_path / "下载"
    assert zipfile.is_zipfile(written["path"])


def test_a_directory_that_cannot_be_read_keeps_nobody_from_reporting(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> tuple[list[str], list[str]]:
        raise StorageFailed("storage_failed")

    monkeypatch.setattr(program.library, "known", refuse)
    names = [one.name for one in diagnostics(program, tmp_path).preview()["files"]]
    assert names[:2] == ["diagnostics.json", "versions.json"]


def test_a_core_that_does_not_answer_makes_checks_unknown_not_late(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise TooSlow("program_busy")

    monkeypatch.setattr(program.telephone, "snapshot", refuse)
    found = {one.id: one.code for one in diagnostics(program, tmp_path).check()["items"]}
    assert found["registration"] == found["sound"] == checks.UNKNOWN
    assert found["platform"] == "not_configured"
    names = [one.name for one in diagnostics(program, tmp_path).preview()["files"]]
    assert names == ["diagnostics.json", "versions.json", "system.json", "program.log", "phone.log"]


def test_about_names_the_parts(program: Program, tmp_path: Path) -> None:
    about = json.loads(json.dumps(diagnostics(program, tmp_path).about()))
    assert {"name": "Flask", "version": "3.1.3", "licence": "BSD-3-Clause"} in about["components"]
