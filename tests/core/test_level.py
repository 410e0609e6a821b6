"""How loud it is: measured while somebody asks."""

from __future__ import annotations

from backend.core.state import SoundLevel
from tests.core.conftest import Bench


def test_asking_has_the_phone_measure_once_a_second(office: Bench) -> None:
    for _ in range(10):
        assert office.parts.level.ask() == SoundLevel(-90.0, -90.0)
        office.loop.advance(0.1)
    assert office.line.names().count("measure_level") == 1
    office.parts.level.ask()
    assert office.line.told[-1] == ("measure_level", True)
    assert office.line.names().count("measure_level") == 2


def test_a_level_is_told_until_it_is_old(office: Bench) -> None:
    office.parts.on_level(-20.5, -33.0)
    assert office.parts.level.ask() == SoundLevel(-20.5, -33.0)
    office.loop.advance(1.5)
    assert office.parts.level.ask() == SoundLevel()
