"""The contract of both ledgers: whatever one keeps, the other keeps alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.hub.database import Database, open_database
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import (
    KEPT_USAGE_DAYS,
    ChainEnd,
    Counts,
    FeedEnd,
    HeldChange,
    Ledger,
    LedgerReader,
    LedgerRow,
    LedgerWriter,
    Registration,
    StoredEntry,
    StoredStanza,
    Upload,
    Usage,
)
from haversack_sync.hub.schema import METADATA
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry
from tests.guards.examples import examples

ANA, BEN = DeviceId(b"ana-----"), DeviceId(b"ben-----")
FEED, OTHER_FEED = FeedId(b"feed----"), FeedId(b"other---")
AUDIENCE = AudienceId(b"audience")
THING, OTHER_THING = ObjectId(b"t" * 32), ObjectId(b"o" * 32)


class StopError(Exception):
    """What ends a transaction in these tests."""


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    database = open_database(tmp_path / "hub.db", migrate=True)
    yield SqliteLedger(database)
    database.close()


def stored(position: int, n: int, feed: FeedId = FEED) -> StoredEntry:
    entry = Entry(Position(position), 1000 + position, 0, b"envelope %d" % position)
    return StoredEntry(feed, n, entry, b"digest".ljust(31, b"-") + bytes([n]))


def row(device: DeviceId, number: int) -> LedgerRow:
    return LedgerRow(device, number, bytes([number]) * 32, 0, Position(number + 1), "")


def held(device: DeviceId, number: int, *, stamp: int) -> HeldChange:
    return HeldChange(device, number, bytes([number]) * 32, "gap", stamp, 5)


def stanza(recipient: DeviceId, sealed: bytes, *, serial: int = 0, sender: DeviceId = ANA) -> StoredStanza:
    return StoredStanza(serial, AUDIENCE, 1, recipient, sender, sealed)


def fill(writer: LedgerWriter) -> None:
    """Write something of everything."""
    writer.register(Registration(b"r" * 32, 1), stamp=5)
    writer.append([stored(1, 1), stored(2, 1, OTHER_FEED), stored(3, 2)], [(THING, Position(1)), (THING, Position(3))])
    writer.record([row(ANA, 0), row(ANA, 1), row(BEN, 0)])
    writer.hold(held(BEN, 5, stamp=40), b"later")
    writer.hold(held(BEN, 3, stamp=41), b"early")
    writer.set_counter(ANA, 0, 7)
    writer.set_usage(ANA, 100, Usage(2, 300))
    writer.put_stanzas([stanza(BEN, b"one"), stanza(ANA, b"two")])
    writer.put_profile(b"profile")
    writer.put_upload(OTHER_THING, ANA, Upload(10, 4), stamp=50)
    writer.put_object(THING, 12, stamp=51)
    writer.put_carried(ANA, [b"second", b"first"], stamp=52)


def change_all(writer: LedgerWriter) -> None:
    """Change something of everything that `fill` wrote."""
    writer.register(Registration(b"s" * 32, 1), stamp=6)
    writer.append([stored(4, 3)], [(THING, Position(4))])
    writer.record([row(ANA, 2)])
    writer.hold(held(ANA, 9, stamp=60), b"other")
    writer.let_go(BEN, 3)
    writer.let_go(BEN, 4)
    writer.set_counter(ANA, 0, 8)
    writer.set_counter(ANA, 1, 1)
    writer.set_usage(ANA, 200, Usage(9, 9))
    writer.put_stanzas([stanza(BEN, b"another")])
    writer.put_profile(b"other")
    writer.put_upload(OTHER_THING, ANA, Upload(10, 10), stamp=60)
    writer.put_object(OTHER_THING, 10, stamp=60)
    writer.drop_upload(OTHER_THING, ANA)
    writer.put_carried(BEN, [b"other"], stamp=60)
    writer.put_carried(ANA, [b"first"], stamp=61)


def abandon(ledger: Ledger, write: Callable[[LedgerWriter], None]) -> None:
    """Begin a transaction that fails at its end."""

    def fail() -> None:
        with ledger.writing() as writer:
            write(writer)
            raise StopError

    with pytest.raises(StopError):
        fail()


def everything(reader: LedgerReader) -> list[object]:
    """Return all that a reader shows."""
    return [
        reader.registration(),
        reader.last(),
        [reader.feed_end(feed) for feed in (FEED, OTHER_FEED)],
        [list(reader.entries(feed, after=0, up_to=9, at_most=9)) for feed in (FEED, OTHER_FEED)],
        [reader.chain_end(device) for device in (ANA, BEN)],
        [reader.ledger_row(device, number) for device in (ANA, BEN) for number in (0, 1, 2)],
        [list(reader.held(device)) for device in (ANA, BEN)],
        [reader.held_envelope(BEN, number) for number in (3, 4, 5)],
        [reader.held_bytes(), reader.held_devices(), reader.held_devices(before=41), reader.held_devices(before=40)],
        [reader.counter(ANA, lane) for lane in (0, 1)],
        [reader.usage(ANA, day) for day in (99, 100)],
        [list(reader.stanzas(device, after=0, at_most=9)) for device in (ANA, BEN)],
        reader.profile(),
        [reader.object_size(each) for each in (THING, OTHER_THING)],
        [reader.upload(OTHER_THING, device) for device in (ANA, BEN)],
        [list(reader.needing(each)) for each in (THING, OTHER_THING)],
        reader.counts(),
        [reader.carried_devices(), *(list(reader.carried(device)) for device in (ANA, BEN))],
    ]


def test_an_empty_ledger_says_so(ledger: Ledger) -> None:
    with ledger.reading() as reader:
        assert everything(reader) == [
            None,
            (0, 0),
            [None, None],
            [[], []],
            [None, None],
            [None] * 6,
            [[], []],
            [None] * 3,
            [0, [], [], []],
            [0, 0],
            [Usage(), Usage()],
            [[], []],
            None,
            [None, None],
            [None, None],
            [[], []],
            Counts(0, 0, 0, 0),
            [[], [], []],
        ]


def test_what_was_written_is_read_again(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        fill(writer)

    with ledger.reading() as reader:
        assert everything(reader) == [
            Registration(b"r" * 32, 1),
            (3, 1003),
            [FeedEnd(2, Position(3), stored(3, 2).digest), FeedEnd(1, Position(2), stored(2, 1).digest)],
            [[stored(1, 1), stored(3, 2)], [stored(2, 1, OTHER_FEED)]],
            [ChainEnd(1, b"\x01" * 32), ChainEnd(0, b"\x00" * 32)],
            [row(ANA, 0), row(ANA, 1), None, row(BEN, 0), None, None],
            [[], [held(BEN, 3, stamp=41), held(BEN, 5, stamp=40)]],
            [b"early", None, b"later"],
            [10, [BEN], [BEN], []],
            [7, 0],
            [Usage(), Usage(2, 300)],
            [[stanza(ANA, b"two", serial=2)], [stanza(BEN, b"one", serial=1)]],
            b"profile",
            [12, None],
            [Upload(10, 4), None],
            [[1, 3], []],
            Counts(3, 1, 12, 1),
            [[ANA], [b"first", b"second"], []],
        ]


def test_a_transaction_sees_its_own_writes(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        fill(writer)
        seen = everything(writer)

    with ledger.reading() as reader:
        assert everything(reader) == seen


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    abandon(ledger, fill)

    with ledger.reading() as reader:
        assert reader.registration() is None
        assert reader.counts() == Counts(0, 0, 0, 0)
        assert reader.last() == (0, 0)


def test_a_transaction_that_fails_leaves_what_was_there_before(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        fill(writer)
    with ledger.reading() as reader:
        before = everything(reader)

    abandon(ledger, change_all)

    with ledger.reading() as reader:
        assert everything(reader) == before


@pytest.mark.parametrize(
    ("after", "up_to", "at_most", "expected"),
    [(0, 2, 9, [1, 2]), (1, 2, 9, [2]), (2, 2, 9, []), (0, 1, 9, [1]), (0, 2, 1, [1]), (5, 9, 9, [])],
)
def test_entries_are_read_from_any_place_to_any_other(
    ledger: Ledger, after: int, up_to: int, at_most: int, expected: list[int]
) -> None:
    with ledger.writing() as writer:
        fill(writer)
        entries = writer.entries(FEED, after=after, up_to=up_to, at_most=at_most)

    assert [each.n for each in entries] == expected


def test_the_same_stanza_keeps_its_serial_and_another_takes_its_place_under_a_new_one(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.put_stanzas([stanza(BEN, b"one"), stanza(BEN, b"by another", sender=BEN)])
        writer.put_stanzas([stanza(BEN, b"one")])
        writer.put_stanzas([stanza(BEN, b"new")])

    with ledger.reading() as reader:
        held = reader.stanzas(BEN, after=0, at_most=9)
        assert [(each.sealed, each.serial) for each in held] == [(b"by another", 2), (b"new", 3)]
        assert list(reader.stanzas(BEN, after=2, at_most=9)) == [held[1]]
        assert list(reader.stanzas(BEN, after=0, at_most=1)) == [held[0]]


def test_what_devices_used_is_forgotten_after_some_days(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.set_usage(ANA, 100, Usage(1, 1))
        writer.set_usage(ANA, 100, Usage(2, 2))
        writer.set_usage(BEN, 100 + KEPT_USAGE_DAYS, Usage(1, 1))
        assert writer.usage(ANA, 100) == Usage(2, 2)

        writer.set_usage(BEN, 101 + KEPT_USAGE_DAYS, Usage(1, 1))

        assert writer.usage(ANA, 100) == Usage()
        assert writer.usage(BEN, 100 + KEPT_USAGE_DAYS) == Usage(1, 1)


def test_uploads_are_forgotten_that_were_not_touched_for_long(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.put_upload(THING, ANA, Upload(10, 1), stamp=50)
        writer.put_upload(THING, BEN, Upload(10, 1), stamp=51)
        writer.put_upload(THING, BEN, Upload(10, 2), stamp=52)

        assert list(writer.drop_uploads_before(51)) == [(THING, ANA)]
        assert writer.upload(THING, ANA) is None
        assert writer.upload(THING, BEN) == Upload(10, 2)


def test_an_object_keeps_its_first_length(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.put_object(THING, 12, stamp=1)
        writer.put_object(THING, 99, stamp=2)
        assert (writer.object_size(THING), writer.object_stamp(THING)) == (12, 2)

        writer.put_object(THING, 12, stamp=1)
        assert writer.object_stamp(THING) == 2


def test_an_object_that_is_dropped_is_forgotten(ledger: Ledger) -> None:
    def fail_after_dropping() -> None:
        with ledger.writing() as writer:
            writer.drop_object(THING)
            raise StopError

    with ledger.writing() as writer:
        writer.put_object(THING, 12, stamp=1)
    with pytest.raises(StopError):
        fail_after_dropping()
    with ledger.writing() as writer:
        assert writer.object_size(THING) == 12
        writer.drop_object(THING)
        writer.drop_object(THING)
        assert (writer.object_size(THING), writer.object_stamp(THING)) == (None, None)


def test_numbers_up_to_the_largest_varint_are_kept(ledger: Ledger) -> None:
    largest = 2**63 - 1
    with ledger.writing() as writer:
        writer.set_counter(ANA, 0, largest)
        assert writer.counter(ANA, 0) == largest
        assert writer.ledger_row(ANA, largest) is None
        assert list(writer.stanzas(ANA, after=largest, at_most=9)) == []


Step = Callable[[LedgerWriter], object]
DEVICES = st.sampled_from([ANA, BEN])
STEPS = st.one_of(
    st.builds(
        lambda device, lane, counter: lambda writer: writer.set_counter(device, lane, counter),
        DEVICES,
        st.integers(0, 1),
        st.integers(0, 9),
    ),
    st.builds(
        lambda device, number: (
            lambda writer: (
                writer.let_go(device, number),
                writer.hold(held(device, number, stamp=number), b"held"),
            )
        ),
        DEVICES,
        st.integers(0, 5),
    ),
    st.builds(lambda device, number: lambda writer: writer.let_go(device, number), DEVICES, st.integers(0, 5)),
    st.builds(
        lambda device, day, used: lambda writer: writer.set_usage(device, day, Usage(used, used)),
        DEVICES,
        st.integers(98, 104),
        st.integers(0, 9),
    ),
    st.builds(
        lambda to, by, text: lambda writer: writer.put_stanzas([stanza(to, text, sender=by)]),
        DEVICES,
        DEVICES,
        st.sampled_from([b"one", b"two"]),
    ),
    st.builds(
        lambda device, held, stamp: lambda writer: writer.put_upload(OTHER_THING, device, Upload(9, held), stamp=stamp),
        DEVICES,
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    st.builds(lambda device: lambda writer: writer.drop_upload(OTHER_THING, device), DEVICES),
    st.builds(lambda stamp: lambda writer: list(writer.drop_uploads_before(stamp)), st.integers(0, 9)),
    st.builds(lambda size: lambda writer: writer.put_object(THING, size, stamp=1), st.integers(1, 9)),
)


@pytest.fixture(scope="module")
def wiped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return one database for all examples: migrations take longer than the example."""
    database = open_database(tmp_path_factory.mktemp("ledger") / "hub.db", migrate=True)
    yield database
    database.close()


def wipe(database: Database) -> None:
    """Empty every table, and begin serials anew."""
    with database.writing() as connection:
        for table in METADATA.tables.values():
            connection.execute(table.delete())
        connection.execute(sa.text("DELETE FROM sqlite_sequence"))


@settings(max_examples=examples(100))
@given(st.lists(st.tuples(st.lists(STEPS, max_size=6), st.booleans()), max_size=6))
def test_any_transactions_kept_or_not_leave_both_ledgers_alike(
    wiped: Database, transactions: list[tuple[list[Step], bool]]
) -> None:
    wipe(wiped)
    ledgers: list[Ledger] = [MemoryLedger(), SqliteLedger(wiped)]
    shown = []
    for ledger in ledgers:
        for steps, is_kept in transactions:
            try:
                with ledger.writing() as writer:
                    for step in steps:
                        step(writer)
                    if not is_kept:
                        raise StopError
            except StopError:
                continue
        with ledger.reading() as reader:
            shown.append(everything(reader))

    assert shown[0] == shown[1]
