"""What goes into the bundle and what it needs of the machine, without building it."""

from __future__ import annotations

from pathlib import Path

import bundle
import bundle_needs
import pytest
from bundle_parts import Entry, trimmed
from dev_console import StepFailed

QT = "PyQt6/Qt6"
ENTRIES: list[Entry] = [
    ("PyQt6/QtCore.abi3.so", "/v/QtCore.abi3.so", "EXTENSION"),
    (f"{QT}/lib/libQt6Core.so.6", "/v/libQt6Core.so.6", "BINARY"),
    (f"{QT}/lib/libQt6Pdf.so.6", "/v/libQt6Pdf.so.6", "BINARY"),
    (f"{QT}/lib/libicu.so.73", "/v/libicu.so.73", "BINARY"),
    (f"{QT}/plugins/platforms/libqxcb.so", "/v/libqxcb.so", "BINARY"),
    (f"{QT}/plugins/imageformats/libqpdf.so", "/v/libqpdf.so", "BINARY"),
    (f"{QT}/qml/QtQuick/libqml.so", "/v/libqml.so", "BINARY"),
    (f"{QT}/translations/qtbase_de.qm", "/v/qtbase_de.qm", "DATA"),
    (f"{QT}/translations/qtwebengine_locales/zh-CN.pak", "/v/zh-CN.pak", "DATA"),
    (f"{QT}/translations/qtwebengine_locales/de.pak", "/v/de.pak", "DATA"),
    (f"{QT}/resources/qtwebengine_devtools_resources.pak", "/v/devtools.pak", "DATA"),
    ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY"),
    ("libssl.so.3", "/usr/lib/libssl.so.3", "BINARY"),
    ("libxcb-cursor.so.0", "/usr/lib/libxcb-cursor.so.0", "BINARY"),
    ("libglib-2.0.so.0", "/usr/lib/libglib-2.0.so.0", "BINARY"),
    ("libQt6Core.so.6", f"{QT}/lib/libQt6Core.so.6", "SYMLINK"),
    ("frontend/index.html", "/r/frontend/index.html", "DATA"),
    ("flask-3.dist-info/direct_url.json", "/v/direct_url.json", "DATA"),
]
LINKED = {
    "/v/QtCore.abi3.so": ["libQt6Core.so.6", "libglib-2.0.so.0"],
    "/v/libQt6Core.so.6": ["libicu.so.73"],
    "/v/libqxcb.so": ["libxcb-cursor.so.0"],
    "/v/libqpdf.so": ["libQt6Pdf.so.6"],
    "/usr/lib/libpython3.11.so.1.0": ["libssl.so.3"],
}


def test_the_bundle_carries_what_the_program_uses_and_leaves_the_desktop_to_the_machine() -> None:
    kept = {where for where, _, _ in trimmed(ENTRIES, lambda source: LINKED.get(source, []))}
    assert kept == {
        "PyQt6/QtCore.abi3.so",
        f"{QT}/lib/libQt6Core.so.6",
        f"{QT}/lib/libicu.so.73",
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/translations/qtwebengine_locales/zh-CN.pak",
        "libpython3.11.so.1.0",
        "libssl.so.3",
        "libxcb-cursor.so.0",
        "frontend/index.html",
    }


@pytest.mark.parametrize("version", ["", "1.2.3.4.5", "1.0-beta", "../1", "1 2"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(StepFailed, match="is no version"):
        bundle.wanted_version(["--version", version])


def test_without_a_version_it_is_the_projects() -> None:
    assert bundle.wanted_version([]) == bundle.project_version()


def test_what_a_program_is_linked_with_is_found_and_belongs_to_packages(tmp_path: Path) -> None:
    (tmp_path / "true").write_bytes(Path("/bin/true").read_bytes())
    (tmp_path / "text").write_text("no program", encoding="utf-8")
    needs = bundle_needs.needs_of(tmp_path)
    assert "libc.so.6" in needs.libraries
    assert needs.glibc >= "2."
    assert bundle_needs.packages_of(frozenset({"libc.so.6"})) == {"libc.so.6": "libc6"}
    with pytest.raises(StepFailed, match=r"libnobody\.so"):
        bundle_needs.packages_of(frozenset({"libnobody.so"}))
