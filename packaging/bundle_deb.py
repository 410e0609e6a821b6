"""The Debian package: the bundle in /usr/lib, a command, a menu entry that opens telephone links, and what it needs."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import bundle
import bundle_needs
from bundle import BUILD, INSIDE
from dev_console import ROOT, say, step
from dev_setup import PACKAGING

LINUX = PACKAGING / "linux"
NAME = "cloud-switchboard"
MAINTAINER = "Cloud Switchboard maintainers <maintainers@cloud-switchboard.invalid>"
CHINESE = "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei"
# Opened by name while the program runs, so no linker knows of them: sound, certificates, the program that asks the
# desktop who opens links, and letters for its first language.
OPENED = ["libpulse0", "ca-certificates", "xdg-utils", CHINESE]
RECOMMENDED = [
    "libgl1-mesa-dri",
    "dbus-user-session | dbus-x11",
    "gnome-keyring | kwalletmanager",
    "pipewire-pulse | pulseaudio",
]


def build(rest: list[str]) -> int:
    """The Debian package, in build/; `--version N` as with bundle."""
    version = bundle.wanted_version(rest)
    package = packed(version, bundle.made(version))
    say(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.0f} MB")
    return 0


def packed(version: str, program: Path) -> Path:
    """The .deb of this bundle."""
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    bundle.copy(program, tree / "usr" / "lib" / NAME)
    (tree / "usr" / "lib" / NAME / INSIDE / "INSTALLED_BY").write_text("apt\n", encoding="utf-8")
    _make_plain(tree)
    _lay_out(tree / "usr")
    control = tree / "DEBIAN"
    control.mkdir()
    shutil.copy2(LINUX / "postrm", control / "postrm")
    (control / "control").write_text(control_file(version, program, tree), encoding="utf-8")
    (control / "md5sums").write_text(_sums(tree), encoding="utf-8")
    package = BUILD / f"{NAME}_{version}_{_architecture()}.deb"
    step("Debian package (dpkg-deb)", ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package])
    return package


def control_file(version: str, program: Path, tree: Path) -> str:
    """What dpkg is told of the package."""
    installed_kb = -(-int(bundle.size_mb(tree) * 1e6) // 1024)
    return f"""\
Package: {NAME}
Version: {version}
Architecture: {_architecture()}
Maintainer: {MAINTAINER}
Installed-Size: {installed_kb}
Section: net
Priority: optional
Depends: {", ".join(depends(program))}
Recommends: {", ".join(RECOMMENDED)}
Description: desktop telephone of a cloud switchboard (云总机)
 The telephone on the computer for enterprises whose switchboard lives at a
 telecom operator: find colleagues, call, answer and transfer.
 .
 企业总机设在运营商处，员工在电脑上查通讯录、拨号、接听和转接。
"""


def depends(program: Path) -> list[str]:
    """The packages without which the bundle does not run."""
    needs = bundle_needs.needs_of(program)
    packages = {*bundle_needs.packages_of(needs.libraries).values(), *OPENED} - {"libc6"}
    return [f"libc6 (>= {needs.glibc})", *sorted(packages)]


def _lay_out(usr: Path) -> None:
    """Everything but the bundle itself."""
    (usr / "bin").mkdir()
    (usr / "bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    share = usr / "share"
    _copy(LINUX / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    _copy(LINUX / "lintian-overrides", share / "lintian" / "overrides" / NAME)
    put_icons(share / "icons" / "hicolor")
    doc = share / "doc" / NAME
    doc.mkdir(parents=True)
    (doc / "copyright").write_text(_copyright(usr / "lib" / NAME / INSIDE), encoding="utf-8")
    _zip(ROOT / "CHANGELOG.md", doc / "CHANGELOG.md.gz")
    _zip(LINUX / f"{NAME}.1", share / "man" / "man1" / f"{NAME}.1.gz")


def put_icons(hicolor: Path) -> None:
    """The icon in every size, where desktops look for it."""
    for picture in (BUILD / "icons").glob("*.png"):
        _copy(picture, hicolor / f"{picture.stem}x{picture.stem}" / "apps" / f"{NAME}.png")
    _copy(ROOT / "frontend" / "icon.svg", hicolor / "scalable" / "apps" / f"{NAME}.svg")


def _copyright(inside: Path) -> str:
    """The parts' own words on their licences, below our own."""
    lines = [(LINUX / "copyright").read_text(encoding="utf-8").rstrip()]
    for metadata in sorted(inside.glob("*.dist-info/METADATA")):
        head = metadata.read_text(encoding="utf-8").partition("\n\n")[0]
        found = dict(re.findall(r"^([\w-]+): (.*)$", head, re.MULTILINE)[::-1])
        classified = re.findall(r"^Classifier: License :: (?:OSI Approved :: )?(.+)$", head, re.MULTILINE)
        licence = found.get("License-Expression") or ", ".join(classified) or found.get("License") or "see its folder"
        lines.append(f" {found['Name']} {found['Version']}: {licence}")
    return "\n".join(lines) + "\n"


def _make_plain(tree: Path) -> None:
    """Programs and libraries by the modes that Debian gives them."""
    for path in tree.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif path.is_file():
            path.chmod(0o755 if path.name in (NAME, "QtWebEngineProcess") else 0o644)


def _sums(tree: Path) -> str:
    files = (path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files
        if "DEBIAN" not in path.parts
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _zip(source: Path, target: Path) -> None:
    """Compressed as Debian wants it, the same each time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
