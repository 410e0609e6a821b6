"""What a bundle needs of the machine: the libraries it is linked with and does not carry, as Debian's packages."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dev_console import StepFailed


@dataclass(frozen=True)
class Needs:
    """`libraries` are the machine's, by file name; `glibc` is the oldest version of the C library that will do."""

    libraries: frozenset[str]
    glibc: str


def needs_of(bundle: Path) -> Needs:
    """Read from every program and library of the bundle, as the linker would."""
    files = [path for path in bundle.rglob("*") if path.is_file() and _is_elf(path)]
    said = "".join(
        _output("objdump", "-p", *map(str, files[start : start + 100])) for start in range(0, len(files), 100)
    )
    needed = set(re.findall(r"^\s+NEEDED\s+(\S+)", said, re.MULTILINE))
    versions = {tuple(map(int, found.split("."))) for found in re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)", said)}
    carried = {path.name for path in files}
    return Needs(frozenset(needed - carried), ".".join(map(str, max(versions))))


def packages_of(libraries: frozenset[str]) -> dict[str, str]:
    """Debian's package of each library; raises StepFailed for one that this machine has from nowhere."""
    places = dict(re.findall(r"^\s+(\S+) \(libc6,[^)]*\) => (\S+)", _output("ldconfig", "-p"), re.MULTILINE))
    paths = {name: _either_way(places[name]) for name in libraries & places.keys()}
    said = _output("dpkg", "-S", *{path for both in paths.values() for path in both})
    owners = {path: packages.split(":")[0] for packages, path in re.findall(r"^(\S+): (/\S+)$", said, re.MULTILINE)}
    found = {name: owners.get(paths[name][0]) or owners.get(paths[name][1]) for name in sorted(paths)}
    if unknown := [name for name in sorted(libraries) if not found.get(name)]:
        raise StepFailed(f"The bundle is linked with libraries of no package of this machine: {', '.join(unknown)}")
    return {name: package for name, package in found.items() if package}


def _either_way(path: str) -> tuple[str, str]:
    """dpkg knows a file by the path it was packed with, which may or may not begin with /usr."""
    plain = path.removeprefix("/usr")
    return plain, f"/usr{plain}"


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
