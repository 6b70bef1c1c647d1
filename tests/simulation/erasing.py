"""Steps of a history in which records are erased everywhere, and what must be left of them: nothing (G16, H4).

A coordinator orders it, whoever knows of it or not: others go on writing, offline and by couriers, and what they wrote
about it has no effect, whenever it comes. In the end nobody has any of it, the hub neither, and the counts are right.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from haversack.store.outbox import UNANSWERED
from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.erasing import Erasing, announce, encode
from tests.simulation import erasing_here, handing
from tests.simulation.acts import Act, record_id
from tests.simulation.founded import DIRECTORY, LIBRARY, NOTES
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop
from tests.simulation.log import Log
from tests.simulation.people import RECORDS

if TYPE_CHECKING:
    from tests.simulation.play import History

COORDINATOR: Final = "ana"


class ErasingRecords:
    """What becomes of records that are erased."""

    def __init__(self, history: "History") -> None:
        self._history = history

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._erases,)

    def _erases(self, _: Laptop) -> None:
        """The coordinator has something erased that is here."""
        choices, ana = self._history.choices, self._history.laptops[COORDINATOR]
        shelf = choices.of((DIRECTORY, DIRECTORY, LIBRARY, NOTES))
        self.erase(ana, shelf, choices.pick(RECORDS) + 1)

    def erase(self, ana: Laptop, shelf: str, record: int) -> None:
        """Let a coordinator announce an erasure, and carry out what will stand."""
        history, feed = self._history, self._history.founded.shelf(shelf).feed
        kept, own = ana.replica.kept, ana.person.handle
        key = handing.newest_key(kept, feed, own=own)
        if key is None or (feed, record_id(record)) not in kept.states or self._is_ordered(ana, feed, record):
            return
        said = announce(
            Erasing((record_id(record),), "why"),
            root=kept.view.root,
            feed=feed,
            epoch=key[0],
            epoch_key=key[1],
            random=ana.replica.random,
        )
        history.people.written += 1
        name = f"{record} in {shelf}"
        body, makes = encode_body(said), (said.id, feed, record)
        act = Act(history.people.written, ana.name, NETWORK_FEED, "network", 0, "erase", (), body, name, makes)

        def beside(mine: Kept) -> None:
            order = erasing_here.order_of(mine, feed, record_id(record), said.id)
            if order is not None and erasing_here.orders_left(mine, own) > 0:
                erasing_here.queue(mine, encode(order), feed, own)

        if ana.save(act, beside=beside):
            history.story.fault("record erased")

    def _is_ordered(self, ana: Laptop, feed: FeedId, record: int) -> bool:
        made = (act.makes for act in ana.acts.values() if act.kind == "erase")
        return any(isinstance(one, tuple) and one[1:] == (feed, record) for one in made)

    def problem(self, laptop: Laptop, kept: Kept, log: Log) -> str:
        """Say what a laptop still has of a record whose order it followed, or nothing."""
        if kept.wrong_orders:
            return f"{laptop.name} takes the order at {kept.wrong_orders[0]} for wrong, and nobody lied"
        for (feed, record), position in kept.erased.items():
            number = int.from_bytes(record, "big")
            if (feed, record) in kept.states:
                return f"{laptop.name} shows record {number} again, which was erased at {position}"
            if number not in log.truths[feed].erased:
                return f"{laptop.name} erased record {number}, and nothing that stands orders it"
            for row in kept.outbox.values():
                act = laptop.acts.get(row.act)
                if act is not None and (act.feed, act.record) == (feed, number) and row.body:
                    return f"{laptop.name} keeps what act {act.number} says of an erased record"
        for feed, entries in kept.entries.items():
            for entry in entries[: kept.applied.get(feed, 0) - kept.first_n(feed)]:
                act = None if entry.is_erased else log.written.get(entry.hash)
                if act is not None and (feed, record_id(act.record)) in kept.erased:
                    return f"{laptop.name} keeps the entry at {entry.position} of an erased record"
        return ""

    def problem_in_the_end(self, log: Log) -> str:
        """Say what is left of an erased record, or who is not counted, or nothing."""
        history = self._history
        with history.machine.ledger.reading() as moment:
            for feed, truth in log.truths.items():
                end = moment.feed_end(feed)
                for stored in moment.entries(feed, after=0, up_to=end.n if end else 0, at_most=10_000):
                    act = None if stored.entry.is_erased else log.written.get(stored.entry.hash)
                    if act is not None and act.record in truth.erased:
                        return f"the hub still has the entry at {stored.entry.position} of an erased record"
        for laptop in history.laptops.values():
            kept = laptop.disk.durable
            if history.invariants.has_lost(laptop):
                continue
            if erasing_here.unexplained(kept):
                return f"{laptop.name} has stubs that no order explains"
            for row in kept.outbox.values():
                act = laptop.acts.get(row.act)
                is_gone = act is not None and (act.feed, record_id(act.record)) in kept.erased
                if is_gone and row.state not in UNANSWERED and len(row.envelope or b"") > erasing_here.HASH_BYTES:
                    return f"{laptop.name} keeps a sealed change of an erased record"
            counted = self._uncounted(laptop, kept, log)
            if counted:
                return counted
        return ""

    def _uncounted(self, laptop: Laptop, kept: Kept, log: Log) -> str:
        """Say that a laptop that followed an order is not counted at its coordinator, or nothing."""
        known = self._history.laptops[COORDINATOR].disk.durable
        device = kept.view.authority.devices.get(laptop.person.handle)
        for said in known.view.authority.erasures.values():
            was_there = device is not None and device.spans[0].since < (said.stands_since or 0)
            is_done = device is not None and device.handle in known.done.get(said.id, frozenset())
            carried_out = said.id in log.carried_out and said.feed in laptop.replica.readable()
            if was_there and carried_out and not is_done:
                return f"{laptop.name} followed an order and is not counted"
            if is_done and said.id not in log.carried_out:
                return f"{laptop.name} is counted for what nobody carried out"
        return ""
