"""What a file is, told from its path alone.

The folder gives the kind, the name gives the slug, a number in front gives the order, a tag before the ending gives
the language. Pure: reads no files. Must not know fields.
"""

import difflib
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from haversack.operations.authoring.limits import SLUG_CHARACTERS
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList

KIND_OF_FOLDER: Final = {
    "topics": "topic",
    "organisations": "organisation",
    "contacts": "contact",
    "library": "resource",
    "events": "event",
    "statements": "statement",
}
COURSES_FOLDER: Final = "courses"
ATTACHMENTS_FOLDER: Final = "files"
"""A folder of this name holds attachments only, so that Markdown and CSV files can be attached too."""
NETWORK_SLUG: Final = "network"

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ORDER: Final = re.compile(r"(\d{2,3})-(.+)")
_QUIZ: Final = re.compile(r"quiz(-.+)?")
_ORDERED_KINDS: Final = frozenset({"topic", "module", "lesson", "quiz"})
_LEFT_ALONE: Final = re.compile(r"(README|LICEN[CS]E|COPYING)(\..*)?", re.IGNORECASE)
_YAML_ENDINGS: Final = (".yaml", ".yml")


class Form(enum.Enum):
    """How a source is written."""

    MARKDOWN = "markdown"
    TABLE = "table"
    QUIZ = "quiz in YAML"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that holds one record, a translation of one, or a table of many.

    Attributes:
        path: Below the authoring folder, with forward slashes.
        kind: The kind of its records.
        form: How it is written.
        slug: The record's slug unless its front matter has an `id`; "" for a table.
        order: The number in front of the name, if the kind has an order.
        language: The language of a translation; None for the file that makes the record.
        parent: Kind and path slug of the course or module that the record belongs to.
    """

    path: str
    kind: str
    form: Form
    slug: str = ""
    order: int | None = None
    language: str | None = None
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A folder, sorted.

    Attributes:
        sources: What is read, main files before translations.
        attachable: Every other file, which may be attached by path.
    """

    sources: tuple[Source, ...]
    attachable: frozenset[str]


def is_slug(text: str) -> bool:
    """Tell whether a text is a slug: small letters a to z, digits, hyphens between them, slashes between parts."""
    return len(text) <= SLUG_CHARACTERS and _SLUG.fullmatch(text) is not None


def suggest_slug(text: str) -> str:
    """Turn a text into the nearest slug; "my-record" if nothing is left of it."""
    parts = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in text.split("/")]
    return "/".join(part for part in parts if part)[:SLUG_CHARACTERS].strip("-/") or "my-record"


def plan(paths: Iterable[str], problems: ProblemList) -> Layout:
    """Sort the files of an authoring folder.

    Args:
        paths: Every file below the folder, with forward slashes.
        problems: Receives files that have no place here.

    Returns:
        What to read and what may be attached, in an order that depends on the paths only.
    """
    sources: list[Source] = []
    attachable: set[str] = set()
    for path in sorted(paths):
        parts = tuple(path.split("/"))
        if _LEFT_ALONE.fullmatch(parts[-1]):
            continue
        if _is_attachable(parts):
            attachable.add(path)
        elif (source := _find_source(path, parts)) is not None:
            sources.append(source)
        else:
            problems.add(ProblemKind.UNKNOWN_PLACE, Place(path), suggestion=_suggest_place(parts))
    sources.sort(key=lambda source: (source.language is not None, source.path))
    return Layout(tuple(sources), frozenset(attachable))


def _is_attachable(parts: tuple[str, ...]) -> bool:
    if len(parts) == 1:
        return False
    if parts[0] not in KIND_OF_FOLDER and parts[0] != COURSES_FOLDER:
        return False
    if ATTACHMENTS_FOLDER in parts[1:-1]:
        return True
    return not parts[-1].lower().endswith((".md", *_YAML_ENDINGS))


def _find_source(path: str, parts: tuple[str, ...]) -> Source | None:
    name = parts[-1]
    if len(parts) == 1 and name.endswith(".csv"):
        kind = KIND_OF_FOLDER.get(name.removesuffix(".csv"))
        return Source(path=path, kind=kind, form=Form.TABLE) if kind is not None else None
    if not name.endswith((".md", *_YAML_ENDINGS)):
        return None
    form = Form.MARKDOWN if name.endswith(".md") else Form.QUIZ
    stem, language = _split_language(name.rsplit(".", 1)[0])
    if len(parts) == 1:
        is_network = stem == NETWORK_SLUG and form is Form.MARKDOWN
        return _source(path, "network", NETWORK_SLUG, form, language=language) if is_network else None
    if parts[0] == COURSES_FOLDER:
        return _find_in_course(path, parts[1:-1], stem=stem, form=form, language=language)
    kind = KIND_OF_FOLDER.get(parts[0])
    if kind is None or form is not Form.MARKDOWN:
        return None
    order, stem = _split_order(kind, stem)
    return _source(path, kind, "/".join((*parts[1:-1], stem)), form, language=language, order=order)


def _find_in_course(
    path: str, folders: tuple[str, ...], *, stem: str, form: Form, language: str | None
) -> Source | None:
    """Place a file of `courses/`: the course's own, a module's own, a lesson or a quiz."""
    if len(folders) == 1:
        is_course = stem == "course" and form is Form.MARKDOWN
        return _source(path, "course", folders[0], form, language=language) if is_course else None
    if len(folders) != 2:
        return None
    course = folders[0]
    module_order, module_name = _split_order("module", folders[1])
    module = f"{course}/{module_name}"
    if stem == "module" and form is Form.MARKDOWN:
        parent = ("course", course)
        return _source(path, "module", module, form, language=language, order=module_order, parent=parent)
    order, name = _split_order("lesson", stem)
    kind = "quiz" if _QUIZ.fullmatch(name) else "lesson"
    if kind == "lesson" and form is not Form.MARKDOWN:
        return None
    parent = ("module", module)
    return _source(path, kind, f"{module}/{name}", form, language=language, order=order, parent=parent)


def _source(
    path: str,
    kind: str,
    slug: str,
    form: Form,
    *,
    language: str | None,
    order: int | None = None,
    parent: tuple[str, str] | None = None,
) -> Source:
    return Source(path=path, kind=kind, form=form, slug=slug, order=order, language=language, parent=parent)


def _split_language(stem: str) -> tuple[str, str | None]:
    """Split `name.fr` into name and language; whether the tag means a language is checked when it is read."""
    name, dot, tag = stem.rpartition(".")
    if dot and name and _LANGUAGE_TAG.fullmatch(tag):
        return name, tag
    return stem, None


def _split_order(kind: str, name: str) -> tuple[int | None, str]:
    """Split `01-name` into order and name. The number is not part of the slug: moving a lesson keeps the record."""
    match = _ORDER.fullmatch(name)
    if match is None or kind not in _ORDERED_KINDS:
        return None, name
    return int(match.group(1)), match.group(2)


def _suggest_place(parts: tuple[str, ...]) -> str:
    """Name the folder or file that was probably meant."""
    folders = [*KIND_OF_FOLDER, COURSES_FOLDER]
    if len(parts) == 1:
        names = ["network.md", *(f"{folder}.csv" for folder in KIND_OF_FOLDER)]
        near = difflib.get_close_matches(parts[0], names, n=1)
        return near[0] if near else "library/" + parts[0]
    near = difflib.get_close_matches(parts[0], folders, n=1)
    if parts[0] == COURSES_FOLDER:
        return "courses/my-course/01-my-module/" + parts[-1]
    return "/".join((near[0] if near else "library", *parts[1:]))
