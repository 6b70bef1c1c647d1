"""From a draft to a record: what its fields, its path and its kind say together.

Must not read files, and must not look at other records; `folder` checks what is between them.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from haversack.operations.authoring.attachments import AuthoredFile, find_attachment
from haversack.operations.authoring.drafts import Draft, Given
from haversack.operations.authoring.fields import RESERVED, FieldReader, nearest, split_list
from haversack.operations.authoring.layout import is_slug, suggest_slug
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.questions import DraftQuestion, check_question, question_value, shape
from haversack.operations.authoring.records import AuthoredRecord, FieldValue, Link
from haversack.operations.authoring.walk import FoundFile
from haversack.operations.authoring.yaml_tree import Fields, Items, Node, Scalar
from haversack_sync.model.canonical import Value
from haversack_sync.model.declaration import FieldType, group_key
from haversack_sync.model.ids import ID_BYTES
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.languages import tidy_language
from haversack_sync.model.roles import AudienceType
from haversack_sync.model.validate import validate

AUDIENCES: Final = tuple(
    audience.name.lower() for audience in (AudienceType.OPEN, AudienceType.MEMBERS, AudienceType.COORDINATORS)
)
"""What front matter may say: audiences that every network has. Others have a handle that no author can know."""

_NO_LANGUAGE: Final = "und"
"""BCP 47's "undetermined": holds texts together until the author has said which language they are in."""

_SHELVES: Final = tuple(dict.fromkeys(kind.shelf for kind in KINDS.values()))
_READ_IN: Final = frozenset({"resource", "course", "statement"})
"""Kinds whose `languages` are those in which they can be read, so that translations add to them by themselves."""

