"""What an order of erasure takes from the hub's objects: files that nothing else needs, and snapshots that hold it.

Bytes go before the transaction ends: cut anywhere, the order comes again and does the rest. Must not judge an order.
"""

from collections.abc import Iterable

from haversack_sync.hub.ports import LedgerWriter, ObjectBytes
from haversack_sync.hub.snapshots import parts_of
from haversack_sync.hub.work import Work
from haversack_sync.model.ids import ObjectId


def forget_erased(transaction: LedgerWriter, objects: ObjectBytes, work: Work) -> None:
    """Delete the objects of what was erased in a transaction.

    Args:
        transaction: After the work was flushed.
        objects: Where bytes lie.
        work: The transaction's.
    """
    for erasure, _, named in work.erasures:
        _remove(transaction, objects, named)
        gone = []
        for row in transaction.unswept(erasure.feed):
            if erasure.first_n <= row.n < erasure.n:
                _remove(transaction, objects, parts_of(row.index, objects) or ())
                gone.append(row.position)
        transaction.set_swept(gone)


def _remove(transaction: LedgerWriter, objects: ObjectBytes, named: Iterable[ObjectId]) -> None:
    for object_id in named:
        if transaction.object_size(object_id) is not None and not transaction.needing(object_id):
            objects.remove(object_id)
            transaction.drop_object(object_id)
