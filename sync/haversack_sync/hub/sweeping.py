"""Old snapshots go: the newest two of each feed stay, and others for a while, for whoever is on the way through one.

Only what an index of an old snapshot lists is ever looked at. Must not delete what a change needs, what a snapshot that
stays lists, or what somebody relied on lately.
"""

import logging
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from haversack_sync.hub.ports import Ledger, LedgerReader, LedgerWriter, ObjectBytes, SnapshotRow
from haversack_sync.hub.snapshots import KEPT_SNAPSHOTS, parts_of, whole_size
from haversack_sync.hub.work import SECONDS_A_DAY
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.limits import HubLimits

LOG: Final = logging.getLogger(__name__)


def sweep(ledger: Ledger, objects: ObjectBytes, feeds: Iterable[FeedId], *, stamp: int, limits: HubLimits) -> int:
    """Delete the parts of old snapshots.

    Bytes go before the transaction ends: cut anywhere, the ledger still knows them, and the next sweep goes on. What is
    done with is not looked at again, so that a sweep costs what there is to sweep.

    Args:
        ledger: Where it is known what is whole.
        objects: Where bytes lie.
        feeds: All feeds of the network; a part that any of them still needs stays.
        stamp: The hub's now, seconds.
        limits: For how many days old ones stay.

    Returns:
        How many objects are gone.
    """
    before = stamp - limits.snapshot_days * SECONDS_A_DAY
    with ledger.writing() as transaction:
        staying: set[ObjectId] = set()
        old: list[SnapshotRow] = []
        for feed in feeds:
            kept, given_up = _sorted_out(transaction, objects, feed, before=before)
            for index in kept:
                staying.update(parts_of(index, objects) or ())
            old += given_up
        sweeping = _Sweeping(transaction, objects, staying, before)
        transaction.set_swept([row.position for row in old if sweeping.is_done_with(row)])
        return sweeping.gone


def _sorted_out(
    ledger: LedgerReader, objects: ObjectBytes, feed: FeedId, *, before: int
) -> tuple[list[ObjectId], list[SnapshotRow]]:
    """Return the indexes of a feed's snapshots that stay, and those whose time is over."""
    kept: list[ObjectId] = []
    old: list[SnapshotRow] = []
    followed_since: list[int] = []
    for row in ledger.unswept(feed):
        if len(followed_since) == KEPT_SNAPSHOTS and max(followed_since) < before:
            old.append(row)
            continue
        kept.append(row.index)
        since = _whole_since(row, ledger, objects) if len(followed_since) < KEPT_SNAPSHOTS else None
        if since is not None:
            followed_since.append(since)
    return kept, old


def _whole_since(row: SnapshotRow, ledger: LedgerReader, objects: ObjectBytes) -> int | None:
    """Return since when a snapshot can be offered; None if it cannot."""
    if not row.is_right or row.is_disputed or whole_size(row.index, ledger, objects) is None:
        return None
    stamps = [ledger.object_stamp(one) or 0 for one in (row.index, *(parts_of(row.index, objects) or ()))]
    return max(_announced(row, ledger), *stamps)


def _announced(row: SnapshotRow, ledger: LedgerReader) -> int:
    """Return the stamp of a snapshot's notice."""
    (stored,) = ledger.entries(row.feed, after=row.at - 1, up_to=row.at, at_most=1)
    return stored.entry.stamp


@dataclass(slots=True)
class _Sweeping:
    """One sweep: what must stay, and how many objects are gone."""

    transaction: LedgerWriter
    objects: ObjectBytes
    staying: AbstractSet[ObjectId]
    before: int
    gone: int = 0

    def is_done_with(self, row: SnapshotRow) -> bool:
        """Delete what can be of an old snapshot; tell whether it need not be looked at again."""
        parts = parts_of(row.index, self.objects)
        if parts is None:
            # Perhaps its index is on its way.
            return _announced(row, self.transaction) < self.before
        left = [part for part in parts if not self._is_done_with(part)]
        return not left

    def _is_done_with(self, part: ObjectId) -> bool:
        touched = self.transaction.object_stamp(part)
        if touched is None or self.transaction.needing(part):
            return True
        if touched >= self.before or part in self.staying:
            return False
        try:
            self.objects.remove(part)
        except OSError:
            LOG.info("part of an old snapshot stays for now")
            return False
        self.transaction.drop_object(part)
        self.gone += 1
        return True
