"""The page's pure modules, tested by node's own test runner; each of its tests is told by name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "modules"
FILES = sorted(HERE.glob("*.test.mjs"))


def _node() -> str:
    """node of the virtual environment, else the system's."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return shutil.which("node", path=places) or "node"


@pytest.mark.parametrize("file", FILES, ids=[file.name.removesuffix(".test.mjs") for file in FILES])
def test_the_modules_of_the_page_keep_their_promises(file: Path) -> None:
    done = subprocess.run(
        [_node(), "--test", "--test-reporter=tap", str(file)],
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )
    print(done.stdout)
    failed = re.findall(r"^\s*not ok \d+ - (.+)$", done.stdout, re.MULTILINE)
    passed = re.findall(r"^ok \d+ - (.+)$", done.stdout, re.MULTILINE)
    assert (failed, done.returncode) == ([], 0), done.stdout + done.stderr
    assert passed, "no test was run"


def test_every_file_of_module_tests_is_run() -> None:
    assert len(FILES) >= 6
