"""Record states in tables: what is loaded is what was saved, for records of any kind."""

import msgspec
import pytest

from haversack.operations.workspace import Workspace
from haversack.store import records
from haversack_sync.model.canonical import ABSENT, encode, value_hash
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import Life, Member, RecordState, Version

FEED, OTHER = FeedId(b"feed one"), FeedId(b"feed two")
DEVICE = DeviceId(b"device--")


def version(text: str, number: int) -> Version:
    value = encode(text) if text else ABSENT
    return Version(value, value_hash(value), DEVICE, number, Position(10 + number))


def state(number: int, *, feed: FeedId = FEED, kind: str = "spaceship") -> RecordState:
    """Return a record with two versions, a removal, and a set."""
    return RecordState(
        feed=feed,
        id=RecordId(number.to_bytes(16, "big")),
        kind=kind,
        groups={"name@en": (version("first", 1), version("second", 2)), "colour": (version("", 3),)},
        sets={
            "crew": {encode("Zoe"): Member(DEVICE, 4, Position(14)), encode("Adam"): Member(DEVICE, 5, Position(15))}
        },
        life=Life.RETIRED,
        edited_after_retired=True,
        created_by=DEVICE,
        created_number=1,
        created_at=Position(11),
    )


@pytest.mark.parametrize("count", [1, 3, 450, 1_100])
def test_what_is_saved_is_loaded_again_in_batches(editor: Workspace, count: int) -> None:
    made = [state(number) for number in range(count)]
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, each) for each in made], 20)
        loaded = records.load_states(connection, FEED, [each.id for each in made] + [RecordId(b"missing record!!")])

        assert {record: found for record, (_, found) in loaded.items()} == {each.id: each for each in made}
        assert len({row for row, _ in loaded.values()}) == count
        assert [found for _, found in records.load_all(connection, kind="spaceship")] == made


def test_the_order_of_a_sets_elements_survives(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, state(1))], 20)
        ((_, found),) = records.find_by_id(connection, state(1).id)

    assert found.elements("crew") == (encode("Zoe"), encode("Adam"))


def test_a_record_is_written_over_as_a_whole(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, state(1)), (None, state(2))], 20)
        row, _ = records.load_states(connection, FEED, [state(1).id])[state(1).id]
        changed = msgspec.structs.replace(
            state(1), groups={"colour": (version("red", 9),)}, sets={}, life=Life.ALIVE, edited_after_retired=False
        )
        records.save_states(connection, [(row, changed), (None, state(3))], 30)
        loaded = records.load_states(connection, FEED, [state(number).id for number in (1, 2, 3)])

    assert [found for _, found in loaded.values()] == [changed, state(2), state(3)]


def test_a_record_may_stand_in_two_feeds(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, state(1)), (None, state(1, feed=OTHER))], 20)

        assert [found.feed for _, found in records.find_by_id(connection, state(1).id)] == [FEED, OTHER]
        assert set(records.load_states(connection, OTHER, [state(1).id])) == {state(1).id}
        assert records.load_states(connection, FeedId(b"nowhere."), [state(1).id]) == {}


def test_nothing_to_save_is_fine(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        records.save_states(connection, [], 20)
        assert list(records.load_all(connection, kind="spaceship")) == []


def test_all_kinds_are_loaded_unless_one_is_asked_for(editor: Workspace) -> None:
    with editor.replica.reading() as connection:
        kinds = {found.kind for _, found in records.load_all(connection)}
        topics = {found.kind for _, found in records.load_all(connection, kind="topic")}

    assert kinds == {"network", "topic", "resource", "organisation"}
    assert topics == {"topic"}


def test_records_in_which_somebody_must_choose_are_counted_once(editor: Workspace) -> None:
    two = state(2)
    more = msgspec.structs.replace(
        two, groups={**two.groups, "size": (version("a", 6), version("b", 7), version("c", 8))}
    )
    calm = msgspec.structs.replace(state(3), groups={"colour": (version("red", 3),)})
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, state(1)), (None, more), (None, calm)], 20)

        assert records.count_disputed(connection) == 2
