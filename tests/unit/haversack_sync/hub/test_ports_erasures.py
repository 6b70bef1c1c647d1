"""The contract of both ledgers about orders of erasure, and who says to have followed them."""

import pytest

from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.ports import Ledger
from haversack_sync.model.ids import Position
from tests.unit.haversack_sync.hub.test_ports import ANA, BEN, FEED, OTHER_FEED, StopError, ledger

__all__ = ["ledger"]

ONE, TWO = b"one".ljust(16), b"two".ljust(16)


def test_orders_and_reports_are_kept_and_those_of_a_transaction_that_fails_are_undone(ledger: Ledger) -> None:
    first = Erasure(Position(7), FEED, 3, 1, ONE, ANA, 2)
    with ledger.writing() as writer:
        writer.erase(first, [])
        writer.erase(Erasure(Position(8), OTHER_FEED, 1, 1, TWO, BEN, 0), [])
        writer.report([(ONE, ANA), (TWO, BEN)])
        writer.report([])

    def fail() -> None:
        with ledger.writing() as writer:
            writer.erase(Erasure(Position(9), FEED, 4, 2, TWO, ANA, 1), [])
            writer.report([(ONE, BEN)])
            raise StopError

    with pytest.raises(StopError):
        fail()
    with ledger.reading() as moment:
        assert list(moment.erasures(FEED)) == [first]
        assert list(moment.erasures_by(ANA)) == [first]
        assert [one.feed for one in moment.erasures_by(BEN)] == [OTHER_FEED]
        told = [(one, who) for one in (ONE, TWO) for who in (ANA, BEN) if moment.has_reported(one, who)]
    assert told == [(ONE, ANA), (TWO, BEN)]
