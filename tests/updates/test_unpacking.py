"""What is in an archive stays in its folder, on every Python that is served."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from backend.core.errors import UpdateRefused
from backend.updates.unpacking import unpack

PROGRAM = b"#!/bin/sh\n"
Entry = tuple[str, bytes, str]  # name, kind, where a link leads


@pytest.fixture(params=["with the filter of tarfile", "without"], autouse=True)
def python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)


def archive(*entries: Entry) -> io.BytesIO:
    """The program, and these beside it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, kind, leads in (("cloud-switchboard", tarfile.REGTYPE, ""), *entries):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = kind, leads, 0o6777
            member.size = len(PROGRAM) if kind == tarfile.REGTYPE else 0
            tar.addfile(member, io.BytesIO(PROGRAM) if member.size else None)
    packed.seek(0)
    return packed


@pytest.mark.parametrize(
    "entries",
    [
        [("../evil", tarfile.REGTYPE, "")],
        [("/evil", tarfile.REGTYPE, "")],
        [("a/../../evil", tarfile.REGTYPE, "")],
        [("link", tarfile.SYMTYPE, "/etc")],
        [("a/link", tarfile.SYMTYPE, "../../evil")],
        [("link", tarfile.LNKTYPE, "../evil")],
        [("a", tarfile.DIRTYPE, ""), ("a/up", tarfile.SYMTYPE, ".."), ("a/up/b", tarfile.SYMTYPE, "..")],
        [("pipe", tarfile.FIFOTYPE, "")],
        [("device", tarfile.CHRTYPE, "")],
    ],
    ids=lambda entries: entries[-1][0] + " " + entries[-1][2],
)
def test_what_leads_out_of_the_folder_or_is_no_file_is_refused(tmp_path: Path, entries: list[Entry]) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    with pytest.raises(UpdateRefused, match="update_broken"):
        unpack(archive(*entries), folder)
    assert sorted(path.name for path in tmp_path.rglob("evil")) == []


def test_links_inside_are_kept_and_nobody_else_may_write(tmp_path: Path) -> None:
    unpack(archive(("lib", tarfile.DIRTYPE, ""), ("lib/again", tarfile.SYMTYPE, "../cloud-switchboard")), tmp_path)
    assert (tmp_path / "lib" / "again").read_bytes() == PROGRAM
    assert (tmp_path / "cloud-switchboard").stat().st_mode & 0o7777 == 0o755


def test_everybody_on_the_machine_can_start_what_was_unpacked_by_a_careful_user(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        unpack(archive(("lib", tarfile.DIRTYPE, ""), ("lib/deep/file", tarfile.REGTYPE, "")), tmp_path / "new")
    finally:
        os.umask(before)
    folders = [tmp_path / "new" / name for name in ("", "lib", "lib/deep")]
    assert {folder.stat().st_mode & 0o7777 for folder in folders} == {0o755}
