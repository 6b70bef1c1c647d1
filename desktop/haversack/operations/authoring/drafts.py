"""Records on their way: what stands in the files, before the declaration says what it means.

Markdown, tables and YAML quizzes all become `Draft`s with one list of given fields, so that everything after this is
the same for all of them. Must not know fields by name, but for `questions`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from haversack.operations.authoring.front_matter import MarkdownFile, read_markdown, trim_blank_lines
from haversack.operations.authoring.layout import Form, Source
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack.operations.authoring.questions import DraftQuestion
from haversack.operations.authoring.quiz_markdown import read_quiz_body
from haversack.operations.authoring.quiz_yaml import read_quiz_list
from haversack.operations.authoring.tables import Table, read_table
from haversack.operations.authoring.yaml_tree import Fields, Node, Scalar, read_yaml
from haversack_sync.model.declaration import FieldType, Kind
from haversack_sync.model.kinds import KINDS

_SECTION: Final = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*")
_QUESTIONS: Final = "questions"


@dataclass(frozen=True, slots=True)
class Given:
    """One field as written.

    Attributes:
        name: The field's name.
        language: The language that the author gave it, by `name@fr` or by the file's name; None for none.
        value: Its value.
        place: Where it stands.
    """

    name: str
    language: str | None
    value: Node
    place: Place


@dataclass(slots=True)
class Draft:
    """One record with all its translations, still being gathered.

    Attributes:
        kind: Its declaration.
        source: The file that makes it.
        place: Where it begins.
        given: Every field of every file, as written.
        questions: A quiz's questions by language as the file's name has it; "" stands for the main language.
        question_files: The files in which they stand, likewise.
        failed: Names of fields that could not be read; that is noted already.
    """

    kind: Kind
    source: Source
    place: Place
    given: list[Given] = field(default_factory=list)
    questions: dict[str, tuple[DraftQuestion, ...]] = field(default_factory=dict)
    question_files: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def read_drafts(text: str, source: Source, problems: ProblemList) -> tuple[Draft, ...]:
    """Read a source into drafts: one, or one for each row of a table.

    Args:
        text: The file, already checked by `sources.decode`.
        source: What the file is; for a translation the draft holds that language's texts only.
        problems: Receives the mistakes.

    Returns:
        The drafts; none if the file cannot be read.
    """
    kind = KINDS[source.kind]
    if source.form is Form.TABLE:
        table = read_table(text, file=source.path, problems=problems)
        return tuple(_table_drafts(table, kind, source)) if table is not None else ()
    draft = Draft(kind, source, Place(source.path, 1))
    if source.form is Form.QUIZ:
        fields = read_yaml(text, file=source.path, first_line=1, problems=problems)
        if fields is None:
            return ()
        _take_yaml_quiz(draft, fields, problems)
        return (draft,)
    file = _read_translation(text) if source.language is not None else None
    file = file or read_markdown(text, file=source.path, problems=problems)
    if file is None:
        return ()
    _take_fields(draft, file.fields, problems)
    _take_body(draft, file, problems)
    return (draft,)


def _read_translation(text: str) -> MarkdownFile | None:
    """Read a translation that is nothing but a body; None if it has front matter."""
    if text.startswith("---"):
        return None
    body, line = trim_blank_lines(text.split("\n"), first_line=1)
    return MarkdownFile(Fields((), 1), body, line)


def _take_fields(draft: Draft, fields: Fields, problems: ProblemList) -> None:
    for entry in fields.entries:
        place = Place(draft.source.path, entry.line)
        if entry.key == _QUESTIONS:
            problems.add(ProblemKind.FIELD_NOT_AUTHORED, place, field=entry.key)
            continue
        draft.given.append(_given(entry.key, entry.value, place, draft.source.language))


def _given(key: str, value: Node, place: Place, file_language: str | None) -> Given:
    name, mark, language = key.partition("@")
    return Given(name.strip(), language.strip() if mark else file_language, value, place)


def _take_yaml_quiz(draft: Draft, fields: Fields, problems: ProblemList) -> None:
    questions = fields.get(_QUESTIONS)
    rest = Fields(tuple(entry for entry in fields.entries if entry.key != _QUESTIONS), fields.line)
    _take_fields(draft, rest, problems)
    if questions is not None:
        before = len(problems)
        found = read_quiz_list(questions, file=draft.source.path, problems=problems)
        _keep_questions(draft, found, has_failed=len(problems) > before)


def _take_body(draft: Draft, file: MarkdownFile, problems: ProblemList) -> None:
    """Give the text below the front matter to the field that it belongs to in this kind."""
    if not file.body:
        return
    path, language = draft.source.path, draft.source.language
    names = [one.name for one in draft.kind.fields if one.type is FieldType.MARKDOWN]
    if any(one.type is FieldType.QUESTIONS for one in draft.kind.fields):
        before = len(problems)
        found = read_quiz_body(file.body, file=path, first_line=file.body_line, problems=problems)
        _keep_questions(draft, found, has_failed=len(problems) > before)
    elif len(names) == 1:
        place = Place(path, file.body_line)
        draft.given.append(Given(names[0], language, Scalar(file.body, file.body_line), place))
    elif names:
        draft.given.extend(_sections(file, names, draft.source, problems))
    else:
        problems.add(ProblemKind.NO_BODY_HERE, Place(path, file.body_line))


def _keep_questions(draft: Draft, questions: tuple[DraftQuestion, ...], *, has_failed: bool) -> None:
    if has_failed:
        draft.failed.add(_QUESTIONS)
    language = draft.source.language or ""
    draft.questions[language] = questions
    draft.question_files[language] = draft.source.path


def _sections(file: MarkdownFile, names: list[str], source: Source, problems: ProblemList) -> Iterator[Given]:
    """Split a body at headings of level 1 that name its fields; the headings are not shown and stay untranslated."""
    allowed = ", ".join(f"# {one}" for one in names)
    for heading, place, lines in _split_sections(file, source.path):
        text, text_line = trim_blank_lines(lines, first_line=(place.line or 0) + 1)
        name = heading.lower()
        if name in names:
            yield Given(name, source.language, Scalar(text, text_line), place)
        elif heading or text:
            problems.add(ProblemKind.UNKNOWN_SECTION, place, found=heading, allowed=allowed)


def _split_sections(file: MarkdownFile, path: str) -> list[tuple[str, Place, list[str]]]:
    """Cut a body before each heading of level 1; what stands before the first has the heading ""."""
    sections: list[tuple[str, Place, list[str]]] = [("", Place(path, file.body_line), [])]
    for number, line in enumerate(file.body.split("\n"), file.body_line):
        match = _SECTION.fullmatch(line)
        if match is None:
            sections[-1][2].append(line)
        else:
            sections.append((match.group(1), Place(path, number), []))
    return sections


def _table_drafts(table: Table, kind: Kind, source: Source) -> Iterator[Draft]:
    for row in table.rows:
        place = Place(source.path, row.line)
        draft = Draft(kind, source, place, failed={name.partition("@")[0] for name in row.failed})
        for column, cell in row.cells.items():
            draft.given.append(_given(column, Scalar(cell, row.line), place, None))
        yield draft
