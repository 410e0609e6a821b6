"""The Windows installer, by makensis. It holds the bundle, elsewhere than on Windows a stand-in to try it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import bundle
import dev_setup
import dev_system
from bundle import BUILD, INSIDE
from dev_console import ROOT, StepFailed, say, step
from dev_setup import PACKAGING

WINDOWS = PACKAGING / "windows"
PROGRAM = "cloud-switchboard.exe"


def build(rest: list[str]) -> int:
    """The Windows installer, in build/; needs NSIS; anywhere but on Windows it holds a stand-in for the program."""
    version = bundle.wanted_version(rest)
    if os.name == "nt":
        folder, name = bundle.made(version), f"cloud-switchboard-{version}-setup.exe"
    else:
        dev_setup.set_up("test")
        dev_system.ensure(["nsis"])
        bundle.draw_icons()
        folder, name = stand_in(BUILD / "stand-in", version), f"cloud-switchboard-{version}-stand-in-setup.exe"
    installer = compiled(BUILD / name, folder, version)
    say(f"{installer.relative_to(ROOT)}: {installer.stat().st_size / 1e6:.0f} MB")
    return 0


def compiled(installer: Path, folder: Path, version: str, target: str = "") -> Path:
    """The installer of this folder; `target` is NSIS's name of another machine than the 32-bit one for all."""
    numbers = [*version.split("."), "0", "0", "0"][:4]
    defined = {
        "VERSION": version,
        "VERSION4": ".".join(numbers),
        "BUNDLE": folder,
        "ICON": BUILD / "icons" / "app.ico",
        "LICENCE": ROOT / "LICENSE",
        "OUT": installer,
    }
    _make("Windows installer (makensis)", WINDOWS / "cloud-switchboard.nsi", defined, target)
    return installer


def stand_in(folder: Path, version: str, target: str = "") -> Path:
    """A folder like that of the bundle, with a program that only writes down that it was started."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / INSIDE).mkdir(parents=True)
    (folder / INSIDE / "VERSION").write_text(version + "\n", encoding="utf-8")
    _make("Stand-in for the program (makensis)", WINDOWS / "stand-in.nsi", {"OUT": folder / PROGRAM}, target)
    return folder


def _make(title: str, script: Path, defined: Mapping[str, object], target: str) -> None:
    options = [f"-D{name}={value}" for name, value in defined.items()]
    options.append(f"-DTARGET={target}" if target else "-WX")
    # A warning is an error: it is a sentence that one of the languages lacks, or a variable that nobody reads.
    step(title, [makensis(), "-V3", "-INPUTCHARSET", "UTF8", *options, script])


def makensis() -> str:
    """The compiler, in the PATH or where its own installer puts it; raises StepFailed."""
    usual = os.environ.get("PROGRAMFILES(X86)", "") + r"\NSIS"
    found = shutil.which("makensis") or shutil.which("makensis", path=usual)
    if found is None:
        raise StepFailed("NSIS is missing. On Windows: https://nsis.sourceforge.io ; on Debian: apt-get install nsis")
    return found
