"""Reads CSV as people get it out of their programs: UTF-8 with or without a mark, or GBK; any usual delimiter."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backend.switchboard.admin.objections import Objection

LARGEST = 32 * 1024 * 1024
LONGEST_FIELD = 4096
_INVISIBLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Row:
    """One line with its fields by column; a field that is not there is empty."""

    line: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column, "")


@dataclass
class Table:
    """The lines of a file, as far as they can be read, and what is wrong with the rest."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    def object(self, code: str, line: int = 0, column: str = "", value: str = "") -> None:
        """Note what is wrong."""
        self.objections.append(Objection(code, self.file, line, column, value[:64]))


def read_table(file: str, content: bytes, known: Mapping[str, str], required: tuple[str, ...] = ()) -> Table:
    """The table in a CSV file; `known` has the names a column may have, and which column each of them means."""
    table = Table(file)
    text = _text(table, content)
    if text is None:
        return table
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = _lines(reader)
        header = next(lines, None)
        if header is None:
            table.object("empty_file")
            return table
        table.columns = _columns(table, header[0], header[1], known, required)
        if not table.objections:
            for line, fields in lines:
                _take(table, line, fields)
    except csv.Error:
        table.object("not_csv", reader.line_num)
    return table


def _text(table: Table, content: bytes) -> str | None:
    if len(content) > LARGEST:
        table.object("file_too_large")
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            bad = content.count(b"\n", 0, error.start) + 1
            continue
        if "\0" in text:
            table.object("encoding", text.count("\n", 0, text.index("\0")) + 1)
            return None
        return text
    table.object("encoding", bad)
    return None


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin in; blank ones are left out."""
    begins = 1
    for fields in reader:
        stripped = [one.strip() for one in fields]
        if any(stripped):
            yield begins, stripped
        begins = getattr(reader, "line_num", begins) + 1


def _columns(
    table: Table, line: int, header: list[str], known: Mapping[str, str], required: tuple[str, ...]
) -> tuple[str, ...]:
    columns: list[str] = []
    while header and not header[-1]:
        header.pop()  # delimiters that a spreadsheet left at the end
    if not any(name.lower() in known for name in header):
        table.object("no_header", line, value=",".join(required or dict.fromkeys(known.values())))
        return ()
    for name in header:
        column = known.get(name.lower())
        if column is None:
            table.object("unknown_column", line, value=name)
        elif column in columns:
            table.object("duplicate_column", line, value=column)
        else:
            columns.append(column)
    for column in required:
        if column not in columns:
            table.object("missing_column", line, value=column)
    return tuple(columns)


def _take(table: Table, line: int, fields: list[str]) -> None:
    if any(fields[len(table.columns) :]):
        table.object("too_many_fields", line)
        return
    add_row(table, line, dict(zip(table.columns, fields, strict=False)))


def add_row(table: Table, line: int, fields: Mapping[str, str]) -> None:
    """One more row, unless a field has what nobody can see or read."""
    for column, value in fields.items():
        if _INVISIBLE.search(value):
            table.object("control_character", line, column)
            return
        if len(value) > LONGEST_FIELD:
            table.object("too_long", line, column, str(LONGEST_FIELD))
            return
    table.rows.append(Row(line, fields))
