"""What a learner did: kept across sessions, the best result, nothing of it to send, and all of it forgotten."""

import msgspec
import pytest

from haversack.operations import learner
from haversack.operations.learner import Answers, Kept, read_kept
from haversack.operations.workspace import Workspace
from haversack.store import learning, outbox
from haversack.store.outbox import ItemState
from haversack_sync.model.ids import RecordId, show_record_id

ONE, TWO = (show_record_id(RecordId(bytes([number]) * 16)) for number in (1, 2))


def kept(workspace: Workspace, record: str) -> Kept | None:
    with workspace.replica.reading() as connection:
        found = learning.load(connection)
    return read_kept(found.get((bytes([1 if record == ONE else 2]) * 16).hex()))


def test_the_best_result_of_a_quiz_stays(reader: Workspace) -> None:
    for right in (3, 5, 4):
        learner.mark_done(reader, ONE, right=right, of=6)

    assert kept(reader, ONE) == Kept(5, 6)


def test_a_quiz_that_has_other_questions_now_begins_anew(reader: Workspace) -> None:
    learner.mark_done(reader, ONE, right=5, of=5)
    learner.mark_done(reader, ONE, right=2, of=4)

    assert kept(reader, ONE) == Kept(2, 4)


def test_the_page_is_kept_whether_or_not_the_lesson_is_done(reader: Workspace) -> None:
    learner.turn_to(reader, ONE, 2)
    assert kept(reader, ONE) == Kept(is_done=False, page=2)

    learner.mark_done(reader, ONE)
    learner.turn_to(reader, ONE, 0)

    assert kept(reader, ONE) == Kept(is_done=True, page=0)
    learner.mark_not_done(reader, ONE)
    assert kept(reader, ONE) is None


@pytest.mark.parametrize(
    "answers",
    [
        Answers("shape"),
        Answers(
            "shape", 1, {0: True, 1: 1, 2: "half an ans", 3: (2, 0), 4: ("", "x"), 5: None}, (0,), {2: False}, (4,)
        ),
    ],
)
def test_answers_come_back_as_they_were_given(reader: Workspace, answers: Answers) -> None:
    learner.keep_answers(reader, ONE, answers)

    found = learner.load_answers(reader, ONE)

    assert found == answers
    assert found is not None
    assert [type(one) for one in found.given.values()] == [type(one) for one in answers.given.values()]


def test_what_a_newer_version_wrote_is_no_error(reader: Workspace) -> None:
    newer = msgspec.msgpack.encode(["in another way"])
    with reader.replica.transaction() as connection:
        learning.save(connection, RecordId(bytes([1]) * 16), newer)
        learning.save_answers(connection, RecordId(bytes([1]) * 16), newer)

    assert kept(reader, ONE) == Kept()
    assert learner.load_answers(reader, ONE) is None
    assert learner.load_answers(reader, TWO) is None


def test_everything_about_a_part_is_forgotten_and_the_others_stay(reader: Workspace) -> None:
    for record in (ONE, TWO):
        learner.mark_done(reader, record, right=1, of=1)
        learner.keep_answers(reader, record, Answers("shape"))
    learner.open_part(reader, ONE)

    learner.forget(reader, [ONE])
    learner.forget(reader, [ONE])

    assert kept(reader, ONE) is None
    assert learner.load_answers(reader, ONE) is None
    assert learner.last_part(reader) == ""
    assert kept(reader, TWO) == Kept(1, 1)
    assert learner.load_answers(reader, TWO) == Answers("shape")
    learner.open_part(reader, TWO)
    learner.forget(reader, [ONE])
    assert learner.last_part(reader) == TWO


def test_nothing_of_it_waits_to_be_sent(reader: Workspace) -> None:
    def waiting() -> int:
        with reader.replica.reading() as connection:
            return len(outbox.read_items(connection, [ItemState.WAITING]))

    before = waiting()

    learner.open_part(reader, ONE)
    learner.turn_to(reader, ONE, 1)
    learner.mark_done(reader, ONE, right=1, of=2)
    learner.keep_answers(reader, ONE, Answers("shape", given={0: "x"}))

    assert waiting() == before
