"""A simulated laptop's replay: what `store.replaying` does, on plain values, with the real rules and merge."""

from collections.abc import Sequence
from typing import Protocol

from haversack.store.erased import REASON
from haversack_sync.client.identity import Identity
from haversack_sync.client.replay import Opened, Outcome, Replayed, open_entry, replay
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope, parse_envelope
from tests.simulation import erasing_here
from tests.simulation.kept import Kept
from tests.simulation.snapshots_taken import note


class Owner(Protocol):
    """Whose rows are written."""

    kept: Kept

    def identity(self) -> Identity:
        """Return who this computer is."""

    def settle(self, results: Sequence[tuple[Envelope, str]]) -> None:
        """Note that own changes were replayed."""


class Replaying:
    """Replays kept entries as far as it goes; works inside the owner's transaction."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def go_on(self, feed: FeedId) -> int:
        """Replay what waits in a feed; return how many entries changed a record."""
        kept = self._owner.kept
        changed = 0
        begin = kept.applied.get(feed, 0) - kept.first_n(feed)
        for entry in kept.entries.get(feed, ())[begin:]:
            done = self._one(feed, entry) if not entry.is_erased else self._passed_over(feed)
            if done is None:
                break
            kept.applied[feed] = kept.applied.get(feed, 0) + 1
            changed += done
        return changed

    def _one(self, handle: FeedId, entry: Entry) -> bool | None:
        """Replay one entry; tell whether it changed a record, or None if the feed waits here."""
        kept, own = self._owner.kept, self._owner.identity().handles
        feed, envelope = kept.view.authority.feeds[handle], parse_envelope(entry.envelope)
        number, device = kept.applied.get(handle, 0) + 1, envelope.header.device
        result = open_entry(
            kept.view, feed, entry, envelope, key_of=lambda audience, epoch: kept.audience_keys.get((audience, epoch))
        )
        before = None
        last = kept.numbers.get((handle, device))
        is_counted = isinstance(result, Opened) or result.uses_number
        if is_counted and last is not None and envelope.header.number <= last:
            kept.refused[handle, number] = "replayed"
            return False
        if isinstance(result, Opened):
            if erasing_here.is_gone(kept, handle, result.change.record):
                return self._left_out(handle, entry, result)
            before = kept.states.get((handle, result.change.record))
            result = replay(kept.view, feed, result, before)
        if result.outcome is Outcome.HELD:
            return None
        if result.uses_number:
            kept.numbers[handle, device] = envelope.header.number
        if device in own:
            self._owner.settle([(envelope, result.reason)])
        if result.outcome is Outcome.REFUSED:
            kept.refused[handle, number] = result.reason
        elif result.outcome is Outcome.NOTED:
            self._noted(handle, entry, envelope, result)
        if result.state is None or result.state is before:
            return False
        kept.states[handle, result.state.id] = result.state
        return True

    def _passed_over(self, feed: FeedId) -> bool:
        """Pass over a stub: nothing is known of it before an order explains it."""
        kept = self._owner.kept
        kept.refused[feed, kept.applied.get(feed, 0) + 1] = REASON
        return False

    def _left_out(self, feed: FeedId, entry: Entry, opened: Opened) -> bool:
        """Leave out a change of a record that was erased: it has no effect, and its number counts."""
        kept, envelope = self._owner.kept, opened.envelope
        kept.numbers[feed, envelope.header.device] = envelope.header.number
        kept.refused[feed, kept.applied.get(feed, 0) + 1] = REASON
        if envelope.header.device in self._owner.identity().handles:
            self._owner.settle([(envelope, REASON)])
        erasing_here.leave_out(kept, feed, (entry, envelope), opened.change.record)
        return False

    def _noted(self, feed: FeedId, entry: Entry, envelope: Envelope, result: Replayed) -> None:
        """Take in what changes no record by itself: a notice, an order of erasure, a report about one."""
        kept = self._owner.kept
        if result.notice is not None:
            note(kept, entry, envelope, result.notice)
        elif result.erasing is not None:
            erasing_here.follow(kept, feed, entry, result)
        elif result.done is not None:
            kept.done[result.done] = kept.done.get(result.done, frozenset()) | {envelope.header.device}
