#!/usr/bin/env python3
"""The developer's commands: set up, run, test, check, measure and photograph the program. Needs nothing but Python."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
import bundle_archive
import bundle_deb
import bundle_installer
import dev_setup
from dev_console import ROOT, StepFailed, hand_over, run, say
from dev_setup import MODULES, PYTHON, VENDOR, VENV, node_env

# Files run beside each other in the order of their names: the slow ones do not come last. More than four at a time
# overload a small machine, and then time-outs lie.
BESIDE = ["--numprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
MANUAL = ROOT / "build" / "manual.json"  # the table of the manual, from the first run of the tests to the second
NO_TESTS = 5  # pytest's exit code when none was chosen
LITTER = ("build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


def run_demo(rest: list[str]) -> int:
    """The client with its local switchboard; further arguments go to the program."""
    dev_setup.set_up("run")
    return hand_over([PYTHON, "-m", "backend", "demo", *rest])


def test(rest: list[str]) -> int:
    """Every test; `--long` adds those that take minutes. Further arguments go to pytest."""
    dev_setup.set_up("test")
    long = "" if "--long" in rest else " and not long"
    given = [word for word in rest if word != "--long"]
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", *given]
    MANUAL.unlink(missing_ok=True)
    environment = {**_test_env(), "MANUAL": str(MANUAL)}
    codes = {
        run([*pytest, "-m", f"not alone{long}", *BESIDE], environment),
        run([*pytest, "-m", f"alone{long}"], environment),
    }
    return max(codes - {NO_TESTS}, default=NO_TESTS)


def check(rest: list[str]) -> int:
    """ruff, mypy --strict, tsc with checkJs, and the architecture of the rooms."""
    dev_setup.set_up("test")
    tsc = MODULES / "typescript" / "bin" / "tsc"
    checks: dict[str, list[str | Path]] = {
        "ruff": [PYTHON, "-m", "ruff", "check", "."],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", "."],
        "mypy": [PYTHON, "-m", "mypy"],
        "tsc": ["node", tsc, "-p", ROOT / "frontend" / "tsconfig.json"],
        "architecture": [PYTHON, "-m", "pytest", "-q", "tests/architecture"],
    }
    if unknown := [name for name in rest if name not in checks]:
        raise StepFailed(f"There is no check {', '.join(unknown)}; there are: {', '.join(checks)}")
    chosen = {name: checks[name] for name in rest} if rest else checks
    failed = [name for name, command in chosen.items() if not _passes(name, command)]
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def _passes(name: str, command: list[str | Path]) -> bool:
    say(f"== {name}")
    if command[0] == "node":
        command = [shutil.which("node", path=node_env()["PATH"]) or "node", *command[1:]]
    return run(command, _test_env()) == 0


def bench(rest: list[str]) -> int:
    """Measures what has a goal and prints goal, value, samples and the machine's load; names choose some."""
    dev_setup.set_up("test")
    return hand_over([PYTHON, "-m", "tests.benchmarks", *rest], _test_env())


def shots(rest: list[str]) -> int:
    """Pictures of every named state of the page, and what is wrong with them."""
    dev_setup.set_up("test")
    return hand_over([PYTHON, "-m", "tests.shots.shoot", *rest], _test_env())


def lock(rest: list[str]) -> int:
    """Pins all versions again after a change in pyproject.toml or packaging/package.json."""
    del rest
    return dev_setup.lock()


def clean(rest: list[str]) -> int:
    """Removes what builds and checks left; `--all` also the virtual environment and the page's libraries."""
    doomed = [ROOT / name for name in LITTER] + list(ROOT.glob("*.egg-info"))
    if "--all" in rest:
        doomed += [VENV, MODULES, VENDOR]
    for room in ("backend", "tests", "packaging"):
        doomed += (ROOT / room).rglob("__pycache__")
    for path in doomed:
        shutil.rmtree(path, ignore_errors=True)
    return 0


def _test_env() -> dict[str, str]:
    return {
        **node_env(),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }


COMMANDS = {
    "run": run_demo,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
    "bundle": bundle.build,
    "deb": bundle_deb.build,
    "archive": bundle_archive.build,
    "installer": bundle_installer.build,
    "lock": lock,
    "clean": clean,
}


def main(arguments: list[str]) -> int:
    listing = "\n".join(f"  {name:9} {command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, epilog=listing, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    chosen = parser.parse_args(arguments[:1]).command
    try:
        return COMMANDS[chosen](arguments[1:])
    except StepFailed as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
