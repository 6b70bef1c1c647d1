"""Catalogues of translations: read, brought up to date with the source, checked, written, compiled.

`resources/translations/<language>/LC_MESSAGES/haversack.po` is what people edit; the `.mo` beside it is made of it by
`make setup` and is not kept in git. There is no template: a catalogue of a new language is made from the source.
"""

import io
import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from sentences import ROOT, Key

FOLDER: Final = ROOT / "resources" / "translations"
_NAME: Final = "LC_MESSAGES/haversack"
_WIDTH: Final = 120
_NUMBERS: Final = 120
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RULES: Final = {
    # What tools for translators use; Babel's own puts 11 to 99 last and is the same otherwise.
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
}
_HEADER: Final = """\
# Haversack's sentences. Write a translation behind each msgstr; leave {{words in braces}} as they are.
# The words that matter most are fixed in glossary.csv. `make translations` brings this file up to date.
msgid ""
msgstr ""
"Project-Id-Version: Haversack\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

Translations = Mapping[Key, Sequence[str]]
"""Each sentence → its translation, or one for each plural form of the language. Empty: not translated."""


class CatalogueError(Exception):
    """A catalogue cannot be read."""


def path_of(language: str, folder: Path = FOLDER) -> Path:
    """Return where the catalogue of a language lies."""
    return folder / language / f"{_NAME}.po"


def languages(folder: Path = FOLDER) -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parents[1].name for path in folder.glob(f"*/{_NAME}.po"))


def plural_rule(language: str) -> str:
    """Return by which rule a language chooses its form for a number, as a catalogue's header says it."""
    return _RULES.get(language.partition("-")[0]) or get_plural(language.replace("-", "_")).plural_forms


def plural_forms(language: str) -> int:
    """Return how many forms a language has for numbers."""
    return len(numbers_of(language))


@cache
def numbers_of(language: str) -> tuple[tuple[int, ...], ...]:
    """Return for each plural form of a language which numbers below 120 take it."""
    catalogue = _catalogue(language)
    catalogue.add(("one", "many"), tuple(str(form) for form in range(catalogue.num_plurals)))
    body = io.BytesIO()
    write_mo(body, catalogue)
    body.seek(0)
    choose = GNUTranslations(body).ngettext
    chosen = [int(choose("one", "many", each)) for each in range(_NUMBERS)]
    return tuple(
        tuple(each for each in range(_NUMBERS) if chosen[each] == form) for form in range(catalogue.num_plurals)
    )


def parse(path: Path, language: str) -> Catalog:
    """Read a catalogue as Babel has it.

    Raises:
        CatalogueError: A line makes no sense.
    """
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=language.replace("-", "_"), abort_invalid=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    except Exception as error:
        # Babel's own error for a broken line is not exported under a stable name.
        if type(error).__name__ == "PoFileError":
            raise CatalogueError(f"{path}: {error}") from error
        raise


def read(path: Path, language: str) -> dict[Key, tuple[str, ...]]:
    """Return what is translated in a catalogue; nothing if there is none yet.

    Raises:
        CatalogueError: A line makes no sense.
    """
    if not path.exists():
        return {}
    return {_key(message): _forms(message) for message in parse(path, language) if message.id}


def write(path: Path, language: str, places: Mapping[Key, Sequence[str]], known: Translations) -> None:
    """Write a catalogue with exactly the sentences of the source, each with its translation if it is known.

    Args:
        path: Its folder is made where it lacks.
        language: BCP 47 tag.
        places: Each sentence → the files where it stands.
        known: Translations; those of other sentences are dropped, git remembers them.
    """
    catalogue = _catalogue(language)
    for key, files in places.items():
        one, many = key
        given = tuple(known.get(key, ()))
        if many:
            number = plural_forms(language)
            catalogue.add((one, many), given if len(given) == number else ("",) * number, [(each, 0) for each in files])
        else:
            catalogue.add(one, given[0] if given else "", [(each, 0) for each in files])
    body = io.BytesIO()
    write_po(body, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)
    header = _HEADER.format(language=language, plurals=plural_rule(language))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().rstrip() + b"\n")


