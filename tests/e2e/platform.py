"""A local switchboard of one's own, with another world, beside a program that only knows its address."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from backend.provisioning.address import VARIABLE
from backend.switchboard.world import DEFAULT_WORLD
from tests.e2e.simulated_phones import SimulatedPhones
from tests.program import Program, own_environment


class LocalPlatform(Program):
    """Use as a context manager. `port` 0 takes any."""

    def __init__(self, folder: Path, world: Path = DEFAULT_WORLD, port: int = 0) -> None:
        self._folder = folder
        arguments = ("--data", str(folder), "--world", str(world), "--http-port", str(port))
        super().__init__(folder / "out.log", own_environment(HOME=str(folder)), "backend.switchboard", *arguments)
        self._ready = json.loads(self.next_line())
        self.phones = SimulatedPhones(self._ready["simulator"])

    @property
    def environment(self) -> dict[str, str]:
        """What tells a program where its platform is."""
        return {VARIABLE: self._ready["api"]}


def world_with(folder: Path, **settings: float) -> Path:
    """The usual world with other times, in a folder of its own."""
    shutil.copytree(DEFAULT_WORLD.parent / "pictures", folder / "pictures")
    text = DEFAULT_WORLD.read_text("utf-8")
    for name, value in settings.items():
        text, count = re.subn(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
        if not count:  # the usual world leaves it at its default
            text = text.replace("[settings]\n", f"[settings]\n{name} = {value}\n", 1)
    world = folder / "world.toml"
    world.write_text(text, "utf-8")
    return world
