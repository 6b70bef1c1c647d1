"""A hub that lies, or lost what it had: noticed by whoever knows better, and nothing that people wrote is lost."""

from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import pytest

from haversack.store.outbox import ItemState
from haversack_sync.hub import exchange
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.entries import next_digest
from tests.simulation.choices import GivenChoices
from tests.simulation.founded import DIRECTORY, copied
from tests.simulation.laptop import Laptop
from tests.simulation.meeting import in_memory_too
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

    # A short answer does not say its digests, so a false one cannot be told from a stranger's; nothing of it counts.
    assert ana.ended in ("not_our_hub", "fork")
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
