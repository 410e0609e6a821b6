"""A test is skipped only when tests/skips.toml names it with its reason: any other skip, or expected failure, fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli

LISTED = pytest.StashKey[dict[str, str]]()
FILE = "skips.toml"


def read(path: Path) -> dict[str, str]:
    """Reasons by test (or file); raises ValueError for an entry without a reason."""
    entries = tomli.loads(path.read_text(encoding="utf-8")).get("skip", [])
    for entry in entries:
        if not entry.get("test") or not entry.get("reason"):
            raise ValueError(f"{path.name}: every entry names a test and a reason: {entry}")
    return {entry["test"]: entry["reason"] for entry in entries}


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LISTED] = read(config.rootpath / "tests" / FILE)


def _judge(config: pytest.Config, report: Any) -> None:
    """Turns an unlisted skip into a failure; xfail counts as a skip."""
    if report.outcome == "skipped" and _reason(config, report.nodeid) is None:
        said = report.longrepr[-1] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} is skipped but not listed in tests/{FILE}: {said}"
        report.__dict__.pop("wasxfail", None)


def _reason(config: pytest.Config, node: str) -> str | None:
    listed, test = config.stash[LISTED], node.partition("[")[0]
    return listed.get(test) or listed.get(test.partition("::")[0])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    _judge(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    _judge(collector.config, report)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    skipped = terminalreporter.stats.get("skipped", []) + terminalreporter.stats.get("xfailed", [])
    terminalreporter.section("skipped tests")
    if not skipped:
        terminalreporter.write_line("none")
    for report in skipped:
        terminalreporter.write_line(f"{report.nodeid}\n    {_reason(config, report.nodeid)}")
