"""Sets a machine up for `run` or `test`: system packages, virtual environment, page libraries; nothing twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dev_system
from dev_console import LOG, ROOT, StepFailed, run, say, step

PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
VENDOR = ROOT / "frontend" / "vendor"
MODULES = PACKAGING / "node_modules"
# `test` needs all that `run` needs: the second lock contains the first.
LOCKS = {"run": PACKAGING / "requirements.lock", "test": PACKAGING / "requirements-dev.lock"}
BUILD_TOOLS = PACKAGING / "build-tools.lock"
UV = "uv==0.13.9"
VENDORED = {"preact.js": MODULES / "htm" / "preact" / "standalone.module.js"}


def set_up(kind: str) -> None:
    """Brings the machine to what `kind` ("run" or "test") needs; raises StepFailed with what to do."""
    if not (3, 10) <= sys.version_info[:2] < (3, 13):
        found = ".".join(map(str, sys.version_info[:2]))
        raise StepFailed(f"Python 3.10, 3.11 or 3.12 is needed; this is {found} ({sys.executable}).")
    dev_system.ensure(dev_system.RUN_PACKAGES if kind == "run" else dev_system.TEST_PACKAGES)
    if _python_is_ready(kind) and _page_is_ready():
        return
    with _alone():
        began = time.monotonic()
        say("Setting up (only the first time, and when the pinned versions have changed):")
        LOG.unlink(missing_ok=True)
        _make_venv()
        if not _python_is_ready(kind):
            _install_python(kind)
        if not _page_is_ready():
            _install_page()
        say(f"Set up in {time.monotonic() - began:.0f} s.")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keeps two set-ups of one checkout apart, so that neither sees half of the other's work."""
    if os.name == "nt":
        yield
        return
    import fcntl

    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _hash(*inputs: bytes) -> str:
    return hashlib.sha256(b"\0".join(inputs)).hexdigest()


def _stamp_of_python(kind: str) -> str:
    """Changes with what is installed; the settings of the checks, in the tool tables, install nothing."""
    asked_for = (ROOT / "pyproject.toml").read_bytes().partition(b"[tool.")[0]
    return _hash(LOCKS[kind].read_bytes(), BUILD_TOOLS.read_bytes(), asked_for)


def _stamp_of_page() -> str:
    return _hash((PACKAGING / "package-lock.json").read_bytes())


def _stamps() -> dict[str, str]:
    try:
        return dict(json.loads((VENV / "set-up.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _stamp(**new: str) -> None:
    (VENV / "set-up.json").write_text(json.dumps({**_stamps(), **new}, indent=1) + "\n", encoding="utf-8")


def _python_is_ready(kind: str) -> bool:
    return PYTHON.exists() and _stamps().get(kind) == _stamp_of_python(kind)


def _page_is_ready() -> bool:
    ready = all((VENDOR / name).exists() for name in VENDORED) and MODULES.is_dir()
    return ready and _stamps().get("page") == _stamp_of_page()


def _make_venv() -> None:
    if PYTHON.exists() and _works([PYTHON, "-m", "pip", "--version"]):
        return
    if not _works([sys.executable, "-c", "import ensurepip"]):
        raise StepFailed("This Python has no venv module. On Debian: apt-get install python3-venv")
    step("Virtual environment", [sys.executable, "-m", "venv", VENV])


def _works(command: list[str | Path]) -> bool:
    return subprocess.run(list(map(str, command)), capture_output=True, check=False).returncode == 0


def _install_python(kind: str) -> None:
    """Installs the lock, then the program itself in editable form so that its command exists."""
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-color",
        "--use-pep517",
    ]
    # What the source package among them and the program are built with is pinned as well.
    env = {"PIP_CONSTRAINT": str(BUILD_TOOLS), "PYTHONDONTWRITEBYTECODE": "1"}
    step("Python packages (pip)", [*pip, "--require-hashes", "--no-deps", "-r", LOCKS[kind]], env)
    step("Cloud Switchboard itself", [*pip, "--no-deps", "--editable", ROOT], env)
    both = ("run", "test") if kind == "test" else ("run",)
    _stamp(**{name: _stamp_of_python(name) for name in both})


def node_env() -> dict[str, str]:
    """The environment in which node and npm of the virtual environment are found first."""
    return {"PATH": str(BIN) + os.pathsep + os.environ.get("PATH", "")}


def _npm() -> str:
    return str(BIN / ("npm.exe" if os.name == "nt" else "npm"))


def _install_page() -> None:
    step("Page libraries (npm)", [_npm(), "ci"], node_env(), cwd=PACKAGING)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in VENDORED.items():
        shutil.copyfile(source, VENDOR / name)
    _stamp(page=_stamp_of_page())


def lock() -> int:
    """Pins again what pyproject.toml and package.json ask for; the result is committed."""
    _make_venv()
    tools = ROOT / "build" / "lock"
    install: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--upgrade",
        "--target",
        tools,
        UV,
    ]
    step("Resolver", install)
    base: list[str | Path] = [
        tools / "bin" / "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.10",
    ]
    base += ["--no-header", "--no-annotate"]
    with_hashes: list[str | Path] = [*base, "--generate-hashes", "--group", "page"]
    all_of_it: list[str | Path] = [*with_hashes, "--group", "dev", "-c", LOCKS["run"]]
    step("requirements.lock", [*with_hashes, "pyproject.toml", "-o", LOCKS["run"]])
    step("requirements-dev.lock", [*all_of_it, "pyproject.toml", "-o", LOCKS["test"]])
    # One constraint on everything that pip does: it must not contradict what is installed.
    step("build-tools.lock", [*base, "--group", "build", "-c", LOCKS["test"], "-o", BUILD_TOOLS])
    if not Path(_npm()).exists():
        _install_python("test")
    step("package-lock.json", [_npm(), "install", "--package-lock-only"], node_env(), cwd=PACKAGING)
    _drop_addresses(PACKAGING / "package-lock.json")
    return run(["git", "diff", "--stat", "--", PACKAGING])


def _drop_addresses(path: Path) -> None:
    """A lock names what is wanted, not where this machine gets it or who asks for money."""
    tree = json.loads(path.read_text(encoding="utf-8"))
    for package in tree["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    path.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
