"""Training: courses with their modules, lessons and quizzes, and how far the learner is in them (see `learner`).

Reads only. Must not write sentences, nor mark answers: see `marking`.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from haversack.operations import learner
from haversack.operations.editing import one_shown
from haversack.operations.learner import Answers, Kept
from haversack.operations.lesson_pages import lesson_pages
from haversack.operations.reading_text import ReadingText, reading_text
from haversack.operations.record_text import is_unreviewed, record_text
from haversack.operations.workspace import Workspace
from haversack.store import learning, links, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.model.reading import FileEntry
from haversack_sync.model.record import RecordState

_LAST: Final = 1_000_000
"""Place of what has no order."""
_AWAY: Final = (False, False, 0)


DONE: Final = "done"
BEGUN: Final = "begun"
NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """A lesson or quiz of a module.

    Attributes:
        id: The record, as people write it.
        kind: lesson or quiz.
        title: In the asked language.
        minutes: 0 where the author gave none.
        questions: Of a quiz, how many.
        state: done, begun or new.
        right: Of a quiz that was done, how many answers were right the best time.
        of: Of how many.
        to_pass: Of a quiz, how many answers must be right; 0 where its author asks for none.
    """

    id: str
    kind: str
    title: str
    minutes: int = 0
    questions: int = 0
    state: str = NEW
    right: int = 0
    of: int = 0
    to_pass: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the learner marked it as done, or finished the quiz."""
        return self.state == DONE


@dataclass(frozen=True, slots=True)
class Module:
    """A module: id, title, summary, and its parts in order."""

    id: str
    title: str
    summary: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A course.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        summary: Likewise; may be empty.
        description: For the reading view; its html may be empty.
        level: A term; may be empty.
        minutes: As its author says, else the sum of its lessons'; 0 where nobody says.
        languages: Tags of the languages that it is in.
        modules: In order.
        missing_files: How many files of its lessons are not on this computer; their texts always are.
    """

    id: str
    title: str
    summary: str
    description: ReadingText
    level: str
    minutes: int
    languages: tuple[str, ...]
    modules: tuple[Module, ...]
    missing_files: int = 0

    @property
    def parts(self) -> tuple[Part, ...]:
        """All lessons and quizzes in order."""
        return tuple(part for module in self.modules for part in module.parts)


@dataclass(frozen=True, slots=True)
class Training:
    """All courses, and the part that was opened last, as people write its id; empty if none was."""

    courses: tuple[Course, ...]
    last: str


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A file of a lesson.

    Attributes:
        name: With its ending.
        title: What it is, for people, or empty.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        language: Language tag, or empty.
        state: here, asked or away.
    """

    name: str
    title: str
    media_type: str
    size: int
    language: str
    state: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson to read.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        pages: Its text in short pages, at least one.
        page: The one that was read last, from 0.
        files: What belongs to it, in their order.
    """

    id: str
    title: str
    pages: tuple[ReadingText, ...]
    page: int = 0
    files: tuple[LessonFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz to take.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        questions: As the model keeps them.
        language: Tag of the language that they are in.
        is_told_at_end: Whether its author wants answers to be marked at the end only, not one by one.
        to_pass: How many answers must be right; 0 where its author asks for none.
        answers: As far as it was taken, or None.
        is_unreviewed: Whether the questions are a translation that no native speaker has checked.
    """

    id: str
    title: str
    questions: tuple[Mapping[str, Value], ...]
    language: str
    is_told_at_end: bool = False
    to_pass: int = 0
    answers: Answers | None = None
    is_unreviewed: bool = False


