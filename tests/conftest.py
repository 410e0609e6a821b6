"""What holds for every test."""

from tests.skips import (  # noqa: F401 - pytest finds its hooks here by their names
    pytest_configure,
    pytest_make_collect_report,
    pytest_runtest_makereport,
    pytest_terminal_summary,
)
