"""Takes a checked archive apart: nothing lands outside its folder, and what is no program is no version."""

from __future__ import annotations

import os
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from backend.core.errors import UpdateRefused
from backend.updates.installation import PROGRAM


def unpack(archive: BinaryIO, folder: Path) -> None:
    """Fill `folder`. Errors: UpdateRefused `update_broken`; OSError of the disk."""
    try:
        with tarfile.open(fileobj=archive, mode="r:gz") as tar:
            # Python before 3.11.4 has no filter; what is checked here is enough for both.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            tar.extractall(folder, members=_checked(tar))
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise UpdateRefused("update_broken") from error
    except OSError as error:
        if error.errno is None:  # gzip's own complaint about what it reads
            raise UpdateRefused("update_broken") from error
        raise
    for place, _, _ in os.walk(folder):  # the user's own mask would shut out the others of this machine
        os.chmod(place, 0o755)
    program = folder / PROGRAM
    if not program.is_file() or not os.access(program, os.X_OK):
        raise UpdateRefused("update_broken")


def _checked(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Files, folders and links that stay inside, none of them reached through a link. Raises tarfile.TarError."""
    links: set[str] = set()
    for member in tar:
        name = _inside(member.name)
        if any(str(above) in links for above in PurePosixPath(name).parents):
            raise tarfile.ExtractError("through a link")
        if member.issym():
            _inside(posixpath.join(posixpath.dirname(name), member.linkname))
            links.add(name)
        elif member.islnk():
            _inside(member.linkname)
        elif not (member.isfile() or member.isdir()):
            raise tarfile.ExtractError("neither file, folder nor link")
        member.mode &= 0o755
        yield member


def _inside(name: str) -> str:
    """The shortest form of a name below the folder. Raises tarfile.ExtractError for one that leads out of it."""
    path = posixpath.normpath(name)
    if path.startswith(("/", "../")) or path == "..":
        raise tarfile.ExtractError("outside")
    return path
