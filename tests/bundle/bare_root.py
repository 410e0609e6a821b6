"""A Debian with nothing on it, in a folder: as near as one machine comes to a fresh computer.

Programs run in it by chroot and share this machine's kernel, network and screen, but no file. They run as root: a
browser engine cannot shut itself in as somebody else there. The person's home is one of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUITE = "bookworm"
PLACE = Path("/var/tmp")  # a disk, where /tmp may be memory
GIVEN = "CLOUD_SWITCHBOARD_BARE_ROOT"  # names one made before, to be copied
MOUNTS = ("proc", "sys", "dev")
# How this machine reaches the network, which the other one shares.
NETWORK = ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt")
HOME = "home/person"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
# Where packages and the programs of the system note down what was installed.
NOTES = ("var/lib/apt", "var/lib/dpkg", "var/cache", "var/log", "etc/ld.so.cache")


def hindrance() -> str:
    """Why none can be made here, "" when one can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "only root on Linux may change the root"
    if shutil.which("debootstrap") is None and GIVEN not in os.environ:
        return "debootstrap is missing"
    with_mounts = ["unshare", "--mount", "true"]
    return "" if subprocess.run(with_mounts, capture_output=True, check=False).returncode == 0 else "no right to mount"


class BareRoot:
    """Made by `made`, which takes it away again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / HOME

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command in it; what it said. AssertionError when it failed."""
        ran = subprocess.run(
            ["chroot", self.folder, *command],
            env={"PATH": PATH, "HOME": f"/{HOME}", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = ran.stdout + ran.stderr
        assert ran.returncode == 0 or not check, f"{' '.join(command)}: {said[-3000:]}"
        return said

    def files(self) -> set[str]:
        """Everything in it but homes, the other machine's folders, and what the system notes down."""
        skipped = {self.folder / name for name in (*MOUNTS, *NOTES, "home", "root", "tmp", "run")}
        found = set()
        for where, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if Path(where, name) not in skipped]
            found |= {str(Path(where, name).relative_to(self.folder)) for name in (*folders, *names)}
        return found - set(NOTES)

    def entrance(self, program: str, script: Path) -> str:
        """A program of this machine that is `program` of that one, with the person's home."""
        own = f"HOME=/{HOME} XDG_RUNTIME_DIR=/{HOME}/run PATH={PATH} LANG=C.UTF-8"
        script.write_text(f'#!/bin/sh\nexec chroot "{self.folder}" /usr/bin/env {own} {program} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def connect(self) -> None:
        """Give it network, processes and devices. A screen's abstract socket is seen from there as it is."""
        for name in NETWORK:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(f"/{name}", target)
        for name in MOUNTS:
            subprocess.run(["mount", "--rbind", f"/{name}", self.folder / name], check=True)
            subprocess.run(["mount", "--make-rslave", self.folder / name], check=True)
        (self.home / "run").mkdir(parents=True, mode=0o700)

    def remove(self) -> None:
        """Take the mounts away first: what they show is this machine's. While there is one left nothing is removed, and
        OSError raised."""
        for place in self._mounts():
            subprocess.run(["umount", "--lazy", place], check=True)
        if left := self._mounts():
            raise OSError(f"still mounted: {left}")
        subprocess.run(["rm", "-rf", "--one-file-system", self.folder], check=True)

    def _mounts(self) -> list[str]:
        """Where something is mounted in it, the innermost first."""
        places = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()]
        return sorted((place for place in places if Path(place).is_relative_to(self.folder)), reverse=True)


@contextmanager
def made(name: str) -> Iterator[BareRoot]:
    """A new one, copied from the one that the environment names or made by debootstrap."""
    root = BareRoot(PLACE / f"{name}-{os.getpid()}")
    try:
        if given := os.environ.get(GIVEN):
            subprocess.run(["cp", "-a", given, root.folder], check=True)
        else:
            subprocess.run(["debootstrap", "--variant=minbase", SUITE, root.folder], check=True, capture_output=True)
        root.connect()
        yield root
    finally:
        root.remove()
