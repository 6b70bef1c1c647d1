"""States of feeds, made by replaying random histories, and snapshots of them."""

from collections.abc import Iterable, Mapping, Sequence

from haversack_sync.model.ids import DeviceId, Position
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.snapshot_columns import chunks, decode_chunks
from haversack_sync.protocol.snapshot_packing import RowPacker, RowUnpacker, train_dictionary
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from tests.unit.haversack_sync.model.histories import FEED
from tests.unit.haversack_sync.model.oracle import Entry


def authors_of(log: Iterable[Entry]) -> dict[DeviceId, int]:
    """Return the number of each author's last change."""
    return {DeviceId(bytes([entry.device] * 8)): entry.number for entry in log}


def packed(states: Sequence[RecordState], authors: Mapping[DeviceId, int]) -> tuple[bytes, list[bytes]]:
    """Return dictionary and batches of a snapshot."""
    laid_out = list(chunks(states, authors))
    dictionary = train_dictionary(laid_out)
    return dictionary, list(RowPacker(dictionary).batches(laid_out))


def unpacked(
    dictionary: bytes, batches: Iterable[bytes], *, position: int
) -> tuple[list[RecordState], Mapping[DeviceId, int]]:
    """Read a snapshot back."""
    unpacker, reader = RowUnpacker(dictionary), RowReader(Place(FEED, Position(position)))
    read = (chunk for batch in batches for chunk in decode_chunks(unpacker.unpack(batch)))
    return list(reader.states(read)), reader.authors
