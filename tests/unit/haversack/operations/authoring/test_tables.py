import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.authoring.problems import ProblemKind, ProblemList
from haversack.operations.authoring.sources import CONTROL_CHARACTERS
from haversack.operations.authoring.tables import Table, protect_cell, read_table

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(
    lambda text: not CONTROL_CHARACTERS.search(text) and "\r" not in text and not text.upper().startswith(("#", "SEP="))
)


def read(text: str) -> Table:
    problems = ProblemList()
    table = read_table(text, file="topics.csv", problems=problems)
    assert problems.in_order() == ()
    assert table is not None
    return table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_are_told_by_the_header(delimiter: str) -> None:
    table = read(delimiter.join(("id", "name", "note")) + "\n" + delimiter.join(("a", '"x, y; z"', "")) + "\n")

    assert table.columns == ("id", "name", "note")
    assert [dict(row.cells) for row in table.rows] == [{"id": "a", "name": "x, y; z"}]


def test_the_line_that_excel_writes_before_the_header_is_understood() -> None:
    table = read("sep=;\nid;name\na;A, B\n")

    assert [(row.line, dict(row.cells)) for row in table.rows] == [(3, {"id": "a", "name": "A, B"})]


def test_lines_are_counted_through_cells_with_breaks_and_empty_rows() -> None:
    table = read('id,name\n\na,"one\ntwo"\n,\nb,B\n')

    assert [(row.line, row.cells["id"]) for row in table.rows] == [(3, "a"), (6, "b")]


def test_cells_that_look_like_formulas_are_text() -> None:
    table = read("id,value\na,+41 22 739 8111\nb,'+41 22 739 8111\nc,=1+1\nd,'=1+1\ne,'Ali\n")

    assert [row.cells["value"] for row in table.rows] == ["+41 22 739 8111", "+41 22 739 8111", "=1+1", "=1+1", "'Ali"]


@pytest.mark.parametrize("cell", ["#NAME?", "#ref!", "4.12E+10", "4,12E+10"])
def test_what_a_spreadsheet_made_of_a_value_is_refused(cell: str) -> None:
    problems = ProblemList()

    table = read_table(f'id,value\na,"{cell}"\n', file="t.csv", problems=problems)

    assert table is not None
    assert table.rows[0].failed == {"value"}
    assert [problem.kind for problem in problems.in_order()] == [ProblemKind.SPREADSHEET_ERROR]


def test_columns_at_the_end_without_a_name_are_dropped_when_empty() -> None:
    table = read("id,name,,\na,A,,\n")

    assert table.columns == ("id", "name")


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_what_is_written_with_protected_cells_is_read_back(rows: list[tuple[str, str]]) -> None:
    stripped = [(one.strip(), two.strip()) for one, two in rows]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("a", "b"))
    writer.writerows([protect_cell(cell) for cell in row] for row in stripped)

    table = read(buffer.getvalue())

    expected = [{name: cell for name, cell in zip("ab", row, strict=True) if cell} for row in stripped]
    assert [dict(row.cells) for row in table.rows] == [row for row in expected if row]