def training(workspace: Workspace, *, languages: Sequence[str] = ()) -> Training:
    """Read all courses.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        past = _Past(
            {name: learner.read_kept(data) or Kept() for name, data in learning.load(connection).items()},
            learning.with_answers(connection),
        )
        flags = links.object_flags(connection)
        found = {
            kind: [
                shown.state
                for shown in projection.show_all(connection, own=workspace.own, kind=kind)
                if not shown.state.is_retired
            ]
            for kind in ("course", "module", "lesson", "quiz")
        }
    parts = _by_parent([*found["lesson"], *found["quiz"]], "module")
    modules = _by_parent(found["module"], "course")
    courses = []
    for state in found["course"]:
        own = modules.get(show_record_id(state.id), [])
        states = {show_record_id(module.id): parts.get(show_record_id(module.id), []) for module in own}
        its_modules = tuple(
            Module(
                show_record_id(module.id),
                reading.title(module, languages),
                _text(module, "summary", languages),
                tuple(_part(part, past, languages) for part in states[show_record_id(module.id)]),
            )
            for module in own
        )
        objects = {file.object for of_module in states.values() for part in of_module for file in reading.files(part)}
        missing = sum(not flags.get(one, _AWAY)[0] for one in objects)
        courses.append(_course(state, its_modules, missing, languages))
    courses.sort(key=lambda course: (course.title.casefold(), course.id))
    return Training(tuple(courses), learner.last_part(workspace))


def lesson(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> Lesson:
    """Read a lesson.

    Raises:
        NoSuchRecordError: It is not here.
    """
    state = _state(workspace, record)
    with workspace.replica.reading() as connection:
        kept = learner.read_kept(learning.load_one(connection, state.id))
        flags = links.object_flags(connection)
    body = state.text("body", languages)
    language, markdown = body or ("", "")
    is_draft = is_unreviewed(state, language)
    pages = tuple(replace(reading_text(page, language), is_unreviewed=is_draft) for page in lesson_pages(markdown))
    page = min(kept.page, len(pages) - 1) if kept else 0
    files = tuple(_file(one, flags.get(one.object, _AWAY)) for one in reading.files(state))
    return Lesson(record, reading.title(state, languages), pages, page, files)


def quiz(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> Quiz:
    """Read a quiz in the best language that it has, as far as it was taken.

    Raises:
        NoSuchRecordError: It is not here.
    """
    state = _state(workspace, record)
    language, questions = _questions(state, languages)
    is_told_at_end = reading.fields(state).get("feedback") == "at_end"
    answers = learner.load_answers(workspace, record)
    title = reading.title(state, languages)
    to_pass, is_draft = _to_pass(state, len(questions)), is_unreviewed(state, language)
    return Quiz(record, title, questions, language, is_told_at_end, to_pass, answers, is_draft)


@dataclass(frozen=True, slots=True)
class _Past:
    """What is kept of parts, and to which quizzes answers were given; by ids in hexadecimal."""

    kept: Mapping[str, Kept]
    answered: AbstractSet[str]


def _state(workspace: Workspace, record: str) -> RecordState:
    with workspace.replica.reading() as connection:
        return one_shown(projection.show(connection, parse_record_id(record), own=workspace.own)).state


def _by_parent(states: Sequence[RecordState], parent: str) -> dict[str, list[RecordState]]:
    found: dict[str, list[tuple[tuple[int, str, str], RecordState]]] = {}
    for state in states:
        fields = reading.fields(state)
        order = fields.get("order")
        place = order if isinstance(order, int) else _LAST
        key = (place, state.kind, show_record_id(state.id))
        found.setdefault(str(fields.get(parent)), []).append((key, state))
    return {name: [state for _, state in sorted(rows, key=lambda row: row[0])] for name, rows in found.items()}


def _course(state: RecordState, modules: tuple[Module, ...], missing: int, languages: Sequence[str]) -> Course:
    fields = reading.fields(state)
    tags = fields.get("languages")
    spoken = [str(tag) for tag in tags] if isinstance(tags, list) else []
    own = _number(fields.get("minutes"))
    return Course(
        id=show_record_id(state.id),
        title=reading.title(state, languages),
        summary=_text(state, "summary", languages),
        description=record_text(state, "description", languages),
        level=str(fields.get("level") or ""),
        minutes=own or sum(part.minutes for module in modules for part in module.parts),
        languages=tuple(dict.fromkeys(spoken or [str(fields.get("language") or "")])),
        modules=modules,
        missing_files=missing,
    )


def _part(state: RecordState, past: _Past, languages: Sequence[str]) -> Part:
    kept, has_answers = past.kept.get(state.id.hex()), state.id.hex() in past.answered
    questions = len(_questions(state, languages)[1]) if state.kind == "quiz" else 0
    is_done = kept is not None and kept.is_done
    return Part(
        id=show_record_id(state.id),
        kind=state.kind,
        title=reading.title(state, languages),
        minutes=_number(reading.fields(state).get("minutes")),
        questions=questions,
        state=DONE if is_done else BEGUN if kept is not None or has_answers else NEW,
        right=kept.right if kept else 0,
        of=kept.of if kept else 0,
        to_pass=_to_pass(state, questions),
    )


def _to_pass(state: RecordState, questions: int) -> int:
    """Return how many answers must be right: never more than there are questions."""
    return max(min(_number(reading.fields(state).get("to_pass")), questions), 0)


def _file(one: FileEntry, flags: tuple[bool, bool, int]) -> LessonFile:
    is_here, is_wanted, _ = flags
    state = "here" if is_here else "asked" if is_wanted else "away"
    return LessonFile(one.name, one.title or "", one.media_type, one.size, one.language or "", state)


def _questions(state: RecordState, languages: Sequence[str]) -> tuple[str, tuple[Mapping[str, Value], ...]]:
    """Return the questions in the best language, then in the record's own, then in any."""
    found = reading.fields(state).get("questions")
    by_language = found if isinstance(found, dict) else {}
    for tag in (*languages, str(state.shown("language") or ""), *sorted(by_language)):
        questions = by_language.get(tag)
        if isinstance(questions, list):
            return tag, tuple(one for one in questions if isinstance(one, dict))
    return "", ()


def _text(state: RecordState, field: str, languages: Sequence[str]) -> str:
    found = state.text(field, languages)
    return found[1] if found else ""


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
