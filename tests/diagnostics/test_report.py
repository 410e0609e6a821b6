"""The report: what is in it, how large it gets, where it is put."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
import tomli

from backend.core.errors import StorageFailed
from backend.diagnostics import components, report, saving
from tests.architecture.tree import ROOT


def logged(data: Path, name: str, lines: int, mark: str) -> None:
    (data / "logs").mkdir(exist_ok=True)
    (data / "logs" / name).write_text("".join(f"{mark} {number}\n" for number in range(lines)), encoding="utf-8")


def test_a_report_holds_the_values_and_the_logs_and_all_of_it_is_redacted(tmp_path: Path) -> None:
    logged(tmp_path, "program.log", 2, "now")
    files = report.files({"state": {"names": ["a", {"b": 3}]}}, tmp_path, str.upper)
    with zipfile.ZipFile(io.BytesIO(report.packed(files))) as archive:
        assert archive.namelist() == ["state.json", "program.log", "phone.log"]
        assert json.loads(archive.read("state.json")) == {"names": ["A", {"b": 3}]}
        assert archive.read("program.log") == b"NOW 0\nNOW 1\n"
        assert archive.read("phone.log") == b""


def test_of_a_long_log_the_newest_whole_lines_are_taken_over_the_files_it_was_before(tmp_path: Path) -> None:
    logged(tmp_path, "program.log", 3, "newest")
    logged(tmp_path, "program.log.1", 1000, "older")
    logged(tmp_path, "program.log.2", 1000, "oldest")
    text = report.files({}, tmp_path, str, 100)[0].text
    assert len(text) <= 100
    assert text.startswith("older 99")
    assert text.endswith("older 999\nnewest 0\nnewest 1\nnewest 2\n")


def test_a_log_that_is_no_text_is_taken_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "phone.log").write_bytes(b"\xff\xfe\x00 line\n")
    assert report.files({}, tmp_path, str)[1].text.endswith(" line\n")


def test_a_report_takes_no_others_place_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "r.zip").write_text("mine")
    os.symlink(tmp_path / "elsewhere", tmp_path / "r-2.zip")
    path = saving.save(tmp_path, "r.zip", b"content")
    assert path == tmp_path / "r-3.zip"
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "r.zip").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    assert saving.save(tmp_path / "下载 到这里", "r.zip", b"x").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "report_no_room"), (errno.EROFS, "report_not_writable"), (errno.EIO, "report_not_saved")],
)
def test_a_disk_that_refuses_is_told_and_nothing_half_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageFailed) as refused:
        saving.save(tmp_path, "r.zip", b"content")
    assert (refused.value.code, refused.value.detail) == (code, {"folder": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "Downloads").write_text("")
    with pytest.raises(StorageFailed) as refused:
        saving.save(tmp_path / "Downloads", "r.zip", b"content")
    assert refused.value.code == "report_not_writable"


def test_every_part_the_program_needs_is_named_with_version_and_licence() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {one.split("==")[0].split("[")[0].lower() for one in project["dependencies"]}
    assert sorted(needed - {one.lower() for one in components.DISTRIBUTIONS}) == []
    found = components.components()
    assert [one for one in found if not one.version or not one.licence] == []
    pinned = json.loads((ROOT / "packaging" / "package.json").read_text("utf-8"))
    assert dict(pinned.get("dependencies", {}), **pinned.get("devDependencies", {}))["htm"] == "3.1.1"
    assert next(one for one in found if one.name.startswith("htm")).version == "3.1.1"
