"""Brings the catalogues of translations up to date, and exchanges them with volunteers: `make translations`.

    translate.py                      every catalogue gets the sentences of the source
    translate.py new LANGUAGE         a catalogue for another language
    translate.py export LANGUAGE CSV  a spreadsheet for a volunteer
    translate.py import LANGUAGE CSV  the spreadsheet as it came back; nothing is taken if anything is wrong
    translate.py compile              what the app reads (`make setup` does it)

Must not write anything but catalogues and the file that was named.
"""

import argparse
import sys
from pathlib import Path

from babel import Locale, UnknownLocaleError
from catalogues import FOLDER, CatalogueError, compile_all, faults, languages, path_of, read, write
from sentences import find_sentences
from spreadsheet import SpreadsheetError, from_spreadsheet, to_spreadsheet


def main() -> int:
    """Do what was typed; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description="Translations")
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("compile")
    verbs.add_parser("new").add_argument("language")
    for name in ("export", "import"):
        verb = verbs.add_parser(name)
        verb.add_argument("language", choices=languages())
        verb.add_argument("csv", type=Path)
    options = parser.parse_args()
    try:
        return _run(options)
    except (CatalogueError, SpreadsheetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.verb == "compile":
        compile_all()
        return 0
    found = find_sentences()
    if found.escaped:
        print("\n".join(found.escaped), file=sys.stderr)
        return 1
    if options.verb == "export":
        known = read(path_of(options.language), options.language)
        options.csv.write_bytes(to_spreadsheet(options.language, found.places, known))
        print(f"{len(found.places)} sentences in {options.csv}")
        return 0
    if options.verb == "import":
        known = read(path_of(options.language), options.language)
        taken = from_spreadsheet(options.csv.read_bytes(), options.language, found.places)
        write(path_of(options.language), options.language, found.places, known | taken)
        print(f"{len(taken)} translations taken from {options.csv}")
    elif options.verb == "new":
        if not _is_language(options.language):
            print(f"{options.language} is no language that Unicode's data knows", file=sys.stderr)
            return 1
        write(path_of(options.language), options.language, found.places, {})
    for language in languages():
        _update(language, found.places)
    compile_all()
    return 0


def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _update(language: str, places: dict[tuple[str, str], list[str]]) -> None:
    """Bring one catalogue up to date and say what is left to do."""
    path = path_of(language)
    known = read(path, language)
    write(path, language, places, known)
    missing = sum(not all(known.get(key, ("",))) for key in places)
    print(f"{path.relative_to(FOLDER.parents[1])}: {len(places) - missing} of {len(places)} translated")
    for what in faults(path, language, places, is_complete=False):
        print(f"  {what}")


if __name__ == "__main__":
    sys.exit(main())
