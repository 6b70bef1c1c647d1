"""Receipts as they stand in a head frame: runs of changes with one outcome. Must not sign; `head.py` does."""

from typing import Final

import msgspec

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_RECEIPTS
from haversack_sync.protocol.wire import unpack

_LIST: Final = msgspec.msgpack.Decoder(list[Receipt])


def encode_receipts(receipts: list[Receipt]) -> bytes:
    """Write receipts, joined into runs where device and outcome are the same and numbers and positions in a row."""
    runs: list[Receipt] = []
    for receipt in receipts:
        last = runs[-1] if runs else None
        if last is not None and _follows(last, receipt):
            runs[-1] = msgspec.structs.replace(last, count=last.count + receipt.count)
        else:
            runs.append(receipt)
    return msgspec.msgpack.encode(runs)


def _follows(run: Receipt, receipt: Receipt) -> bool:
    if (run.device, run.code, run.reason) != (receipt.device, receipt.code, receipt.reason):
        return False
    position = run.position + run.count if run.code == ReceiptCode.ACCEPTED else 0
    return receipt.first == run.first + run.count and receipt.position == position


def decode_receipts(untrusted: bytes) -> list[Receipt]:
    """Read receipts whose signature was checked, one for each change.

    Raises:
        LimitError: They are for more changes than one request can hold.
        WireError: They are malformed, or a position stands where none can be.
    """
    runs = unpack(_LIST, untrusted, what="receipts")
    if sum(run.count for run in runs) > MAX_RECEIPTS:
        raise LimitError("too many receipts")
    receipts = []
    for run in runs:
        is_accepted = run.code == ReceiptCode.ACCEPTED
        if is_accepted != (run.position > 0):
            raise WireError("malformed receipt")
        receipts += [
            Receipt(run.device, run.first + index, 1, run.code, run.position + index * is_accepted, run.reason)
            for index in range(run.count)
        ]
    return receipts
