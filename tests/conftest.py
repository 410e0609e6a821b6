"""What holds for every test."""

from __future__ import annotations

from typing import Any

import pytest

from tests import manual, skips
from tests.skips import (  # noqa: F401 - pytest finds its hooks here by their names
    pytest_configure,
    pytest_make_collect_report,
    pytest_runtest_makereport,
)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    skips.pytest_terminal_summary(terminalreporter, config)
    manual.summary(terminalreporter)