def compile_all(folder: Path = FOLDER) -> list[Path]:
    """Write the compiled form of every catalogue beside it, and return what was written.

    Raises:
        CatalogueError: One cannot be read; it and those after it are not compiled.
    """
    written = []
    for language in languages(folder):
        source = path_of(language, folder)
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(source, language))
        written.append(target)
    return written


def compiled(path: Path, language: str) -> bytes:
    """Return a catalogue in the form that the app reads; what is not translated, or doubted, stays English.

    Raises:
        CatalogueError: It cannot be read.
    """
    whole = _catalogue(language)
    for message in parse(path, language):
        if message.id and all(_forms(message)) and not message.fuzzy:
            whole.add(message.id, message.string)
    body = io.BytesIO()
    write_mo(body, whole)
    return body.getvalue()


def faults(path: Path, language: str, places: Iterable[Key], *, is_complete: bool) -> list[str]:
    """Return what is wrong with a catalogue, in words for whoever edits it.

    Args:
        path: The catalogue.
        language: BCP 47 tag.
        places: The sentences of the source.
        is_complete: Whether it must have every one of them.

    Raises:
        CatalogueError: It cannot be read.
    """
    wanted = set(places)
    catalogue = parse(path, language)
    messages = [message for message in catalogue if message.id]
    wrong = []
    if catalogue.plural_forms != plural_rule(language):
        wrong.append("the line Plural-Forms is not that of the language; run `make translations`")
    if catalogue.obsolete:
        wrong.append(f"{len(catalogue.obsolete)} sentences are no longer said; run `make translations`")
    for message in messages:
        wrong += [f"“{_key(message)[0]}”: {what}" for what in _faults_of(message, language, wanted)]
    if is_complete:
        translated = {_key(message) for message in messages if all(_forms(message))}
        missing = [key for key in places if key not in translated]
        wrong += [f"“{one}” is not translated" for one, _ in missing]
    return wrong


def _faults_of(message: Message, language: str, wanted: set[Key]) -> list[str]:
    key, forms = _key(message), _forms(message)
    wrong = []
    if key not in wanted:
        wrong.append("it is no longer said; run `make translations`")
    if message.fuzzy:
        wrong.append("it is marked as fuzzy: check it, and delete the mark")
    number = plural_forms(language) if key[1] else 1
    if len(forms) != number:
        wrong.append(f"it has {len(forms)} forms, and the language has {number}")
    if any(forms) and not all(forms):
        wrong.append("some of its forms are empty")
    return wrong + form_faults(language, key, forms)


def form_faults(language: str, key: Key, forms: Sequence[str]) -> list[str]:
    """Return where translations lose, change or invent a `{placeholder}`.

    A form that stands for one number alone may say it in a word: Arabic has one for *two files*.

    Args:
        language: BCP 47 tag.
        key: The sentence.
        forms: Its translations.
    """
    one, many = key
    needed = placeholders(many or one) or set()
    single = {form for form, numbers in enumerate(numbers_of(language)) if len(numbers) == 1}
    wrong = []
    for number, form in enumerate(forms):
        is_single = bool(many) and number in single
        held = placeholders(form)
        if held is None:
            wrong.append(f"its translation “{form}” has a brace without its partner")
        elif form and held != needed and not (is_single and held == needed - {"number"}):
            wrong.append(f"its translation “{form}” must hold {', '.join(sorted(needed)) or 'nothing in braces'}")
        if form.strip() != form and one.strip() == one:
            wrong.append(f"its translation “{form}” begins or ends with a space")
    return wrong


def placeholders(sentence: str) -> set[str] | None:
    """Return the names in braces, as they are written; None where a brace has no partner."""
    try:
        parts = list(string.Formatter().parse(sentence))
    except ValueError:
        return None
    return {
        f"{name}{'!' + conversion if conversion else ''}{':' + spec if spec else ''}"
        for _, name, spec, conversion in parts
        if name is not None
    }


def _catalogue(language: str) -> Catalog:
    """Return an empty catalogue, without Babel's dates: the same sentences give the same bytes."""
    locale = language.replace("-", "_")
    catalogue = Catalog(locale=locale, charset="utf-8", creation_date=_NEVER, revision_date=_NEVER)
    catalogue.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", plural_rule(language))]
    return catalogue


def _key(message: Message) -> Key:
    return (message.id, "") if isinstance(message.id, str) else (message.id[0], message.id[1])


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
