"""What the hub says to devices by a stick: what became of everything that came from each of them by sticks.

One letter for a device, signed by itself and wrapped for it, on every stick: whichever comes home first brings the
news. Must not judge anything; `accept.py` did.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from haversack_sync.hub import waiting
from haversack_sync.hub.ports import LedgerReader
from haversack_sync.hub.work import Work
from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.messages import Ask
from haversack_sync.protocol.sticks import HeldFile, Homeward, encoded_receipts, seal_homeward

MOST_ITEMS: Final = 4_000
"""What one letter speaks of at most; what came last is told first."""
_CHANGE, _BAD, _FILE = b"c", b"b", b"f"
_HANDLE: Final = 8
_ASK_BYTES: Final = 1 + _HANDLE + 8 + 16


def change_item(ask: Ask) -> bytes:
    """Return what is remembered of a change that came by a stick."""
    return _CHANGE + ask.device + ask.number.to_bytes(8, "big") + ask.hash


def bad_item(ask: Ask) -> bytes:
    """Return what is remembered of bytes that are not authentic, although their device handed them over."""
    return _BAD + ask.device + ask.number.to_bytes(8, "big") + ask.hash


def file_item(object_id: ObjectId) -> bytes:
    """Return what is remembered of a file that comes by sticks."""
    return _FILE + object_id


def is_item(item: bytes) -> bool:
    """Tell whether something is of a kind that is remembered here."""
    lengths = {_CHANGE: _ASK_BYTES, _BAD: _ASK_BYTES, _FILE: 1 + 32}
    return len(item) == lengths.get(item[:1])


def letters(ledger: LedgerReader, work: Work, *, hub_seed: bytes) -> Iterator[bytes]:
    """Yield a letter for each device from which something came by a stick.

    Args:
        ledger: The moment.
        work: Begun on it.
        hub_seed: The hub's Ed25519 seed.
    """
    devices = work.network.authority.devices
    for handle in ledger.carried_devices():
        device = devices.get(handle)
        if device is None or device.revoked is not None:
            continue
        items = ledger.carried(handle)[-MOST_ITEMS:]
        asks, receipts = _answers(work, items)
        said = Homeward(
            era=work.network.era,
            position=work.position,
            stamp=work.stamp,
            receipts=encoded_receipts(receipts),
            hashes=b"".join(ask.hash for ask in asks),
            files=tuple(_files(ledger, handle, items)),
        )
        yield seal_homeward(said, root=work.network.root, device=handle, box_key=device.box_key, hub_seed=hub_seed)


def _answers(work: Work, items: Sequence[bytes]) -> tuple[list[Ask], list[Receipt]]:
    """Return the changes and what became of each, in the order of their chains so that few runs say it."""
    asks = sorted((_ask(item) for item in items if item[:1] == _CHANGE), key=lambda ask: (ask.device, ask.number))
    bad = [_ask(item) for item in items if item[:1] == _BAD]
    refused = [Receipt(one.device, one.number, 1, ReceiptCode.NOT_AUTHENTIC, 0, "bad_signature") for one in bad]
    return [*asks, *bad], [*waiting.answer(work, asks), *refused]


def _files(ledger: LedgerReader, device: DeviceId, items: Sequence[bytes]) -> Iterator[HeldFile]:
    for item in items:
        if item[:1] != _FILE:
            continue
        object_id = ObjectId(item[1:])
        size = ledger.object_size(object_id)
        if size is not None:
            yield HeldFile(object_id, size, complete=True)
        else:
            upload = ledger.upload(object_id, device)
            yield HeldFile(object_id, upload.received if upload else 0, complete=False)


def _ask(item: bytes) -> Ask:
    number = 1 + _HANDLE
    return Ask(item[1:number], int.from_bytes(item[number : number + 8], "big"), item[number + 8 :])


def ask_about(device: DeviceId, number: int, envelope: bytes) -> Ask:
    """Return the question about a change that came."""
    return Ask(device, number, sealing.sha256(envelope)[:16])
