"""The bundle: the program with Python and all its parts in one folder, which needs nothing installed but a desktop."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dev_setup
import dev_system
from dev_console import ROOT, StepFailed, say, step
from dev_setup import PACKAGING, PYTHON

BUILD = ROOT / "build"
BUNDLE = BUILD / "bundle" / "cloud-switchboard"
INSIDE = "_internal"  # PyInstaller's folder for everything but the executable
SOURCES = ("backend", "frontend", "packaging")
# Wheels that carry libraries of others were given new paths after they were linked; stripped, such a file is broken.
UNSTRIPPED = re.compile(r"\.libs/|/(pjsua2|numpy|PIL)/")
VERSION = re.compile(r"\d+(\.\d+){0,3}")


def build(rest: list[str]) -> int:
    """The bundle in build/bundle; `--version N` gives it another number than pyproject.toml."""
    print_size(made(wanted_version(rest)))
    return 0


def wanted_version(rest: list[str]) -> str:
    """The version on the command line, or that of pyproject.toml; raises StepFailed for one that is none."""
    parser = argparse.ArgumentParser(prog="dev.py bundle")
    parser.add_argument("--version", default=project_version())
    version: str = parser.parse_args(rest).version
    if not VERSION.fullmatch(version):
        raise StepFailed(f"{version} is no version: up to four numbers with dots between them are.")
    return version


def project_version() -> str:
    """What pyproject.toml says."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', text, re.MULTILINE)[1]  # type: ignore[index]


def made(version: str) -> Path:
    """The folder of the bundle with this version; it is frozen again only when something that goes into it changed."""
    dev_setup.set_up("test")
    dev_system.ensure(dev_system.bundle_packages())
    stamp, now = BUNDLE.with_name("inputs"), _inputs()
    if not BUNDLE.is_dir() or not stamp.is_file() or stamp.read_text(encoding="utf-8") != now:
        stamp.unlink(missing_ok=True)
        _freeze()
        stamp.write_text(now, encoding="utf-8")
    (BUNDLE / INSIDE / "VERSION").write_text(version + "\n", encoding="utf-8")
    return BUNDLE


def _freeze() -> None:
    draw_icons()
    command: list[str | Path] = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--workpath", BUILD / "pyinstaller", "--distpath", BUNDLE.parent]
    # Hashes of strings decide the order of things in archives; a fixed seed makes the same bundle again.
    environment = {"PYTHONHASHSEED": "0", "BUNDLE_VERSION": project_version()}
    step("The bundle (PyInstaller)", [*command, PACKAGING / "cloud-switchboard.spec"], environment)
    if sys.platform.startswith("linux"):
        _strip(path for path in BUNDLE.rglob("*.so*") if not UNSTRIPPED.search(path.as_posix()))


def draw_icons() -> Path:
    """The folder of the program's icon in all sizes."""
    icons = BUILD / "icons"
    step("Icons", [PYTHON, PACKAGING / "make_icons.py", icons])
    return icons


def _strip(libraries: Iterator[Path]) -> None:
    """Takes out what only a debugger reads."""
    for path in libraries:
        subprocess.run(["strip", "--strip-unneeded", path], check=True)


def _inputs() -> str:
    """Changes with the sources and with what is installed."""
    digest = hashlib.sha256(dev_setup.LOCKS["test"].read_bytes())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not {"__pycache__", "node_modules", "docs"} & set(path.parts):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def size_mb(folder: Path) -> float:
    """What the files of a folder take, in MB of 1,000,000 bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def print_size(folder: Path) -> None:
    """Says where the bundle is and how large."""
    say(f"{os.path.relpath(folder)}: {size_mb(folder):.0f} MB")


def copy(source: Path, target: Path) -> Path:
    """A copy of a folder in the place of whatever was there."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, symlinks=True)
    return target
