"""What was undone, as a value, so that it can be brought back. Must not read or write the vault."""

from collections.abc import Callable
from dataclasses import dataclass

from haversack.store.taking_back import TakenBack
from haversack_sync.model.ids import RecordId


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, by one act or by several.

    Attributes:
        new: Records that were being written: id and what was known of them.
        drafts: (record, group, data).
        changes: Taken out of the outbox.
        put_away: Records that were put away in the same act, by changes that wait.
    """

    new: tuple[tuple[RecordId, bytes], ...] = ()
    drafts: tuple[tuple[RecordId, str, bytes], ...] = ()
    changes: tuple[TakenBack, ...] = ()
    put_away: tuple[RecordId, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to undo."""
        return not (self.new or self.drafts or self.changes or self.put_away)

    def and_then(self, later: "Undone") -> "Undone":
        """Return what both undid; of a group that was undone twice, the later text."""
        again = {(record, key) for record, key, _ in later.drafts}
        return Undone(
            tuple((dict(self.new) | dict(later.new)).items()),
            (*(one for one in self.drafts if one[:2] not in again), *later.drafts),
            (*self.changes, *later.changes),
            tuple(dict.fromkeys((*self.put_away, *later.put_away))),
        )

    def of(self, record: RecordId) -> "Undone":
        """Return what was undone of one record."""
        return self._only(lambda one: one == record)

    def without(self, record: RecordId) -> "Undone":
        """Return what was undone of all other records."""
        return self._only(lambda one: one != record)

    def _only(self, is_meant: Callable[[RecordId], bool]) -> "Undone":
        return Undone(
            tuple(one for one in self.new if is_meant(one[0])),
            tuple(one for one in self.drafts if is_meant(one[0])),
            tuple(one for one in self.changes if is_meant(one.change.record)),
            tuple(one for one in self.put_away if is_meant(one)),
        )
