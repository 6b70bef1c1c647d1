"""The contract of both ledgers about what notices of snapshots say."""

import pytest

from haversack_sync.hub.ports import Ledger, SnapshotRow
from haversack_sync.model.ids import DeviceId, FeedId, Position
from tests.unit.haversack_sync.hub.test_ports import ANA, BEN, FEED, OTHER_FEED, OTHER_THING, THING, StopError, ledger

__all__ = ["ledger"]


def announced(position: int, n: int, *, is_right: bool = True, feed: FeedId = FEED) -> SnapshotRow:
    return SnapshotRow(feed, Position(position), position, n, THING, is_right)


def test_snapshots_are_given_longest_first_without_the_wrong_the_disputed_and_the_swept(ledger: Ledger) -> None:
    rows = [announced(1, 10), announced(2, 30), announced(3, 20), announced(4, 20), announced(5, 40, is_right=False)]
    with ledger.writing() as writer:
        writer.announce([*rows, announced(6, 50, feed=OTHER_FEED), announced(7, 25), announced(8, 26)])
        writer.dispute([(Position(7), ANA), (Position(7), BEN)])
        writer.set_swept([Position(8), Position(8)])

    with ledger.reading() as moment:
        assert [row.position for row in moment.offerable(FEED, above=0, at_most=9)] == [2, 4, 3, 1]
        assert [row.position for row in moment.offerable(FEED, above=10, at_most=2)] == [2, 4]
        assert [row.position for row in moment.unswept(FEED)] == [5, 2, 7, 4, 3, 1]
        assert (moment.has_disputed(7, ANA), moment.has_disputed(7, BEN)) == (True, True)
        assert (moment.has_disputed(7, DeviceId(bytes(8))), moment.has_disputed(1, ANA)) == (False, False)
        assert moment.snapshot(FEED, 2) == rows[1]
        assert moment.snapshot(FEED, 6) is None


def test_snapshots_and_disputes_of_a_transaction_that_fails_are_undone(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.announce([announced(1, 10)])

    def fail() -> None:
        with ledger.writing() as writer:
            writer.announce([announced(2, 20)])
            writer.dispute([(Position(1), ANA)])
            writer.set_swept([Position(1)])
            raise StopError

    with pytest.raises(StopError):
        fail()

    with ledger.reading() as moment:
        assert list(moment.offerable(FEED, above=0, at_most=9)) == [announced(1, 10)]
        assert not moment.has_disputed(1, ANA)


def test_whole_objects_are_counted_and_measured_together(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.put_object(THING, 10, stamp=1)

    with ledger.reading() as moment:
        assert moment.whole([THING, OTHER_THING]) == (1, 10)
        assert moment.whole([]) == (0, 0)