_KIND_OF_PROBLEM: Final = {
    "missing": ProblemKind.MISSING_FIELD,
    "missing_in_main_language": ProblemKind.MISSING_IN_MAIN_LANGUAGE,
    "end_before_start": ProblemKind.END_BEFORE_START,
    "too_many_elements": ProblemKind.TOO_MANY,
    "too_many_languages": ProblemKind.TOO_MANY,
    "bad_question": ProblemKind.QUESTION_BAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a record takes from the folder around it.

    Attributes:
        language: The main language of records that name none; "" if there is none.
        parents: Kind and path slug of a course or module → its slug, which its front matter may have changed.
        files: Every file, by path.
        attachable: Files that may be attached.
    """

    language: str
    parents: Mapping[tuple[str, str], str]
    files: Mapping[str, FoundFile]
    attachable: frozenset[str]


def find_slug(draft: Draft, problems: ProblemList) -> str | None:
    """Return the record's slug: `id` if the author wrote one, else what its path says; None if it is none."""
    given = _find(draft, "id")
    text = given.value.text.strip() if given is not None and isinstance(given.value, Scalar) else ""
    place = given.place if given is not None else draft.place
    slug = text or draft.source.slug
    if not slug:
        problems.add(ProblemKind.MISSING_FIELD, draft.place, field="id")
        return None
    if not is_slug(slug):
        problems.add(ProblemKind.BAD_SLUG, place, field="id", found=slug, suggestion=suggest_slug(slug))
        return None
    return slug


def find_language(draft: Draft) -> str | None:
    """Return the main language that an author wrote, in its usual form; None if there is none or it is no language."""
    given = _find(draft, "language")
    return tidy_language(given.value.text) if given is not None and isinstance(given.value, Scalar) else None


def assemble(draft: Draft, slug: str, around: Surroundings, problems: ProblemList) -> AuthoredRecord:
    """Make the record of a draft.

    Args:
        draft: All that was written about it, translations included.
        slug: Its slug.
        around: What comes from the folder.
        problems: Receives the mistakes; if there are any, the record must not be used.

    Returns:
        The record.
    """
    main_language = find_language(draft) or around.language or _NO_LANGUAGE
    reader = FieldReader(draft.kind, main_language, problems)
    reader.failed |= draft.failed
    if _find(draft, "language") is None and main_language != _NO_LANGUAGE:
        reader.values["language"] = main_language
    _check_translations(draft, main_language, problems)
    files: list[AuthoredFile] = []
    for given in draft.given:
        field = draft.kind.field(given.name)
        if given.name in RESERVED:
            continue
        if field is not None and field.type is FieldType.FILES and given.language is None:
            files.extend(_read_files(given, around, problems))
        else:
            reader.read(given)
    _take_path(draft, around, reader, problems)
    _take_questions(draft, main_language, reader, problems)
    _take_languages(draft, main_language, reader)
    _check_whole(draft, reader, problems)
    return AuthoredRecord(
        kind=draft.kind.name,
        slug=slug,
        source=draft.source.path,
        audience=_word(draft, "audience", AUDIENCES, problems),
        shelf=_word(draft, "shelf", _SHELVES, problems),
        fields=reader.values,
        files=tuple(files),
        unreviewed=_unreviewed(draft, problems),
        places=reader.places | {"": draft.place},
    )


def _find(draft: Draft, name: str) -> Given | None:
    """Return a field that stands in the record's own file; one that is empty counts as not given."""
    return next(
        (
            given
            for given in draft.given
            if given.name == name
            and given.language is None
            and not (isinstance(given.value, Scalar) and not given.value.text.strip())
        ),
        None,
    )


def _word(draft: Draft, name: str, allowed: tuple[str, ...], problems: ProblemList) -> str | None:
    given = _find(draft, name)
    if given is None:
        return None
    text = given.value.text.strip() if isinstance(given.value, Scalar) else ""
    if text in allowed:
        return text
    problems.add(
        ProblemKind.BAD_WORD,
        given.place,
        field=name,
        found=text,
        allowed=", ".join(allowed),
        suggestion=nearest(text, allowed),
    )
    return None


def _unreviewed(draft: Draft, problems: ProblemList) -> tuple[str, ...]:
    given = _find(draft, "unreviewed")
    tags: list[str] = []
    for element in split_list(given.value) if given is not None else ():
        tidy = tidy_language(element.text) if element is not None else None
        if tidy is not None:
            tags.append(tidy)
        elif given is not None:
            found = element.text if element is not None else ""
            problems.add(ProblemKind.BAD_LANGUAGE, given.place, field="unreviewed", found=found)
    return tuple(tags)


def _check_translations(draft: Draft, main_language: str, problems: ProblemList) -> None:
    """Note words about the whole record that stand in a translation, where they would mean nothing."""
    files = {file: tag for tag, file in draft.question_files.items() if tag}
    for given in draft.given:
        if given.language is None:
            continue
        if given.name in RESERVED:
            problems.add(ProblemKind.FIELD_NOT_TRANSLATABLE, given.place, field=given.name)
        files[given.place.file] = given.language
    for file, language in files.items():
        if file != draft.source.path and tidy_language(language) == main_language:
            problems.add(
                ProblemKind.TRANSLATION_SAME_LANGUAGE, Place(file), found=main_language, main_file=draft.source.path
            )


def _take_path(draft: Draft, around: Surroundings, reader: FieldReader, problems: ProblemList) -> None:
    """Take the order and the parent that the file's path gives."""
    order, parent = draft.source.order, draft.source.parent
    if order is not None and "order" not in reader.values and "order" not in reader.failed:
        reader.keep("order", order, draft.place)
    if parent is None:
        return
    kind, _ = parent
    if kind in reader.values:
        problems.add(ProblemKind.FIELD_NOT_AUTHORED, reader.places[kind], field=kind)
    slug = around.parents.get(parent)
    if slug is None:
        reader.failed.add(kind)
        folder = posixpath.dirname(draft.source.path)
        expected = posixpath.join(posixpath.dirname(folder) if kind == "course" else folder, f"{kind}.md")
        if expected not in around.files:
            problems.add(ProblemKind.PARENT_MISSING, Place(draft.source.path), expected=expected)
        return
    reader.keep(kind, Link(kind, slug), draft.place)


def _take_questions(draft: Draft, main_language: str, reader: FieldReader, problems: ProblemList) -> None:
    if not any(field.type is FieldType.QUESTIONS for field in draft.kind.fields):
        return
    main = draft.questions.get("")
    if not main:
        if "questions" not in draft.failed:
            problems.add(ProblemKind.QUIZ_EMPTY, draft.place, field="questions")
        return
    for tag, questions in draft.questions.items():
        file = draft.question_files[tag]
        before = len(problems)
        for question in questions:
            check_question(question, file=file, problems=problems)
        _compare(main, questions, file, problems)
        language = tidy_language(tag) if tag else main_language
        is_whole = all(question.is_whole for question in questions)
        if is_whole and len(problems) == before and language is not None:
            values = [question_value(question) for question in questions]
            place = Place(file, questions[0].line if questions else None)
            reader.keep_text("questions", language, values, place)


def _compare(
    main: tuple[DraftQuestion, ...], other: tuple[DraftQuestion, ...], file: str, problems: ProblemList
) -> None:
    """Note a translated quiz that does not ask the same: a learner's answers must mean the same in every language."""
    if len(main) != len(other):
        problems.add(
            ProblemKind.QUIZ_DIFFERS,
            Place(file),
            field="questions",
            expected="count",
            wanted=len(main),
            found=len(other),
        )
        return
    for number, (one, two) in enumerate(zip(main, other, strict=True), 1):
        if shape(one) != shape(two):
            problems.add(ProblemKind.QUIZ_DIFFERS, Place(file, two.line), field="questions", number=number)


def _take_languages(draft: Draft, main_language: str, reader: FieldReader) -> None:
    """Add the languages in which a text can be read, unless the author listed them."""
    if draft.kind.name not in _READ_IN or "languages" in reader.places or main_language == _NO_LANGUAGE:
        return
    body = next((one.name for one in draft.kind.fields if one.type is FieldType.MARKDOWN), draft.kind.title)
    texts = reader.values.get(body)
    others = sorted(set(texts) - {main_language}) if isinstance(texts, dict) else []
    reader.keep("languages", (main_language, *others), draft.place)


def _read_files(given: Given, around: Surroundings, problems: ProblemList) -> Iterator[AuthoredFile]:
    seen: set[str] = set()
    for node in _file_nodes(given.value):
        place = Place(given.place.file, node.line)
        parts = _file_parts(node, place, problems)
        if parts is None:
            continue
        found = find_attachment(
            parts["path"], place=place, files=around.files, attachable=around.attachable, problems=problems
        )
        language = tidy_language(parts["language"]) if parts.get("language") else None
        if parts.get("language") and language is None:
            problems.add(ProblemKind.BAD_LANGUAGE, place, field="files", found=parts["language"])
        if found is None:
            continue
        path, media_type = found
        name = path.rpartition("/")[2]
        if name.lower() in seen:
            problems.add(ProblemKind.FILE_TWICE, place, field="files", found=name)
        seen.add(name.lower())
        yield AuthoredFile(
            name=name,
            path=path,
            on_disk=around.files[path].on_disk,
            media_type=media_type,
            size=around.files[path].size,
            language=language,
            title=parts.get("title") or None,
        )


def _file_nodes(node: Node) -> Iterator[Node]:
    if isinstance(node, Items):
        yield from node.items
    elif isinstance(node, Scalar):
        yield from (Scalar(part.strip(), node.line) for part in node.text.split("|") if part.strip())
    else:
        yield node


def _file_parts(node: Node, place: Place, problems: ProblemList) -> dict[str, str] | None:
    """Read one element of `files`: a path, or a map with `path`, `language` and `title`."""
    if isinstance(node, Scalar):
        return {"path": node.text.strip()} if node.text.strip() else None
    known = ("path", "language", "title")
    parts: dict[str, str] = {}
    for entry in node.entries if isinstance(node, Fields) else ():
        if entry.key not in known or not isinstance(entry.value, Scalar):
            problems.add(
                ProblemKind.UNKNOWN_FIELD,
                Place(place.file, entry.line),
                field="files",
                found=entry.key,
                allowed=", ".join(known),
                suggestion=nearest(entry.key, known),
            )
        else:
            parts[entry.key] = entry.value.text.strip()
    if not parts.get("path"):
        problems.add(ProblemKind.WRONG_SHAPE, place, field="files", expected="file")
        return None
    return parts


def _check_whole(draft: Draft, reader: FieldReader, problems: ProblemList) -> None:
    """Ask the declaration about the record as a whole; what single values do wrong is noted already."""
    for problem in validate(draft.kind, {name: _placeholder(value) for name, value in reader.values.items()}):
        kind = _KIND_OF_PROBLEM.get(problem.kind, ProblemKind.BAD_VALUE)
        if problem.field in reader.failed:
            continue
        field = group_key(problem.field, problem.language)
        place = reader.places.get(field, draft.place)
        number = problem.facts.get("number")
        if isinstance(number, int):
            place = _place_of_question(draft, place.file, number)
        facts = {name: ", ".join(fact) if isinstance(fact, tuple) else fact for name, fact in problem.facts.items()}
        problems.add(kind, place, field=problem.field if isinstance(number, int) else field, **facts)


def _place_of_question(draft: Draft, file: str, number: int) -> Place:
    """Return where a question stands, by its number from 1."""
    tag = next(tag for tag, path in draft.question_files.items() if path == file)
    return Place(file, draft.questions[tag][number - 1].line)


def _placeholder(value: FieldValue) -> Value:
    """Return a value that stands for a link, whose id is known only when the network is."""
    if isinstance(value, Link):
        return bytes(ID_BYTES)
    if isinstance(value, tuple):
        return [_placeholder(element) for element in value]
    return value
