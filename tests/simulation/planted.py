"""Does the simulator see? Faults that somebody might make one day, each behind a switch; every one must be found.

A planted fault bends the real code, or the simulated vault, for a block. One that survives is a hole in the
invariants, to be closed first.
"""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest import mock

from haversack.store.outbox import ItemState
from haversack_sync.client import answer_reader
from haversack_sync.client.answers import ContentStep
from haversack_sync.client.conditions import Limits
from haversack_sync.hub import accept, exchange, waiting
from haversack_sync.hub.work import Work
from haversack_sync.model import merge
from haversack_sync.model.operations import Change, Set
from haversack_sync.model.record import RecordState
from haversack_sync.protocol import sealing
from tests.simulation import handing
from tests.simulation.hub_machine import BEFORE_COMMIT, FailingLedger
from tests.simulation.planted_eras import (
    not_sent_again,
    number_of_an_entry_again,
    sealed_anew_though_told,
    sent_into_the_gap,
    written_into_the_gap,
)
from tests.simulation.planted_erasures import (
    erased_and_written_again,
    erased_at_the_hub_in_name_only,
    erased_from_sight_alone,
    late_changes_left_at_the_hub,
    never_counted,
)
from tests.simulation.planted_flips import flip_not_noticed
from tests.simulation.planted_lies import history_taken_for_a_stranger, other_bytes_kept
from tests.simulation.planted_revocations import (
    destroyed_by_a_refusal,
    late_changes_not_asked_for,
    never_told_why,
    revocation_without_effect,
)
from tests.simulation.planted_snapshots import (
    parts_left_lying,
    parts_swept_too_early,
    settled_up_to_a_number,
    snapshot_not_compared,
    unshown_not_noticed,
)
from tests.simulation.remembered import remembering
from tests.simulation.replaying import Replaying
from tests.simulation.replica import SimReplica
from tests.simulation.runs import play


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: its name, how it is planted, and a seed that is known to find it."""

    name: str
    plant: Callable[[], AbstractContextManager[object]]
    known_seed: int = 0


def named(name: str) -> Fault:
    """Return a fault by its name."""
    return next(fault for fault in (*FAULTS, *RARE) if fault.name == name)


def find(fault: Fault, seeds: Iterable[int]) -> tuple[int | None, str]:
    """Return the first seed that finds a fault, and the invariant that did not hold."""
    # Nothing that was remembered without the fault may hide it.
    with fault.plant(), remembering():
        for seed in seeds:
            outcome = play(seed)
            if outcome.violated:
                return seed, outcome.violated
    return None, ""


class _LostError(Exception):
    """Rolls a transaction back without anybody noticing."""


@contextlib.contextmanager
def cursor_before_commit() -> Iterator[None]:
    """Where a feed stands is on the disk before its entries are."""
    real = SimReplica.commit_content

    def commit_content(self: SimReplica, step: ContentStep) -> int:
        early = self.disk.durable.copy()
        early.standings[step.feed] = step.standing
        self.disk.commit(early)
        return real(self, step)

    with mock.patch.object(SimReplica, "commit_content", commit_content):
        yield


@contextlib.contextmanager
def entries_without_effect() -> Iterator[None]:
    """Entries and where the feed stands are one transaction, what they do is another."""
    real = SimReplica.commit_content

    def commit_content(self: SimReplica, step: ContentStep) -> int:
        with mock.patch.object(Replaying, "go_on", _go_on_later):
            real(self, step)
        depth, self._depth = self._depth, 0
        try:
            with self.transaction():
                return Replaying(self).go_on(step.feed)
        finally:
            self._depth = depth

    with mock.patch.object(SimReplica, "commit_content", commit_content):
        yield


def _go_on_later(self: Replaying, feed: bytes) -> int:
    kept = self._owner.kept
    kept.applied[feed] = len(kept.entries[feed])  # type: ignore[index] # the fault: it says that all is replayed
    return 0


@contextlib.contextmanager
def receipt_before_commit() -> Iterator[None]:
    """The hub answers before its transaction is on the disk."""

    @contextlib.contextmanager
    def writing(self: FailingLedger) -> Iterator[Any]:
        plan, self.plan = self.plan, ""
        with contextlib.suppress(_LostError), self.inner.writing() as transaction:
            yield transaction
            if plan == BEFORE_COMMIT:
                raise _LostError

    with mock.patch.object(FailingLedger, "writing", writing):
        yield


@contextlib.contextmanager
def position_outside_the_lock() -> Iterator[None]:
    """The hub reads the last position before its transaction is alone."""
    real = FailingLedger.writing

    @contextlib.contextmanager
    def writing(self: FailingLedger) -> Iterator[Any]:
        with self.inner.reading() as moment:
            last = moment.last()
        with real(self) as transaction, mock.patch.object(type(transaction), "last", lambda _: last):
            yield transaction

    with mock.patch.object(FailingLedger, "writing", writing):
        yield


@contextlib.contextmanager
def counter_in_memory() -> Iterator[None]:
    """A request counter is given out before it is on the disk."""

    def take_counter(self: SimReplica, lane: int) -> int:
        # In place: what this process knows, and what a later transaction happens to write.
        counters = dict(self.kept.counters)
        counters[lane] = counters.get(lane, 0) + 1
        self.kept = replace(self.kept, counters=counters)
        return counters[lane]

    with mock.patch.object(SimReplica, "take_counter", take_counter):
        yield


@contextlib.contextmanager
def sealed_again() -> Iterator[None]:
    """A change whose answer was lost is sealed again, on what is known by now."""
    real = handing.hand_over

    def hand_over(kept: Any, seeds: Any, *, random: Any, limit_bytes: int) -> tuple[bytes, ...]:
        for row in list(kept.outbox.values()):
            if row.state is ItemState.SENT and row.number == kept.chain_end(row.signer)[0] - 1 and row.envelope:
                kept.chains[row.signer] = (row.number, handing.prev_of(row.envelope))
                kept.outbox[row.sequence] = replace(row, state=ItemState.WAITING, number=None, envelope=None)
        return real(kept, seeds, random=random, limit_bytes=limit_bytes)

    with mock.patch.object(handing, "hand_over", hand_over):
        yield


@contextlib.contextmanager
def last_writer_wins() -> Iterator[None]:
    """A later change replaces whatever is there, whether its author saw it or not."""
    real = merge.apply

    def apply(state: RecordState | None, change: Change, **where: Any) -> RecordState:
        if state is not None:
            groups = state.groups
            operations = tuple(
                Set(one.group, tuple(version.value_hash for version in groups.get(one.group, ())), one.value)
                if isinstance(one, Set)
                else one
                for one in change.operations
            )
            change = Change(change.rules, change.record, change.kind, operations)
        return real(state, change, **where)

    with mock.patch.object(merge, "apply", apply):
        yield


@contextlib.contextmanager
def head_not_checked() -> Iterator[None]:
    """Nobody checks that the hub signed the head for this request."""
    with mock.patch.object(answer_reader, "verify_head", lambda *_, **__: None):
        yield


@contextlib.contextmanager
def digest_not_checked() -> Iterator[None]:
    """Nobody checks that entries add up to what the hub signed."""

    def closed(self: Any, frame: Any, feed: Any, after: Any, view: Any) -> Any:
        return after

    with mock.patch.object(answer_reader._FrameWork, "_closed", closed):
        yield


@contextlib.contextmanager
def received_when_sent() -> Iterator[None]:
    """What has left the computer counts as received."""
    real = SimReplica.left_computer

    def left_computer(self: SimReplica, envelopes: Sequence[bytes]) -> None:
        real(self, envelopes)
        with self.transaction():
            for row in list(self.kept.outbox.values()):
                if row.state is ItemState.SENT:
                    self.kept.outbox[row.sequence] = replace(row, state=ItemState.RECEIVED)

    with mock.patch.object(SimReplica, "left_computer", left_computer):
        yield


@contextlib.contextmanager
def numbers_not_remembered() -> Iterator[None]:
    """The hub does not know a change again whose receipt was lost."""
    with (
        mock.patch.object(Work, "row", lambda *_: None),
        mock.patch.object(accept, "_check_place", lambda *_, **__: None),
    ):
        yield


@contextlib.contextmanager
def memory_after_rollback() -> Iterator[None]:
    """What a transaction taught is still in memory after the disk refused it."""
    real = SimReplica.transaction

    @contextlib.contextmanager
    def transaction(self: SimReplica) -> Iterator[None]:
        view = self.kept.view
        try:
            with real(self):
                yield
                view = self.kept.view
        except OSError:
            self.kept = replace(self.kept, view=view)
            raise

    with mock.patch.object(SimReplica, "transaction", transaction):
        yield


@contextlib.contextmanager
def object_not_checked() -> Iterator[None]:
    """A file counts as here when it is long enough."""
    with mock.patch.object(SimReplica, "is_the_object", lambda *_: True):
        yield


@contextlib.contextmanager
def no_gap_check() -> Iterator[None]:
    """The hub takes a change at once although one before it is missing."""
    with mock.patch.object(exchange, "accept", functools.partial(accept.accept, may_skip=True)):
        yield


def waits_one_day() -> AbstractContextManager[object]:
    """The hub waits a day for a missing change, not thirty."""
    return mock.patch.object(waiting, "SECONDS_A_DAY", 24 * 3600 // 30)


@contextlib.contextmanager
def gap_without_a_mark() -> Iterator[None]:
    """A change that was taken although one before it is missing does not say so."""
    real = Work.next_entry
    with mock.patch.object(Work, "next_entry", lambda self, envelope: replace(real(self, envelope), flags=0)):
        yield


@contextlib.contextmanager
def not_sealed() -> Iterator[None]:
    """What is sealed for an audience is only signed, and everybody reads it all the same."""
    tag = bytes(16)
    with (
        mock.patch.object(sealing, "seal", lambda key, nonce, plain: plain + tag),
        mock.patch.object(sealing, "unseal", lambda key, nonce, sealed: sealed[: -len(tag)]),
    ):
        yield


@contextlib.contextmanager
def budget_forgotten() -> Iterator[None]:
    """A sync goes on however much it has used."""
    with mock.patch.object(Limits, "left", lambda self, most, *, used: most):
        yield


FAULTS: Final = (
    Fault("cursor before commit", cursor_before_commit, 7),
    Fault("entries without effect", entries_without_effect, 0),
    Fault("receipt before commit", receipt_before_commit, 46),
    Fault("position outside the lock", position_outside_the_lock, 69),
    Fault("counter in memory", counter_in_memory, 0),
    Fault("sealed again", sealed_again, 0),
    Fault("last writer wins", last_writer_wins, 6),
    Fault("head not checked", head_not_checked, 14),
    Fault("digest not checked", digest_not_checked, 0),
    Fault("received when sent", received_when_sent, 0),
    Fault("numbers not remembered", numbers_not_remembered, 0),
    Fault("object not checked", object_not_checked, 79),
    Fault("no gap check", no_gap_check, 6),
    Fault("waits one day", waits_one_day, 6),
    Fault("gap without a mark", gap_without_a_mark, 48),
    Fault("not sealed", not_sealed, 0),
    Fault("budget forgotten", budget_forgotten, 4),
    Fault("snapshot not compared", snapshot_not_compared, 44),
    Fault("parts left lying", parts_left_lying, 0),
    Fault("revocation without effect", revocation_without_effect, 8),
    Fault("never told why", never_told_why, 8),
    Fault("destroyed by a refusal", destroyed_by_a_refusal, 3),
    Fault("late changes not asked for", late_changes_not_asked_for, 108),
    Fault("memory after a rollback", memory_after_rollback, 132),
    Fault("written into the gap", written_into_the_gap, 53),
    Fault("sent into the gap", sent_into_the_gap, 53),
    Fault("not sent again", not_sent_again, 3),
    Fault("number of an entry again", number_of_an_entry_again, 453),
    Fault("sealed anew though told", sealed_anew_though_told, 3923),
    Fault("flip not noticed", flip_not_noticed, 99),
    Fault("erased and written again", erased_and_written_again, 135),
    Fault("erased from sight alone", erased_from_sight_alone, 105),
    Fault("erased at the hub in name only", erased_at_the_hub_in_name_only, 105),
    Fault("late changes left at the hub", late_changes_left_at_the_hub, 135),
    Fault("never counted", never_counted, 105),
    Fault("unshown not noticed", unshown_not_noticed, 191),
    Fault("history taken for a stranger", history_taken_for_a_stranger, 291),
    Fault("other bytes kept", other_bytes_kept, 1),
)
RARE: Final = (
    Fault("parts swept too early", parts_swept_too_early),
    Fault("settled up to a number", settled_up_to_a_number),
)
"""What random histories meet too seldom: `test_keepers.py` plays the one history that finds each."""
