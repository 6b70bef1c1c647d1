"""Training: courses with their modules, lessons and quizzes, and how far the learner is.

How far somebody is stays in this vault: it is no change of any record, so no sync can carry it. Must not write
sentences, nor mark answers: see `marking`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from haversack.operations.editing import one_shown
from haversack.operations.reading_text import ReadingText, reading_text
from haversack.operations.workspace import Workspace
from haversack.store import learning, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

_LAST: Final = 1_000_000
"""Place of what has no order."""


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a part that was done: of a quiz, how many answers were right, and of how many."""

    right: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A lesson or quiz of a module.

    Attributes:
        id: The record, as people write it.
        kind: lesson or quiz.
        title: In the asked language.
        minutes: 0 where the author gave none.
        questions: Of a quiz, how many.
        is_done: Whether the learner marked it as done, or finished the quiz.
        right: Of a quiz that was done, how many answers were right.
    """

    id: str
    kind: str
    title: str
    minutes: int
    questions: int
    is_done: bool
    right: int


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
    """

    id: str
    title: str
    summary: str
    description: ReadingText
    level: str
    minutes: int
    languages: tuple[str, ...]
    modules: tuple[Module, ...]

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
class Lesson:
    """A lesson to read: id, title, and its text."""

    id: str
    title: str
    body: ReadingText


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz to take: id, title, its questions as the model keeps them, and the tag of the language they are in."""

    id: str
    title: str
    questions: tuple[Mapping[str, Value], ...]
    language: str


def training(workspace: Workspace, *, languages: Sequence[str] = ()) -> Training:
    """Read all courses.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        kept = {name: _read(data) for name, data in learning.load(connection).items()}
        last = learning.load_last(connection)
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
        its_modules = tuple(
            Module(
                show_record_id(module.id),
                reading.title(module, languages),
                _text(module, "summary", languages),
                tuple(_part(part, kept, languages) for part in parts.get(show_record_id(module.id), ())),
            )
            for module in modules.get(show_record_id(state.id), ())
        )
        courses.append(_course(state, its_modules, languages))
    courses.sort(key=lambda course: (course.title.casefold(), course.id))
    return Training(tuple(courses), show_record_id(last) if last else "")


def lesson(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> Lesson:
    """Read a lesson.

    Raises:
        NoSuchRecordError: It is not here.
    """
    state = _state(workspace, record)
    body = state.text("body", languages)
    text = reading_text(body[1], body[0]) if body else ReadingText()
    return Lesson(record, reading.title(state, languages), text)


def quiz(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> Quiz:
    """Read a quiz in the best language that it has.

    Raises:
        NoSuchRecordError: It is not here.
    """
    state = _state(workspace, record)
    language, questions = _questions(state, languages)
    return Quiz(record, reading.title(state, languages), questions, language)


def open_part(workspace: Workspace, record: str) -> None:
    """Note that a lesson or quiz was opened, so that the learner can go on there."""
    with workspace.replica.transaction() as connection:
        learning.save_last(connection, parse_record_id(record))


def mark_done(workspace: Workspace, record: str, *, right: int = 0, of: int = 0) -> None:
    """Note that a lesson was read, or a quiz was finished.

    Args:
        workspace: The open vault.
        record: Of the lesson or quiz.
        right: Of a quiz, how many answers were right.
        of: Of how many.
    """
    with workspace.replica.transaction() as connection:
        learning.save(connection, parse_record_id(record), msgspec.msgpack.encode(Kept(right, of)))


def mark_not_done(workspace: Workspace, record: str) -> None:
    """Take back that a lesson or quiz was done."""
    with workspace.replica.transaction() as connection:
        learning.drop(connection, parse_record_id(record))


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


def _course(state: RecordState, modules: tuple[Module, ...], languages: Sequence[str]) -> Course:
    fields = reading.fields(state)
    tags = fields.get("languages")
    spoken = [str(tag) for tag in tags] if isinstance(tags, list) else []
    written = state.text("description", languages)
    own = _number(fields.get("minutes"))
    return Course(
        id=show_record_id(state.id),
        title=reading.title(state, languages),
        summary=_text(state, "summary", languages),
        description=reading_text(written[1], written[0]) if written else ReadingText(),
        level=str(fields.get("level") or ""),
        minutes=own or sum(part.minutes for module in modules for part in module.parts),
        languages=tuple(dict.fromkeys(spoken or [str(fields.get("language") or "")])),
        modules=modules,
    )


def _part(state: RecordState, kept: Mapping[str, Kept], languages: Sequence[str]) -> Part:
    found = kept.get(state.id.hex())
    return Part(
        id=show_record_id(state.id),
        kind=state.kind,
        title=reading.title(state, languages),
        minutes=_number(reading.fields(state).get("minutes")),
        questions=len(_questions(state, languages)[1]) if state.kind == "quiz" else 0,
        is_done=found is not None,
        right=found.right if found else 0,
    )


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


def _read(data: bytes) -> Kept:
    try:
        return msgspec.msgpack.decode(data, type=Kept)
    except msgspec.MsgspecError:
        return Kept()
