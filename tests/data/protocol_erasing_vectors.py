"""The golden vector of an erasure: the order, the report about it, a stub in the chain, and what a state says of it."""

from typing import Final

from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import DeviceId, Position, RecordId, key_handle
from haversack_sync.model.state_digest import StatePoint, state_digest
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, next_digest
from haversack_sync.protocol.envelope import DONE, ERASE, Header, sign_clear
from haversack_sync.protocol.erasing import DoneReport, ErasedEntry, EraseOrder, Erasing, announce, encode
from haversack_sync.protocol.snapshot_columns import chunks, encode_chunk
from tests.data import protocol_inputs as given
from tests.data.protocol_inputs import Json, fixed

EPOCH: Final = 2
DEVICE: Final = key_handle(given.DEVICE_KEY)
OTHER: Final = DeviceId(fixed("first author", 8))
RECORDS: Final = (RecordId(fixed("record erased", 16)), RecordId(fixed("record erased too", 16)))
ENTRIES: Final = (ErasedEntry(105, DEVICE, 7), ErasedEntry(300, OTHER, 130))
REASON: Final = "Asked for"
POSITION: Final = Position(421)
ERASED: Final = dict.fromkeys(RECORDS, POSITION)
AUTHORS: Final = {DEVICE: 301, OTHER: 130}
N: Final = 12


def _envelope(form: int, number: int, content: bytes) -> bytes:
    header = Header(form, DEVICE, number, fixed("prev", 16), given.FEED, EPOCH, 12, fixed("seen", 16))
    return sign_clear(header, content, root=given.ROOT, signing_seed=given.DEVICE_SEED)


def erasure() -> Json:
    """Make an order, a report, a stub, and the state of a feed in which something was erased."""
    said = announce(
        Erasing(RECORDS, REASON),
        root=given.ROOT,
        feed=given.FEED,
        epoch=EPOCH,
        epoch_key=given.EPOCH_KEY,
        random=lambda count: fixed("order", count),
    )
    order = EraseOrder(ENTRIES, (given.OBJECT,), said.id)
    content, report = encode(order), encode(DoneReport(said.id))
    stub = Entry(Position(105), given.STAMP, 0, sealing.sha256(fixed("envelope", 200)))
    before = fixed("digest before")
    after = next_digest(before, stub, root=given.ROOT, era=given.ERA, feed=given.FEED)
    point = StatePoint(given.ROOT, given.FEED, N, after, 1)
    return {
        "about": "An announced erasure, an order, a report, a stub in the chain, and what a state says of it.",
        "root": given.ROOT,
        "era": given.ERA,
        "feed": given.FEED,
        "epoch": EPOCH,
        "epoch_key": given.EPOCH_KEY,
        "sign_key": given.DEVICE_KEY,
        "records": list(RECORDS),
        "reason": REASON,
        "entries": [[one.position, one.device, one.number] for one in ENTRIES],
        "objects": [given.OBJECT],
        "id": said.id,
        "random": fixed("order"),
        "announcement": encode_body(said),
        "content": content,
        "envelope": _envelope(ERASE, 300, content),
        "position": POSITION,
        "report": report,
        "report_envelope": _envelope(DONE, 301, report),
        "stub": {
            "position": stub.position,
            "stamp": stub.stamp,
            "flags": stub.flags,
            "envelope": fixed("envelope", 200),
            "hash": stub.envelope,
            "digest_before": before,
            "digest": after,
        },
        "n": N,
        "authors": [[device, AUTHORS[device]] for device in sorted(AUTHORS)],
        "chunks": [encode_chunk(one) for one in chunks([], AUTHORS, ERASED)],
        "state": state_digest(point, [], AUTHORS, ERASED),
    }
