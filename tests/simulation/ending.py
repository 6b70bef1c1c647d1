"""What must hold at the end of a history: all faults have ended, everybody has met the hub, nothing moves any more."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haversack.store.outbox import CLONED_REASON, NOT_SHOWN_REASON, UNANSWERED, ItemState
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from tests.simulation.kept import Kept, OutboxRow
from tests.simulation.laptop import Laptop
from tests.simulation.log import ViolatedError
from tests.simulation.oracle import REVOKED, FeedTruth

if TYPE_CHECKING:
    from tests.simulation.play import History


class Ending:
    """Compares everybody with the oracle and with each other."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self._invariants = history.invariants

    def _fail(self, invariant: str, what: str) -> None:
        raise ViolatedError(invariant, what)

    def check(self) -> None:
        """Check what holds when everybody has met the hub and nothing moves any more.

        Raises:
            ViolatedError: Something does not hold.
        """
        self._invariants.check()
        for invariant, problem in self._problems():
            if problem:
                self._fail(invariant, problem)
        for laptop in self._history.laptops.values():
            kept = laptop.disk.durable
            if laptop.is_destroyed:
                continue
            if laptop.replica.rebuilt_view().authority != kept.view.authority:
                self._fail("G13", f"{laptop.name} works out another authority from what it kept")
            if self._invariants.has_lost(laptop):
                continue
            readable = {NETWORK_FEED, *laptop.replica.readable()}
            for row in kept.outbox.values():
                if self._is_unfinished(laptop, kept, row, readable):
                    self._fail("G10", f"act {row.act} of {laptop.name} is still {row.state.value} ({row.reason})")
            self._check_people(laptop, kept)
            self._check_enrolments(laptop, kept)
            self._check_bytes(laptop, kept, readable)
            self._check_taken(laptop, kept, readable)
            self._check_files(laptop, kept)
        for feed, truth in self._invariants.log.truths.items():
            self._check_values(feed, truth)

    def _problems(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong by what the world of a history is about: an invariant, and a sentence or nothing."""
        history = self._history
        if history.restoring is not None:
            yield "G10", history.restoring.problem_in_the_end()
        if history.erasing is not None:
            yield "G16", history.erasing.problem_in_the_end(self._invariants.log)
        yield "G14", history.revoking.problem_in_the_end()
        for laptop in history.laptops.values() if history.lying is not None else ():
            yield "G17", history.lying.problem_in_the_end(laptop) if history.lying is not None else ""

    def _is_unfinished(self, laptop: Laptop, kept: Kept, row: OutboxRow, readable: set[FeedId]) -> bool:
        """Tell whether a change is still on its way, or lost."""
        # Who may not read a feed any more cannot see what became of a change that the hub received before.
        is_on_its_way = row.state is ItemState.RECEIVED and row.feed in readable
        is_cloned = row.state is ItemState.REFUSED and row.reason == CLONED_REASON
        is_lost = is_cloned and not self._invariants.has_former(kept, row)
        is_hidden = row.reason == NOT_SHOWN_REASON and row.feed not in readable
        was_lied_to = self._history.lying is not None and laptop.name in self._history.lying.told
        return (row.state in UNANSWERED and not (is_hidden and was_lied_to)) or is_on_its_way or is_lost

    def _check_taken(self, laptop: Laptop, kept: Kept, readable: set[FeedId]) -> None:
        """Every lie is found by whoever followed (T7), and no part of a snapshot is left on the disk."""
        problem = self._history.keepers.problem(laptop, kept, readable)
        if problem:
            self._fail("G17", problem)
        if kept.parts or kept.begun:
            self._fail("G19", f"{laptop.name} still keeps {len(kept.parts)} parts of snapshots")

    def _check_files(self, laptop: Laptop, kept: Kept) -> None:
        """Every file that a change needs is at the hub, and can be had by everybody."""
        if kept.to_upload:
            self._fail("G10", f"{laptop.name} never sent a file")
        for object_id in self._history.files.made:
            if self._history.files.are_for(laptop) and object_id not in kept.whole:
                self._fail("G10", f"{laptop.name} cannot get a file")

    def _check_people(self, laptop: Laptop, kept: Kept) -> None:
        """Every laptop knows the same people, with the same rights, as the log made them (G13)."""
        for name, author in self._invariants.log.people.items():
            person = self._history.everybody[name]
            span = kept.view.authority.span_of(person.handle)
            if span is None and author.role == REVOKED:
                continue
            if span is None or span.role.name.lower() != author.role or span.organisation.hex() != author.organisation:
                self._fail("G13", f"{laptop.name} takes {name} for {span}, not for {author}")

    def _check_enrolments(self, laptop: Laptop, kept: Kept) -> None:
        """Of each invitation everybody knows the same one device, and whoever came later was told (G15)."""
        for newcomer in self._history.laptops.values():
            if newcomer.code < 0:
                continue
            is_in = self._invariants.log.redeemed.get(newcomer.code) == newcomer.name
            if is_in != (newcomer.person.handle in kept.view.authority.devices):
                self._fail("G15", f"{laptop.name} takes {newcomer.name} for {'a stranger' if is_in else 'enrolled'}")
            if not is_in and not self._invariants.has_lost(newcomer):
                self._fail("G15", f"{newcomer.name} was never told that its invitation enrolled nobody, or another")

    def _check_bytes(self, laptop: Laptop, kept: Kept, readable: set[FeedId]) -> None:
        """What is kept to be passed on is byte for byte what its author sealed, known here or not (G18)."""
        if self._history.erasing is not None:
            # Of what was erased nobody keeps bytes: see G16.
            return
        log = self._invariants.log.entries
        for feed in readable:
            entries = kept.network if feed == NETWORK_FEED else kept.entries.get(feed, ())
            first = 0 if feed == NETWORK_FEED else kept.first_n(feed)
            wanted = [stored.entry.envelope for stored in log[feed][first : first + len(entries)]]
            if [entry.envelope for entry in entries] != wanted:
                self._fail("G18", f"{laptop.name} keeps other bytes of a feed than its authors sealed")

    def _check_values(self, feed: FeedId, truth: FeedTruth) -> None:
        """Every value that somebody wrote and the rules allowed is there, or was replaced by who saw it (G8)."""
        last = truth.moments[-1].records
        for n, stored in enumerate(self._invariants.log.entries[feed], start=1):
            act = self._invariants.log.written.get(stored.entry.hash)
            if act is None or truth.moments[n].refused or act.record in truth.erased:
                continue
            for step in act.steps:
                if step[0] != "set" or len(step) != 4:
                    continue
                _, group, _, value = step
                versions = last[act.record].groups.get(group, [])
                if value not in versions and value not in truth.replaced.get((act.record, group), set()) and value:
                    self._fail("G8", f"the value {value!r} of act {act.number} is nowhere")
