"""What of all that PyInstaller finds belongs into the bundle: most of Qt, for one, is not used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath

Entry = tuple[str, str, str]  # where it goes in the bundle, where it comes from ("" for a module), PyInstaller's kind
Needs = Callable[[str], Iterable[str]]  # the file names of the libraries that a library is linked with

# Python's own, and the small ones by which Qt speaks to X: a desktop does not always have them. All other libraries of
# the system come from the machine: two copies of glib, of the C++ library or of a graphics driver in one process break
# each other, and the machine's are kept safe by its updates.
CARRIED = re.compile(
    r"lib(python3|ssl|crypto|ffi|sqlite3|bz2|lzma|xcb-(cursor|icccm|image|keysyms|render-util|util))\b"
)
OF_THE_SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")

QT = "PyQt6/Qt6/"
PLUGINS = (
    "platforms/libqxcb",
    "platforms/libqwayland",
    "platforms/qwindows",
    "platforms/libqcocoa",
    "platforminputcontexts/libibus",
    "platforminputcontexts/libcompose",
    "platformthemes/libqxdgdesktopportal",
    "styles/",
    "wayland-",
    "xcbglintegrations/",
)
LANGUAGES = ("en-US", "zh-CN")
UNUSED = re.compile(
    r"""
    PyQt6/Qt6/qml/ |                                # there is no QML page
    PyQt6/Qt6/translations/[^/]*\.qm$ |             # Qt shows no text of its own
    PyQt6/Qt6/resources/.*(devtools|\.debug\.) |    # the inspector of pages, and what goes with a debugger
    numpy/_core/_simd\. | numpy/_core/_(multiarray|umath|struct_ufunc|rational|operand_flag)_tests\. |
    PIL/_(avif|webp|imagingcms|imagingft|imagingtk|imagingmath)\. |       # pictures are PNG and JPEG here
    .*\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json)$ |
    .*\.(pyi|pxd|pyx|c|h)$ | .*/py\.typed$ | lib[^/]+\.chk$
    """,
    re.VERBOSE,
)
# Only mentioned by what the program imports, and not needed for what it does with that.
EXCLUDED_MODULES = """
    tkinter test lib2to3 idlelib curses readline pydoc_data IPython matplotlib gi
    pytest _pytest hypothesis mypy mypyc pydantic pydantic_core psutil yaml pygments
    numpy.f2py numpy.distutils numpy.testing numpy.random numpy.typing.mypy_plugin
    PIL._avif PIL._webp PIL._imagingtk PIL._imagingcms PIL.ImageQt
    PyQt6.QtQuick PyQt6.QtQml PyQt6.QtQuickWidgets PyQt6.QtPositioning PyQt6.QtOpenGL PyQt6.QtPdf PyQt6.QtSvg
    webview.platforms.gtk webview.platforms.cocoa webview.platforms.android webview.platforms.cef
""".split()


def trimmed(entries: Iterable[Entry], needs: Needs) -> list[Entry]:
    """The entries that the program uses; a library stays only while something that stays is linked with it."""
    wanted = [entry for entry in entries if _wanted(*entry)]
    roots = [entry for entry in wanted if not _is_library(entry)]
    libraries = {PurePath(entry[0]).name: entry for entry in wanted if _is_library(entry)}
    kept: dict[str, Entry] = {}
    waiting = [source for _, source, kind in roots if kind in ("BINARY", "EXTENSION", "EXECUTABLE")]
    waiting += [entry[1] for name, entry in libraries.items() if name.startswith("libpython3")]
    kept.update({name: entry for name, entry in libraries.items() if name.startswith("libpython3")})
    while waiting:
        for name in needs(waiting.pop()):
            if name in libraries and name not in kept:
                kept[name] = libraries[name]
                waiting.append(libraries[name][1])
    return roots + list(kept.values())


def _is_library(entry: Entry) -> bool:
    """One that is only linked with: no plugin, no extension module, nothing that is opened by its name."""
    where, _, kind = entry
    return kind == "BINARY" and re.search(r"(^|Qt6/lib/|\.libs/)lib[^/]+\.so(\.[\d.]+)?$", where) is not None


def _wanted(where: str, source: str, kind: str) -> bool:
    where = where.replace("\\", "/")
    if kind == "SYMLINK" or UNUSED.match(where):
        return False
    if where.startswith(f"{QT}plugins/"):
        return where.removeprefix(f"{QT}plugins/").startswith(PLUGINS)
    if "qtwebengine_locales/" in where:
        return PurePath(where).stem in LANGUAGES
    return kind != "BINARY" or not source.startswith(OF_THE_SYSTEM) or CARRIED.match(PurePath(where).name) is not None
