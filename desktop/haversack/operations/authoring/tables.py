"""A CSV table becomes rows of named cells with line numbers.

Reads what spreadsheets write: commas, semicolons or tabs, quoted cells with line breaks, a `sep=` line. Cells are
text and nothing else: a formula is never evaluated. Must not know any kind or field.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from haversack.operations.authoring.limits import TABLE_CELL_CHARACTERS, TABLE_ROWS
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList

_DELIMITERS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)
_SPREADSHEET_ERRORS: Final = frozenset(
    {"#REF!", "#NAME?", "#N/A", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@")
_ROUNDED_NUMBER: Final = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        line: The line on which it begins, from 1.
        cells: The cells that are not empty, by column.
        failed: Columns whose cell cannot be used; that is noted already.
    """

    line: int
    cells: Mapping[str, str]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, the header's line, and the rows that are not empty."""

    columns: tuple[str, ...]
    line: int
    rows: tuple[Row, ...]


def read_table(text: str, *, file: str, problems: ProblemList) -> Table | None:
    """Read a CSV file.

    Args:
        text: The file, already checked by `sources.decode`.
        file: Its path below the folder, for the mistakes.
        problems: Receives the mistakes.

    Returns:
        The table, or None if it cannot be read.
    """
    lines = text.split("\n")
    skipped = 0
    delimiter: str | None = None
    if match := _SEPARATOR_LINE.fullmatch(lines[0]):
        skipped, delimiter = 1, match.group(1)
    while skipped < len(lines) and not lines[skipped].strip():
        skipped += 1
    if skipped == len(lines):
        problems.add(ProblemKind.TABLE_EMPTY, Place(file, 1))
        return None
    source = _CountedLines(lines, skipped)
    reader = csv.reader(source, delimiter=delimiter or _find_delimiter(lines[skipped]), strict=True)
    try:
        columns = _read_header(next(reader), Place(file, skipped + 1), problems)
        rows = _read_rows(reader, source, columns=columns, file=file, problems=problems)
    except csv.Error:
        problems.add(ProblemKind.TABLE_BROKEN, Place(file, source.taken))
        return None
    return Table(columns, skipped + 1, rows)


class _CountedLines(Iterator[str]):
    """The lines of a table, and how many were taken: a cell may have line breaks.

    Attributes:
        taken: The line of the file that was taken last, from 1.
    """

    def __init__(self, lines: list[str], skipped: int) -> None:
        self._lines = lines
        self.taken = skipped

    def __next__(self) -> str:
        if self.taken == len(self._lines):
            raise StopIteration
        self.taken += 1
        return self._lines[self.taken - 1] + "\n"


def protect_cell(text: str) -> str:
    """Return a cell as it must be written so that no spreadsheet takes it for a formula; `read_table` undoes it."""
    return f"'{text}" if text.startswith((*_FORMULA_STARTS, "'")) else text


def _find_delimiter(header: str) -> str:
    """Choose the character that stands most often in the header, outside quotes; a comma if there is none."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def _read_header(header: list[str], place: Place, problems: ProblemList) -> tuple[str, ...]:
    columns = [name.strip() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    seen: set[str] = set()
    for number, name in enumerate(columns, 1):
        if not name:
            problems.add(ProblemKind.TABLE_COLUMN_UNNAMED, place, number=number)
        elif name in seen:
            problems.add(ProblemKind.TABLE_COLUMN_TWICE, place, field=name)
        seen.add(name)
    return tuple(columns)


def _read_rows(
    reader: Iterator[list[str]], source: _CountedLines, *, columns: tuple[str, ...], file: str, problems: ProblemList
) -> tuple[Row, ...]:
    rows: list[Row] = []
    line = source.taken + 1
    for cells in reader:
        place = Place(file, line)
        line = source.taken + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == TABLE_ROWS:
            problems.add(ProblemKind.TABLE_TOO_LONG, place, limit=TABLE_ROWS)
            break
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(ProblemKind.TABLE_ROW_TOO_LONG, place, columns=len(columns), cells=len(cells))
            continue
        rows.append(_read_row(cells, columns, place, problems))
    return tuple(rows)


def _read_row(cells: list[str], columns: tuple[str, ...], place: Place, problems: ProblemList) -> Row:
    kept: dict[str, str] = {}
    failed: set[str] = set()
    for name, cell in zip(columns, cells, strict=False):
        value = _unprotect(cell.strip())
        if not value:
            continue
        if len(value) > TABLE_CELL_CHARACTERS:
            failed.add(name)
            problems.add(ProblemKind.TOO_LONG, place, field=name, limit=TABLE_CELL_CHARACTERS, expected="characters")
        elif value.upper() in _SPREADSHEET_ERRORS or _ROUNDED_NUMBER.fullmatch(value):
            failed.add(name)
            problems.add(ProblemKind.SPREADSHEET_ERROR, place, field=name, found=value)
        else:
            kept[name] = value
    return Row(place.line or 0, kept, frozenset(failed))


def _unprotect(cell: str) -> str:
    """Drop the apostrophe that spreadsheets and our own export write before a sign they would calculate with."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA_STARTS, "'")) else cell
