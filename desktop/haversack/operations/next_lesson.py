"""Where a learner goes on: the course of the part that was opened last, how far it is, and what comes next.

Reads one course only, whatever the size of the vault. Reads only, offline. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations import learner
from haversack.operations.workspace import Workspace
from haversack.store import learning, listing, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.record import RecordState

_LAST: Final = 1_000_000
"""Place of what has no order."""


@dataclass(frozen=True, slots=True)
class NextLesson:
    """Where to go on.

    Attributes:
        course: Id of the course, as people write it.
        course_title: In the asked language.
        done: Lessons and quizzes that are done.
        total: How many there are.
        next: Id of the part that comes next; empty where all are done.
        next_kind: lesson or quiz.
        next_title: In the asked language.
        is_begun: Whether anything of the course was opened.
    """

    course: str
    course_title: str
    done: int
    total: int
    next: str
    next_kind: str
    next_title: str
    is_begun: bool


def next_lesson(workspace: Workspace, *, languages: Sequence[str] = ()) -> NextLesson | None:
    """Return where to go on; the first course by title where nothing was opened yet; None without a course.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    with workspace.replica.reading() as connection:
        last = learning.load_last(connection)
    opened = _state(workspace, last) if last is not None else None
    course = _course_of(workspace, opened) if opened is not None else None
    is_begun = course is not None
    if course is None:
        course = _first_course(workspace, languages)
    if course is None:
        return None
    parts = _parts(workspace, course)
    done = _done(workspace, parts)
    following = _following(parts, done, last if is_begun else None)
    return NextLesson(
        course=show_record_id(course.id),
        course_title=reading.title(course, languages),
        done=len(done),
        total=len(parts),
        next=show_record_id(following.id) if following else "",
        next_kind=following.kind if following else "",
        next_title=reading.title(following, languages) if following else "",
        is_begun=is_begun,
    )


def _following(parts: Sequence[RecordState], done: set[RecordId], last: RecordId | None) -> RecordState | None:
    """Return the first part from the last opened one on that is not done; if there is none, the first of all."""
    place = next((place for place, one in enumerate(parts) if one.id == last), 0)
    in_turn = [*parts[place:], *parts[:place]]
    return next((one for one in in_turn if one.id not in done), None)


def _parts(workspace: Workspace, course: RecordState) -> list[RecordState]:
    """Return the lessons and quizzes of a course in the order in which they are read."""
    modules = _children(workspace, ("module",), "course", course.id)
    return [part for module in modules for part in _children(workspace, ("lesson", "quiz"), "module", module.id)]


def _children(workspace: Workspace, kinds: Sequence[str], parent: str, record: RecordId) -> list[RecordState]:
    with workspace.replica.reading() as connection:
        keys = [key for kind in kinds for key in listing.with_value(connection, kind, parent, encode(bytes(record)))]
        shown = projection.show_many(connection, keys, own=workspace.own)
    states = [one.state for one in shown.values() if not one.state.is_retired and one.state.shown(parent) == record]
    return sorted(states, key=_order)


def _order(state: RecordState) -> tuple[int, str, str]:
    order = state.shown("order")
    return (order if isinstance(order, int) else _LAST, state.kind, show_record_id(state.id))


def _done(workspace: Workspace, parts: Sequence[RecordState]) -> set[RecordId]:
    with workspace.replica.reading() as connection:
        kept = {part.id: learner.read_kept(learning.load_one(connection, part.id)) for part in parts}
    return {record for record, one in kept.items() if one is not None and one.is_done}


def _course_of(workspace: Workspace, part: RecordState) -> RecordState | None:
    module = part.shown("module")
    found = _state(workspace, RecordId(module)) if isinstance(module, bytes) else None
    course = found.shown("course") if found is not None else None
    return _state(workspace, RecordId(course)) if isinstance(course, bytes) else None


def _first_course(workspace: Workspace, languages: Sequence[str]) -> RecordState | None:
    with workspace.replica.reading() as connection:
        courses = [
            one.state
            for one in projection.show_all(connection, own=workspace.own, kind="course")
            if not one.state.is_retired
        ]
    return min(courses, key=lambda one: (reading.title(one, languages).casefold(), one.id), default=None)


def _state(workspace: Workspace, record: RecordId) -> RecordState | None:
    with workspace.replica.reading() as connection:
        shown = projection.show(connection, record, own=workspace.own)
    return next((one.state for one in shown if not one.state.is_retired), None)
