"""Parts of many records at once: every record in use, whatever the size of the blocks in which they are read."""

import msgspec

from haversack.operations.workspace import Workspace
from haversack.store import links, listing, records
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import Life, Member, RecordState, Version

FEED = FeedId(b"feed one")
DEVICE = DeviceId(b"device--")
CAPTAIN = RecordId(b"the captain-----")


def version(text: str) -> Version:
    value = encode(text)
    return Version(value, value_hash(value), DEVICE, 1, Position(11))


def ship(number: int) -> RecordState:
    return RecordState(
        feed=FEED,
        id=RecordId(number.to_bytes(16, "big")),
        kind="spaceship",
        groups={"name@en": (version(f"ship {number}"),), "log@en": (version("a long text"),)},
        sets={"crew": {encode(bytes(CAPTAIN)): Member(DEVICE, 4, Position(14))}},
        life=Life.ALIVE,
        edited_after_retired=False,
        created_by=DEVICE,
        created_number=1,
        created_at=Position(11),
    )


def test_every_record_in_use_comes_once_in_its_order_over_several_blocks(editor: Workspace) -> None:
    made = [ship(number) for number in range(1_000)]
    made[500] = msgspec.structs.replace(made[500], life=Life.RETIRED)
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, each) for each in made], 20)

        found = list(listing.load_parts(connection, "spaceship", ("name",)))

    assert [one.id for one in found] == [each.id for each in made if each.life is Life.ALIVE]
    assert found[0].groups == {"name@en": encode("ship 0")}
    assert sorted(found[0].keys) == ["log@en", "name@en"]
    assert found[999 - 1].sets == {"crew": [encode(bytes(CAPTAIN))]}


def test_a_few_groups_alone_are_read_of_every_record_in_use(editor: Workspace) -> None:
    made = [ship(number) for number in range(4)]
    made[1] = msgspec.structs.replace(made[1], life=Life.RETIRED)
    near = {key: (version("beside"),) for key in ("names", "name2@en", "nameA", "log@en")}
    made[2] = msgspec.structs.replace(made[2], groups=near)
    made[3] = msgspec.structs.replace(
        made[3],
        groups={"name@en": (version("one"), version("two")), "name@fr": (version("un"),), "code": (version("x"),)},
    )
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, each) for each in made], 20)

        found = list(listing.load_texts(connection, "spaceship", ("name", "code")))

    assert [one.id for one in found] == [made[0].id, made[2].id, made[3].id]
    assert [one.groups for one in found] == [
        {"name@en": encode("ship 0")},
        {},
        {"code": encode("x"), "name@en": encode("one"), "name@fr": encode("un")},
    ]
    assert [one.has_two_versions for one in found] == [False, False, True]
    assert all(one.keys == list(one.groups) and not one.sets for one in found)


def test_records_with_one_of_several_values_are_found(editor: Workspace) -> None:
    made = [ship(number) for number in range(3)]
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, each) for each in made], 20)

        found = listing.with_value(connection, "spaceship", "name@en", encode("ship 0"), encode("ship 2"))

        assert [record for _, record in found] == [made[0].id, made[2].id]
        assert listing.with_value(connection, "spaceship", "name@en") == []


def test_who_names_a_record_is_found_without_reading_all_records(editor: Workspace) -> None:
    with editor.replica.transaction() as connection:
        records.save_states(connection, [(None, ship(number)) for number in range(3)], 20)
        asked: list[str] = []
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)

        found = links.naming(connection, CAPTAIN, "crew", ("spaceship",))

        driver.set_trace_callback(None)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}").all()

    assert len(found) == 3
    steps = [str(step[-1]) for step in plan]
    assert steps[0].startswith("SEARCH elements USING COVERING INDEX ix_elements_set_name_element"), steps
