"""Catalogues travel as tables to a volunteer and back; one mistake, and nothing is taken."""

import csv
import io

import pytest
from sentences import Key
from spreadsheet import COLUMNS, SpreadsheetError, from_spreadsheet, to_spreadsheet

STOPPED: Key = ("Stopped, “all”.", "")
SENT: Key = ("Sent {sent}.\nNothing waits.", "")
FILES: Key = ("{number} file", "{number} files")
PLACES = {STOPPED: ["cli/entry.py"], SENT: ["cli/answers.py", "views/sync_page.py"], FILES: ["views/library_page.py"]}
FRENCH = {
    STOPPED: ("Arrêté ; « tout ».",),
    SENT: ("{sent} envoyés.\nRien n’attend.",),
    FILES: ("{number} fichier", "{number} fichiers"),
}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def table(*cells: tuple[str, ...], separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([COLUMNS, *cells])
    return text.getvalue().encode()


def test_a_table_comes_back_as_it_went() -> None:
    data = to_spreadsheet("fr", PLACES, FRENCH)

    assert data.startswith(b"\xef\xbb\xbf")
    assert from_spreadsheet(data, "fr", PLACES) == FRENCH


def test_each_form_is_a_row_that_says_for_which_numbers_it_is() -> None:
    forms = [row for row in rows(to_spreadsheet("ar", PLACES, {})) if row["english"] == FILES[0]]

    assert [(row["form"], row["for numbers like"]) for row in forms] == [
        ("0", "0"),
        ("1", "1"),
        ("2", "2"),
        ("3", "3, 4, 5, 6, 7 …"),
        ("4", "11, 12, 13, 14, 15 …"),
        ("5", "100, 101, 102"),
    ]
    assert {row["where"] for row in forms} == {"views/library_page.py"}


def test_no_row_is_a_formula_for_a_spreadsheet() -> None:
    cells = [cell for row in rows(to_spreadsheet("fr", PLACES, FRENCH)) for cell in row.values()]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_rows_without_a_translation_are_passed_over() -> None:
    assert from_spreadsheet(to_spreadsheet("fr", PLACES, {}), "fr", PLACES) == {}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separators_of_all_countries_are_read(separator: str) -> None:
    data = table((*STOPPED, "", "", "Arrêté, tout; fini.", ""), separator=separator)

    assert from_spreadsheet(data, "fr", PLACES) == {STOPPED: ("Arrêté, tout; fini.",)}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Arrêté".encode("cp1252"), "UTF-8"),
        (b"a,b\n1,2\n", "names of the columns"),
        (table(("Halted.", "", "", "", "Arrêté.", "")), "Row 2.*no sentence of this version"),
        (table((*SENT, "", "", "Envoyé.", "")), "must hold sent"),
        (table((*FILES, "0", "", "{number} fichier", "")), "each of its 2 forms"),
        (table((*FILES, "2", "", "{number} fichier", "")), "from 0 to 1"),
        (table((*FILES, "one", "", "{number} fichier", "")), "from 0 to 1"),
    ],
)
def test_a_table_with_a_mistake_is_refused_whole(data: bytes, said: str) -> None:
    with pytest.raises(SpreadsheetError, match=f"(?s){said}"):
        from_spreadsheet(data, "fr", PLACES)
