"""How the program came onto the machine."""

from __future__ import annotations

from pathlib import Path

from backend.updates import installation


def test_what_starts_the_program_at_login_outlives_the_version(tmp_path: Path) -> None:
    bundle = tmp_path / "versions" / "1.0.0"
    bundle.mkdir(parents=True)
    (tmp_path / "current").symlink_to(bundle)
    found = installation.of(bundle / "cloud-switchboard", bundle)
    assert found.lasting == tmp_path / "current" / "cloud-switchboard"
    assert installation.of(tmp_path / "cloud-switchboard", tmp_path).lasting == tmp_path / "cloud-switchboard"
