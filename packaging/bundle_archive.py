"""The archives of the form that replaces itself: what a user unpacks, and what one version sends to the next.

cloud-switchboard/
  cloud-switchboard    starts the current version
  install              puts it into the menu
  current -> versions/N
  versions/N/          a bundle
"""

from __future__ import annotations

import argparse
import os
import shutil
import tarfile
from pathlib import Path

import bundle
from bundle import BUILD, INSIDE
from bundle_deb import LINUX, NAME
from dev_console import ROOT, StepFailed, say

UPDATES = ("address", "root.json")  # of the folder that `--updates` names


def build(rest: list[str]) -> int:
    """The archive that replaces itself, in build/; `--updates FOLDER` says from where (address, root.json)."""
    parser = argparse.ArgumentParser(prog="dev.py archive", add_help=False)
    parser.add_argument("--updates", type=Path)
    given, others = parser.parse_known_args(rest)
    version = bundle.wanted_version(others)
    for archive in packed(laid_out(version, bundle.made(version), given.updates), version):
        say(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.0f} MB")
    return 0


def laid_out(version: str, program: Path, updates: Path | None = None) -> Path:
    """The folder as a user has it after unpacking."""
    home = BUILD / "archive" / NAME
    shutil.rmtree(home, ignore_errors=True)
    own = bundle.copy(program, home / "versions" / version)
    linux = own / "linux"
    (linux / "icons").mkdir(parents=True)
    for picture in (BUILD / "icons").glob("*.png"):
        shutil.copyfile(picture, linux / "icons" / picture.name)
    shutil.copyfile(ROOT / "frontend" / "icon.svg", linux / "icons" / f"{NAME}.svg")
    shutil.copyfile(LINUX / f"{NAME}.desktop", linux / f"{NAME}.desktop")
    if updates is not None:
        _put_source(updates, own / INSIDE / "updates")
    shutil.copy2(LINUX / "launcher", home / NAME)
    shutil.copy2(LINUX / "install", home / "install")
    (home / "current").symlink_to(Path("versions") / version)
    return home


def _put_source(updates: Path, inside: Path) -> None:
    if missing := [name for name in UPDATES if not (updates / name).is_file()]:
        raise StepFailed(f"{updates} lacks {' and '.join(missing)}")
    inside.mkdir()
    for name in UPDATES:
        shutil.copyfile(updates / name, inside / name)


def packed(home: Path, version: str) -> tuple[Path, Path]:
    """The archive for a person, and the one for the update server, which holds the version alone."""
    whole = BUILD / f"{NAME}-{version}-linux-x86_64.tar.gz"
    update = BUILD / "updates" / f"{NAME}-{version}.tar.gz"
    update.parent.mkdir(exist_ok=True)
    _pack(home, NAME, whole)
    _pack(home / "versions" / version, ".", update)
    return whole, update


def _pack(folder: Path, name: str, archive: Path) -> None:
    """Nobody's in particular: whoever unpacks it owns it."""

    def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return member

    beside = archive.with_name(f"{archive.name}.{os.getpid()}.new")
    with tarfile.open(beside, "w:gz", compresslevel=6) as tar:
        tar.add(folder, name, filter=anonymous)
    beside.replace(archive)
