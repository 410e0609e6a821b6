"""An administration for a test, with files as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.switchboard.admin.administration import Administration
from backend.switchboard.admin.imports import File, Import
from backend.switchboard.admin.objections import Objection, Refused
from backend.switchboard.world import Enterprise, Person, World
from backend.switchboard.world_file import load_world

LANJING = "lanjing"
DEPARTMENTS = "id,name,parent\nzb,总部,\nsw,商务部,zb\nck,仓库,zb\n"
PEOPLE = """姓名,分机号,手机号码,部门,职务,呼叫权限,呼叫模式
何雨桐,257,138 0000 8057,总部/商务部,经理,国内,网络
石磊,202,13800002202,仓库,,local,callback
新人,210,,sw,,,
"""


@dataclass
class Administered:
    """The administration, its world and its folder."""

    administration: Administration
    world: World
    folder: Path

    async def take(self, only_check: bool = False, update: bool = False, **files: str | bytes) -> list[Enterprise]:
        """Import these files into the enterprise whose policy is shared."""
        given: dict[str, Any] = {
            name: File(f"{name}.csv", text.encode() if isinstance(text, str) else text) for name, text in files.items()
        }
        return await self.administration.take(Import(LANJING, update=update, **given), only_check)

    async def objections(self, update: bool = False, **files: Any) -> list[Objection]:
        """What is wrong with these files; nothing has changed."""
        before = self.world.enterprises
        with pytest.raises(Refused) as refused:
            await self.take(update=update, **files)
        assert self.world.enterprises == before
        assert not list(self.folder.iterdir())
        return refused.value.objections

    def person(self, extension: str) -> Person:
        """Somebody of the enterprise, now."""
        enterprise = self.world.enterprise(LANJING)
        found = enterprise.by_extension(extension) if enterprise else None
        assert found is not None
        return found

    def again(self) -> Administered:
        """The same folder after a restart."""
        return administered(self.folder)


def administered(folder: Path) -> Administered:
    """An administration of the ordinary world."""
    world = load_world()
    return Administered(Administration(world, folder), world, folder)


def places(objections: list[Objection]) -> list[tuple[int, str, str]]:
    """Line, column and code of each."""
    return [(one.line, one.column, one.code) for one in objections]
