"""What a learner did: parts that were opened and done, answers, results. Kept in this vault only.

None of it is a change of a record, so no sync can carry it. Must not mark answers, nor write sentences.
"""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from haversack.operations.workspace import Workspace
from haversack.store import learning
from haversack_sync.model.ids import parse_record_id, show_record_id

Given: TypeAlias = int | bool | str | tuple[int | str, ...] | None
"""What was given to one question, as `marking` takes it."""


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a part.

    Attributes:
        right: Of a quiz that was finished, how many answers were right the best time.
        of: Of how many.
        is_done: Whether it is done; else it was only opened.
        page: Of a lesson, the page that was read last, from 0.
    """

    right: int = 0
    of: int = 0
    is_done: bool = True
    page: int = 0


class Answers(msgspec.Struct, frozen=True):
    """A quiz as far as it was taken.

    Attributes:
        shape: Of its questions: answers to a quiz of another shape are worth nothing.
        at: The question that was shown, from 0; as many as there are means the result.
        given: Question → what was given.
        checked: Questions that were marked.
        judged: Question of a self-check → whether the learner had it.
        turns: Questions that are gone through now.
    """

    shape: str
    at: int = 0
    given: dict[int, Given] = {}
    checked: tuple[int, ...] = ()
    judged: dict[int, bool] = {}
    turns: tuple[int, ...] = ()


def read_kept(data: bytes | None) -> Kept | None:
    """Return what was kept, or None; what a newer version wrote in another way counts as done."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=Kept)
    except msgspec.MsgspecError:
        return Kept()


def last_part(workspace: Workspace) -> str:
    """Return the lesson or quiz that was opened last, as people write its id; empty if none was."""
    with workspace.replica.reading() as connection:
        last = learning.load_last(connection)
    return show_record_id(last) if last else ""


def open_part(workspace: Workspace, record: str) -> None:
    """Note that a lesson or quiz was opened, so that the learner can go on there."""
    with workspace.replica.transaction() as connection:
        learning.save_last(connection, parse_record_id(record))


def turn_to(workspace: Workspace, record: str, page: int) -> None:
    """Note which page of a lesson is read.

    Args:
        workspace: The open vault.
        record: Of the lesson.
        page: From 0.
    """
    parsed = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        before = read_kept(learning.load_one(connection, parsed)) or Kept(is_done=False)
        learning.save(connection, parsed, msgspec.msgpack.encode(msgspec.structs.replace(before, page=page)))


def mark_done(workspace: Workspace, record: str, *, right: int = 0, of: int = 0) -> None:
    """Note that a lesson was read, or a quiz was finished; of a quiz the best result stays.

    Args:
        workspace: The open vault.
        record: Of the lesson or quiz.
        right: Of a quiz, how many answers were right.
        of: Of how many.
    """
    parsed = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        before = read_kept(learning.load_one(connection, parsed)) or Kept(is_done=False)
        best = max(right, before.right) if before.is_done and before.of == of else right
        learning.save(connection, parsed, msgspec.msgpack.encode(Kept(best, of, is_done=True, page=before.page)))


def mark_not_done(workspace: Workspace, record: str) -> None:
    """Take back that a lesson or quiz was done. Safe to repeat."""
    with workspace.replica.transaction() as connection:
        learning.drop(connection, parse_record_id(record))


def keep_answers(workspace: Workspace, record: str, answers: Answers) -> None:
    """Keep a quiz as far as it was taken, also an answer that is half given."""
    with workspace.replica.transaction() as connection:
        learning.save_answers(connection, parse_record_id(record), msgspec.msgpack.encode(answers))


def load_answers(workspace: Workspace, record: str) -> Answers | None:
    """Return a quiz as far as it was taken, or None; None also for what a newer version wrote in another way."""
    with workspace.replica.reading() as connection:
        data = learning.load_answers(connection, parse_record_id(record))
    try:
        return msgspec.msgpack.decode(data, type=Answers) if data is not None else None
    except msgspec.MsgspecError:
        return None


def forget(workspace: Workspace, records: Sequence[str]) -> None:
    """Forget everything about some lessons and quizzes: that they were opened or done, answers, results.

    Safe to repeat.

    Args:
        workspace: The open vault.
        records: Of the lessons and quizzes.
    """
    parsed = [parse_record_id(record) for record in records]
    with workspace.replica.transaction() as connection:
        for record in parsed:
            learning.drop(connection, record)
            learning.drop_answers(connection, record)
        if learning.load_last(connection) in parsed:
            learning.drop_last(connection)
