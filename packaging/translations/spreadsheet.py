"""Catalogues as plain tables (CSV) that travel to a volunteer by USB and back; any spreadsheet opens them.

Nothing is half applied: a table with one mistake is refused whole, with every mistake named by its row.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from catalogues import Translations, form_faults, numbers_of, plural_forms
from sentences import Key

COLUMNS: Final = ("english", "english for many", "form", "for numbers like", "translation", "where")
_MARK: Final = "\ufeff"
"""Spreadsheets take a file without it for one in the letters of their own country."""

_MOST_EXAMPLES: Final = 5


class SpreadsheetError(Exception):
    """A table that came back cannot be taken; its text names every mistake."""


def to_spreadsheet(language: str, places: Mapping[Key, Sequence[str]], known: Translations) -> bytes:
    """Return the sentences of the source with their translations, one form a row.

    Args:
        language: BCP 47 tag.
        places: Each sentence → the files where it stands.
        known: What is translated already.

    Returns:
        UTF-8 with a byte order mark, commas, lines that end as spreadsheets like them.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for key, files in places.items():
        one, many = key
        forms = tuple(known.get(key, ()))
        for number in range(plural_forms(language) if many else 1):
            form = (str(number), examples(language, number)) if many else ("", "")
            table.writerow((one, many, *form, forms[number] if number < len(forms) else "", " ".join(files)))
    return (_MARK + text.getvalue()).encode()


def examples(language: str, form: int) -> str:
    """Return the first numbers that take a form, for example `3, 4, 5, 6, 7 …`."""
    numbers = [str(number) for number in numbers_of(language)[form]]
    return ", ".join(numbers[:_MOST_EXAMPLES]) + (" …" if len(numbers) > _MOST_EXAMPLES else "")


def from_spreadsheet(data: bytes, language: str, places: Mapping[Key, Sequence[str]]) -> dict[Key, tuple[str, ...]]:
    """Read a table as it came back.

    Rows without a translation are passed over. Semicolons and tabs between the cells are taken too, since spreadsheets
    of many countries write them.

    Args:
        data: The file.
        language: BCP 47 tag.
        places: The sentences of the source.

    Raises:
        SpreadsheetError: Anything is wrong; nothing is to be taken.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpreadsheetError("The table is not saved as UTF-8. In the spreadsheet choose “CSV UTF-8”.") from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if not {"english", "english for many", "form", "translation"} <= set(table.fieldnames or ()):
        raise SpreadsheetError(f"The first row must hold the names of the columns: {', '.join(COLUMNS)}.")
    rows, wrong = _rows(table, language, places)
    taken: dict[Key, tuple[str, ...]] = {}
    for key, forms in rows.items():
        wanted = plural_forms(language) if key[1] else 1
        if len(forms) < wanted:
            wrong.append(f"“{key[0]}”: a translation is needed for each of its {wanted} forms.")
        taken[key] = tuple(forms.get(number, "") for number in range(wanted))
        wrong += [f"“{key[0]}”: {what}." for what in form_faults(language, key, taken[key])]
    if wrong:
        raise SpreadsheetError("\n".join(["Nothing was taken. Mend these:", *wrong]))
    return taken


def _rows(
    table: "csv.DictReader[str]", language: str, places: Mapping[Key, Sequence[str]]
) -> tuple[dict[Key, dict[int, str]], list[str]]:
    """Sort the rows by sentence and form, and name those that fit none."""
    rows: dict[Key, dict[int, str]] = {}
    wrong = []
    for number, row in enumerate(table, start=2):
        translation = (row["translation"] or "").strip()
        key = (row["english"] or "", row["english for many"] or "")
        if not translation:
            continue
        if key not in places:
            wrong.append(f"Row {number}: “{key[0]}” is no sentence of this version. Was the English changed?")
            continue
        form = (row["form"] or "").strip() or "0"
        wanted = plural_forms(language) if key[1] else 1
        if not form.isdecimal() or int(form) >= wanted:
            wrong.append(f"Row {number}: the form must be a number from 0 to {wanted - 1}.")
            continue
        rows.setdefault(key, {})[int(form)] = translation
    return rows, wrong
