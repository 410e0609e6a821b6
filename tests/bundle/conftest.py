"""What the bundle's stories stand on: the packages of this tree, made anew when something in it changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bundle
import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.bundle import bare_root
from tests.desktop_session import DesktopSession
from tests.program import ROOT


def made(form: str, pattern: str) -> Path:
    """What `dev.py FORM` makes."""
    subprocess.run([sys.executable, ROOT / "packaging" / "dev.py", form], check=True)
    found: Path = max((ROOT / "build").glob(pattern), key=lambda path: path.stat().st_mtime)
    return found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def package() -> Path:
    """The Debian package."""
    return made("deb", f"*_{bundle.project_version()}_*.deb")


@pytest.fixture(scope="package")
def archive() -> Path:
    """The archive that replaces itself."""
    return made("archive", f"*-{bundle.project_version()}-linux-*.tar.gz")


@pytest.fixture
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DesktopSession]:
    """Each story leaves a last picture of its desktop."""
    with DesktopSession(tmp_path / "home") as started:
        yield started
        started.screenshot(ROOT / "build" / "bundle-stories" / f"{request.node.name}.png")


@pytest.fixture
def root() -> Iterator[bare_root.BareRoot]:
    if why := bare_root.hindrance():
        pytest.skip(why)
    with bare_root.made("cloud-switchboard-root") as fresh:
        yield fresh
