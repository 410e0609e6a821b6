"""Archives of the demo's update server: this very installation under another number, or a small stand-in."""

from __future__ import annotations

import io
import os
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

Progress = Callable[[int, int], None]

PROGRAM = "cloud-switchboard"
VERSION = "VERSION"  # the file of a bundle that holds its number
INSTALLED_BY = "INSTALLED_BY"  # a package's mark, which a version that replaces itself does not have
FAST = 1  # of gzip's levels: hundreds of megabytes are packed while somebody waits
STAND_INS = {
    "works": "#!/bin/sh\nexit 0\n",
    "exits": "#!/bin/sh\nexit 1\n",
    "hangs": "#!/bin/sh\nexec sleep 3600\n",
}


def bundle() -> tuple[Path, Path] | None:
    """This installation and the folder of its data, when it is a bundle."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent
    return folder, Path(getattr(sys, "_MEIPASS", folder)).resolve()


def pack_bundle(archive: Path, version: str, source: tuple[Path, Path], progress: Progress) -> None:
    """The installation `source`, whose file VERSION says `version`; progress in bytes. Raises OSError."""
    folder, data = source
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    left_out = {data / VERSION, data / INSTALLED_BY}
    done = 0

    def count(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        nonlocal done
        done += member.size
        progress(done, total)
        return None if folder / member.name in left_out else _of_nobody(member)

    with _written(archive) as tar:
        tar.add(folder, ".", filter=count)
        _add(tar, str((data / VERSION).relative_to(folder)), version, 0o644)


def pack_stand_in(archive: Path, version: str, kind: str) -> None:
    """A program of one line. Raises OSError."""
    with _written(archive) as tar:
        _add(tar, PROGRAM, STAND_INS[kind], 0o755)
        _add(tar, f"_internal/{VERSION}", version, 0o644)


class _written:  # noqa: N801 - a context manager, used as a function
    """A new archive that has its name only when it is whole."""

    def __init__(self, archive: Path) -> None:
        self._archive, self._beside = archive, archive.with_name(f"{archive.name}.new")
        self._tar = tarfile.open(self._beside, "w:gz", compresslevel=FAST)  # noqa: SIM115

    def __enter__(self) -> tarfile.TarFile:
        return self._tar

    def __exit__(self, failed: object, *_: object) -> None:
        self._tar.close()
        if failed is None:
            os.replace(self._beside, self._archive)
        else:
            self._beside.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, text: str, mode: int) -> None:
    member = tarfile.TarInfo(name)
    content = text.encode()
    member.size, member.mode = len(content), mode
    tar.addfile(member, io.BytesIO(content))


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
