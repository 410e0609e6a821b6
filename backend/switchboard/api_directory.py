"""The directory of an enterprise and the pictures of its people, as a client downloads them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from backend.switchboard.world import Department, Enterprise, Person

OPTIONAL = ("position", "extension", "mobile", "email", "permission")


@dataclass(frozen=True)
class Content:
    """Bytes to be served with an ETag; `packed` is the same, compressed by gzip; `people` is announced,
    and a directory has a `revision`."""

    body: bytes
    etag: str
    content_type: str
    packed: bytes | None = None
    people: int | None = None
    revision: str = ""


class Directories:
    """Made once for each state of an enterprise, when first asked for."""

    def __init__(self) -> None:
        self._directories: dict[str, tuple[Enterprise, Content]] = {}
        self._pictures: dict[Path, Content | None] = {}
        self._turn = asyncio.Lock()

    async def directory(self, enterprise: Enterprise) -> Content:
        """The whole directory as JSON, made on a thread where it has to be made: a large one takes a while."""
        async with self._turn:
            made_of, content = self._directories.get(enterprise.id, (None, None))
            if content is None or made_of is not enterprise:
                content = await asyncio.to_thread(self._make, enterprise)
                self._directories[enterprise.id] = (enterprise, content)
            return content

    def _make(self, enterprise: Enterprise) -> Content:
        departments = [_department(one) for one in enterprise.departments]
        people = [self._person(one) for one in enterprise.people]
        inside = _json({"departments": departments, "people": people})
        revision = hashlib.sha256(inside).hexdigest()[:16]
        body = f'{{"revision":"{revision}",'.encode() + inside[1:]
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        return Content(body, f'W/"{revision}"', "application/json", packed, len(people), revision)

    def picture(self, person: Person) -> Content | None:
        """The person's picture; None when there is none, or its file can no longer be read."""
        path = person.picture
        if path is None:
            return None
        if path not in self._pictures:
            self._pictures[path] = _read_picture(path)
        return self._pictures[path]

    def _person(self, person: Person) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "id": person.id,
            "name": person.name,
            "department_id": person.department_id,
            "order": person.order,
        }
        entry.update({name: value for name in OPTIONAL if (value := getattr(person, name)) is not None})
        if picture := self.picture(person):
            entry["picture_etag"] = picture.etag
        return entry


def content_response(request: web.Request, content: Content) -> web.Response:
    """200 with the content, compressed when the client takes that, or 304 when it has it already (RFC 9110)."""
    headers = {"ETag": content.etag, "Cache-Control": "private, no-cache"}
    if content.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if content.people:
        headers["X-People-Count"] = str(content.people)
    if _has(request.headers.get("If-None-Match", ""), content.etag):
        return web.Response(status=304, headers=headers)
    body = content.body
    if content.people is not None:
        headers["X-People-Count"] = str(content.people)
    if content.packed is not None and _takes_gzip(request.headers.get("Accept-Encoding", "")):
        body = content.packed
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, headers={**headers, "Content-Type": content.content_type})


def _department(department: Department) -> dict[str, Any]:
    return {
        "id": department.id,
        "name": department.name,
        "parent_id": department.parent_id,
        "order": department.order,
    }


def _read_picture(path: Path) -> Content | None:
    try:
        body = path.read_bytes()
    except OSError:
        return None
    kind = "image/png" if body.startswith(b"\x89PNG") else "image/jpeg"
    return Content(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"', kind)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _has(header: str, etag: str) -> bool:
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return "*" in given or etag.removeprefix("W/") in given


def _takes_gzip(header: str) -> bool:
    for entry in header.lower().split(","):
        name, _, parameters = entry.partition(";")
        if name.strip() in ("gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
