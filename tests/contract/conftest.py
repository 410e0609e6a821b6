"""The stages of the phone's contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.phone_stage import Stage, make_stage
from tests.fakes.sound import no_sound


@pytest.fixture(params=["fake", "udp", "tcp"])
def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stage]:
    """A phone that has not been started, on a machine without sound."""
    for name, value in no_sound(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = make_stage(request.param)
    yield made
    made.close()
