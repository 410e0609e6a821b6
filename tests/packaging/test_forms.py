"""The forms the program is handed out in: Debian package, archive, Windows installer."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

import bundle_archive
import bundle_deb
import bundle_installer
import pytest
import tomli

from tests.architecture.tree import ROOT

WINDOWS = ROOT / "packaging" / "windows"
LINUX = ROOT / "packaging" / "linux"
LINKS = ("tel", "sip", "callto")


@pytest.fixture
def small_bundle(tmp_path: Path) -> Path:
    """A bundle of one real program."""
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    (folder / "cloud-switchboard").write_bytes(Path("/bin/true").read_bytes())
    (folder / "cloud-switchboard").chmod(0o755)
    return folder


def test_m0_python_3_10_to_3_12_from_source() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.10,<3.13"


def test_m0_an_older_windows_is_refused_in_words_before_anything_is_written() -> None:
    script = (WINDOWS / "cloud-switchboard.nsi").read_text(encoding="utf-8")
    checks = (WINDOWS / "checks.nsh").read_text(encoding="utf-8")
    assert "!define OLDEST_BUILD 17763" in script
    assert re.search(r"AtLeastWin10}\n.*AtLeastBuild} \$\{OLDEST_BUILD}\n.*RunningX64}\n\s+Return", checks)
    assert re.search(r"Function \.onInit\n\s+Call RefuseOldWindows", script)
    told = re.search(r'SAY TOO_OLD "(.+?)" "(.+?)"', (WINDOWS / "words.nsh").read_text(encoding="utf-8"))
    assert told is not None
    assert "Windows XP、7 和 8" in told[1]
    assert "Windows XP, 7 and 8" in told[2]


def test_m1_the_wizard_speaks_chinese_and_english_and_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_installer, "BUILD", tmp_path)
    (tmp_path / "icons").mkdir()
    subprocess.run([sys.executable, ROOT / "packaging" / "make_icons.py", tmp_path / "icons"], check=True)
    folder = bundle_installer.stand_in(tmp_path / "stand-in", "1.2")
    installer = bundle_installer.compiled(tmp_path / "cloud-switchboard-setup.exe", folder, "1.2")
    assert installer.read_bytes()[:2] == b"MZ"
    script = (WINDOWS / "cloud-switchboard.nsi").read_text(encoding="utf-8")
    assert re.findall(r"^!insertmacro MUI_LANGUAGE (\w+)$", script, re.MULTILINE) == ["SimpChinese", "English"]


def test_m1_at_the_end_of_the_wizard_the_program_may_be_started_at_once() -> None:
    script = (WINDOWS / "cloud-switchboard.nsi").read_text(encoding="utf-8")
    assert "!define MUI_FINISHPAGE_RUN\n" in script
    assert 'SAY RUN_NOW "立即运行云总机" "Run Cloud Switchboard now"' in (WINDOWS / "words.nsh").read_text("utf-8")


def test_every_form_offers_to_open_telephone_links() -> None:
    entry = configparser.RawConfigParser(strict=True)
    entry.read(LINUX / "cloud-switchboard.desktop", "utf-8")
    types = entry["Desktop Entry"]["MimeType"].strip(";").split(";")
    assert types == [f"x-scheme-handler/{link}" for link in LINKS]
    script = (WINDOWS / "cloud-switchboard.nsi").read_text(encoding="utf-8")
    assert tuple(re.findall(r'Capabilities\\URLAssociations" "(\w+)"', script)) == LINKS
    spec = (ROOT / "packaging" / "cloud-switchboard.spec").read_text(encoding="utf-8")
    assert '"CFBundleURLSchemes": ["tel", "sip", "callto"]' in spec


def test_m1_the_debian_package_names_all_it_needs(small_bundle: Path, tmp_path: Path) -> None:
    control = bundle_deb.control_file("1.2", small_bundle, tmp_path)
    fields = dict(re.findall(r"^(\S+): (.*)$", control, re.MULTILINE))
    assert fields["Version"] == "1.2"
    depends = fields["Depends"].split(", ")
    assert re.fullmatch(r"libc6 \(>= 2\.\d+\)", depends[0])
    assert {"libpulse0", "xdg-utils", "ca-certificates"} < set(depends)
    assert "fonts-noto-cjk" in control


def test_the_archive_is_started_and_put_into_the_menu_also_where_the_path_is_unusual(
    small_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / '我的 程序 100% $HOME `x` "q"'
    monkeypatch.setattr(bundle_archive, "BUILD", place)
    (place / "icons").mkdir(parents=True)
    (place / "icons" / "16.png").touch()
    home = bundle_archive.laid_out("1.2", small_bundle)
    assert os.readlink(home / "current") == "versions/1.2"
    subprocess.run([home / "cloud-switchboard"], check=True)
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_DATA_HOME": ""}
    subprocess.run([home / "install"], env=environment, check=True, capture_output=True)
    share = tmp_path / "home" / ".local" / "share"
    entry = (share / "applications" / "cloud-switchboard.desktop").read_text("utf-8")
    quoted = re.search(r'^Exec="(.+)" %u$', entry, re.MULTILINE)
    assert quoted is not None
    plain = re.sub(r"\\\\([\\\"`$])", r"\1", quoted[1]).replace("%%", "%")
    assert plain == str(home / "cloud-switchboard")
    assert (share / "icons/hicolor/16x16/apps/cloud-switchboard.png").exists()
    subprocess.run([home / "install", "--remove"], env=environment, check=True, capture_output=True)
    assert not [path for path in share.rglob("*cloud-switchboard*") if path.is_file()]
