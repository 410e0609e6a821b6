"""The rule about skipped tests, on small runs of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import skips
from tests.architecture.tree import ROOT

HOOKS = "from tests.skips import *\nfrom tests.skips import pytest_configure, pytest_terminal_summary\n"


@pytest.fixture
def small(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A tree with one test file and the rule in force."""
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\n")
    pytester.makeconftest(HOOKS)
    (pytester.path / "tests").mkdir()
    return pytester


def run(small: pytest.Pytester, test: str, listed: str = "") -> pytest.RunResult:
    (small.path / "tests" / "skips.toml").write_text(listed, encoding="utf-8")
    (small.path / "test_it.py").write_text(f"import pytest\n{test}\n", encoding="utf-8")
    return small.runpytest_inprocess("-p", "no:cacheprovider", "test_it.py")


SKIPS = {
    "by mark": "@pytest.mark.skip(reason='no sound')\ndef test_a(): pass",
    "by condition": "@pytest.mark.skipif(True, reason='no sound')\ndef test_a(): pass",
    "by call": "def test_a(): pytest.skip('no sound')",
    "by missing module": "def test_a(): pytest.importorskip('no_such_module')",
    "by fixture": "@pytest.fixture\ndef f(): pytest.skip('no sound')\ndef test_a(f): pass",
    "as a whole file": "pytest.skip('no sound', allow_module_level=True)\ndef test_a(): pass",
    "as an expected failure": "@pytest.mark.xfail(reason='no sound')\ndef test_a(): assert False",
}


@pytest.mark.parametrize("way", SKIPS)
def test_an_unlisted_skip_fails_the_run(small: pytest.Pytester, way: str) -> None:
    result = run(small, SKIPS[way])
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*test_it.py* is skipped but not listed in tests/skips.toml*"])


@pytest.mark.parametrize("way", SKIPS)
def test_a_listed_skip_passes_and_is_shown_with_its_reason(small: pytest.Pytester, way: str) -> None:
    name = "test_it.py" if way == "as a whole file" else "test_it.py::test_a"
    result = run(small, SKIPS[way], f'[[skip]]\ntest = "{name}"\nreason = "the machine has no sound"\n')
    assert result.ret in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    result.stdout.fnmatch_lines(["*skipped tests*", f"{name}*", "*the machine has no sound*"])


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "skips.toml"
    path.write_text('[[skip]]\ntest = "test_it.py"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="names a test and a reason"):
        skips.read(path)


def test_every_listed_test_exists() -> None:
    for test in skips.read(ROOT / "tests" / "skips.toml"):
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert f"def {name.rpartition('::')[2]}" in (ROOT / file).read_text(encoding="utf-8"), test
