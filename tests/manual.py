"""The table of the manual: which tests show each of its sentences. A test named `test_m6_...` belongs to M6.

`dev.py test` runs pytest twice; what the first run saw is kept in the file that MANUAL names, so that the second prints
one table of both.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

VARIABLE = "MANUAL"
CHAPTERS = range(13)
_NAME = re.compile(r"::test_m(\d{1,2})_(\w+)")
Rows = dict[str, dict[str, str]]


def row(node: str) -> tuple[str, str] | None:
    """The chapter and the sentence of a test, None when it is not named after the manual."""
    match = _NAME.search(node.partition("[")[0])
    return (f"M{match[1]}", match[2].replace("_", " ")) if match else None


def read(path: str) -> Rows:
    """What earlier runs saw: outcome by sentence, by chapter."""
    with suppress(OSError, ValueError):
        rows: Rows = json.loads(Path(path).read_text(encoding="utf-8"))
        return rows
    return {}


def noted(rows: Rows, reports: list[tuple[str, str]]) -> Rows:
    """The rows with these (node, outcome) as well; of several runs of one sentence a failure counts."""
    for node, outcome in reports:
        if (found := row(node)) is not None:
            chapter, sentence = found
            sentences = rows.setdefault(chapter, {})
            sentences[sentence] = "failed" if "failed" in (outcome, sentences.get(sentence)) else outcome
    return rows


def lines(rows: Rows) -> list[str]:
    """The table, one chapter after the other."""
    table = []
    for chapter in (f"M{number}" for number in CHAPTERS):
        sentences = rows.get(chapter, {})
        failed = sum(outcome == "failed" for outcome in sentences.values())
        table.append(f"{chapter:4}{len(sentences)} tests" + (f", {failed} failed" if failed else ""))
        table += [f"      {outcome}: {sentence}" for sentence, outcome in sorted(sentences.items())]
    return table


def summary(terminalreporter: Any) -> None:
    """Print the table, with what the run before this one saw."""
    path = os.environ.get(VARIABLE, "")
    seen = [(one.nodeid, kind) for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    rows = noted(read(path) if path else {}, seen)
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps(rows), encoding="utf-8")
    if rows:
        terminalreporter.section("the manual")
        for line in lines(rows):
            terminalreporter.write_line(line)
