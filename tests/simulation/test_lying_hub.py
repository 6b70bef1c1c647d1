"""A hub that lies, or lost what it had: noticed by whoever knows better, and nothing that people wrote is lost."""

from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import pytest

from haversack.store.outbox import NOT_SHOWN_REASON, ItemState
from haversack_sync.hub import exchange
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.hub.work import Work
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.entries import next_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest
from tests.simulation.choices import GivenChoices
from tests.simulation.founded import DIRECTORY, copied
from tests.simulation.laptop import Laptop
from tests.simulation.log import ViolatedError
from tests.simulation.meeting import in_memory_too
from tests.simulation.planted import named
from tests.simulation.play import History


@pytest.fixture
def history() -> Iterator[History]:
    """Return a quiet history of Ana and Ben, in which Ana has published two changes that both of them hold."""
    history = History(GivenChoices([]))
    ana, ben = history.laptops["ana"], history.laptops["ben"]
    with in_memory_too():
        for _ in range(2):
            ana.save(history.people.act(ana))
        meet(history, ana)
        meet(history, ben)
        yield history


def meet(history: History, laptop: Laptop) -> bool:
    """Sync over a good line; tell whether it was whole."""
    report = laptop.sync(history.line(laptop, is_quiet=True))
    return report is not None and report.is_complete


def ledger_of(history: History) -> MemoryLedger:
    inner = history.machine.ledger.inner
    assert isinstance(inner, MemoryLedger)
    return inner


def directory(history: History) -> tuple[FeedId, list[StoredEntry]]:
    """Return the feed and the hub's own list of its entries."""
    feed = history.founded.shelf(DIRECTORY).feed
    return feed, ledger_of(history)._state._feeds[feed]


def test_a_hub_that_drops_an_entry_is_noticed(history: History) -> None:
    ana = history.laptops["ana"]
    before = ana.replica.kept
    directory(history)[1].pop()

    assert not meet(history, ana)

    assert ana.refused == "hub_behind"
    assert ana.replica.kept.states == before.states


def test_a_hub_that_alters_a_stamp_is_noticed(history: History) -> None:
    ana, root = history.laptops["ana"], history.founded.world.root
    feed, entries = directory(history)
    digest = entries[-2].digest
    altered = replace(entries[-1].entry, stamp=entries[-1].entry.stamp + 1)
    entries[-1] = replace(entries[-1], entry=altered, digest=next_digest(digest, altered, root=root, era=1, feed=feed))

    known = dict(ana.replica.kept.states)

    assert not meet(history, ana)

    # A short answer does not say its digests, so where the hub stands is asked for: that tells a lie from a stranger.
    assert ana.ended == "fork"
    assert ana.replica.kept.states == known


def test_a_hub_that_withholds_receipts_never_makes_a_change_received(history: History) -> None:
    ben = history.laptops["ben"]
    ben.save(history.people.act(ben))
    with mock.patch.object(exchange, "_accept_all", return_value=[]):
        meet(history, ben)
        meet(history, ben)
    states = [row.state for row in ben.replica.kept.outbox.values()]

    assert states == [ItemState.SENT]
    assert meet(history, ben)
    assert all(row.state in (ItemState.PUBLISHED, ItemState.REFUSED) for row in ben.replica.kept.outbox.values())


def swallowed(history: History) -> Laptop:
    """Let the hub sign for a change of Ben's, at the newest position, and keep nothing."""
    ben = history.laptops["ben"]
    ben.save(history.people.act(ben))

    def swallow(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
        headers = [parse_envelope(raw).header for raw in request.changes]
        return [Receipt(one.device, one.number, 1, ReceiptCode.ACCEPTED, work.position) for one in headers]

    with mock.patch.object(exchange, "_accept_all", swallow):
        meet(history, ben)
    return ben


def test_a_hub_that_signs_for_a_change_and_does_not_show_it_is_noticed_and_the_change_comes_again(
    history: History,
) -> None:
    ben = swallowed(history)

    history.invariants.check()
    assert [row.reason for row in ben.replica.kept.outbox.values()] == [NOT_SHOWN_REASON]
    assert meet(history, ben)
    history.heal()
    history.check_end()
    assert all(row.state in (ItemState.PUBLISHED, ItemState.REFUSED) for row in ben.replica.kept.outbox.values())


def test_a_program_that_does_not_look_for_what_is_not_shown_is_found(history: History) -> None:
    with named("unshown not noticed").plant():
        swallowed(history)
        with pytest.raises(ViolatedError, match="G1"):
            history.invariants.check()


def test_a_hub_that_lost_entries_without_saying_so_is_noticed_and_nothing_is_lost(history: History) -> None:
    ana, ben = history.laptops["ana"], history.laptops["ben"]
    backup = copied(ledger_of(history))
    held_before = len(directory(history)[1])
    ana.save(history.people.act(ana))
    meet(history, ana)
    meet(history, ben)
    history.machine.ledger.inner = backup
    history.machine.restart()
    known = dict(ana.replica.kept.states)
    ana.save(history.people.act(ana))

    assert not meet(history, ana)
    assert not meet(history, ben)

    assert {ana.refused, ben.refused} == {"hub_behind"}
    assert ana.replica.kept.states == known
    assert len(ana.acts) == len(ana.replica.kept.outbox)
    assert len(directory(history)[1]) == held_before
