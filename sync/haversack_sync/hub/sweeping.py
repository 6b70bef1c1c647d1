"""Old snapshots go: the newest two of each feed stay, and others for a while, for whoever is on the way through one.

Only what an index of an old snapshot lists is ever looked at. Must not delete what a change needs, what a snapshot that
stays lists, or what somebody relied on lately.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Final

from haversack_sync.hub.ports import Ledger, LedgerReader, ObjectBytes
from haversack_sync.hub.snapshots import KEPT_SNAPSHOTS, Announced, announced_snapshots, parts_of, whole_size
from haversack_sync.hub.work import SECONDS_A_DAY
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.limits import HubLimits

LOG: Final = logging.getLogger(__name__)


def sweep(ledger: Ledger, objects: ObjectBytes, feeds: Iterable[FeedId], *, stamp: int, limits: HubLimits) -> int:
    """Delete the parts of old snapshots.

    Bytes go before the transaction ends: cut anywhere, the ledger still knows them, and the next sweep goes on.

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
    gone = 0
    with ledger.writing() as transaction:
        staying: set[ObjectId] = set()
        old: list[ObjectId] = []
        for feed in feeds:
            kept, given_up = _sorted_out(transaction, objects, feed, before=before)
            for index in kept:
                staying.update(parts_of(index, objects) or ())
            old += given_up
        for part in _parts(old, objects):
            touched = transaction.object_stamp(part)
            if touched is None or touched >= before or part in staying or transaction.needing(part):
                continue
            try:
                objects.remove(part)
            except OSError:
                LOG.info("part of an old snapshot stays for now")
                continue
            transaction.drop_object(part)
            gone += 1
    return gone


def _sorted_out(
    ledger: LedgerReader, objects: ObjectBytes, feed: FeedId, *, before: int
) -> tuple[list[ObjectId], list[ObjectId]]:
    """Return the indexes of a feed's snapshots that stay, and of those whose time is over."""
    kept: list[ObjectId] = []
    old: list[ObjectId] = []
    followed_since: list[int] = []
    for announced in announced_snapshots(ledger, feed):
        is_over = len(followed_since) >= KEPT_SNAPSHOTS and max(followed_since[:KEPT_SNAPSHOTS]) < before
        (old if is_over else kept).append(announced.index)
        since = _whole_since(announced, ledger, objects)
        if since is not None:
            followed_since.append(since)
    return kept, old


def _whole_since(announced: Announced, ledger: LedgerReader, objects: ObjectBytes) -> int | None:
    """Return since when a snapshot can be offered; None if it cannot."""
    if announced.last is None or whole_size(announced.index, ledger, objects) is None:
        return None
    stamps = [ledger.object_stamp(one) or 0 for one in (announced.index, *(parts_of(announced.index, objects) or ()))]
    return max(announced.stored.entry.stamp, *stamps)


def _parts(indexes: Iterable[ObjectId], objects: ObjectBytes) -> Iterator[ObjectId]:
    for index in indexes:
        yield from parts_of(index, objects) or ()
