"""Taking an object in slices, resumed at any offset, crash or not.

The ledger says how much is held; bytes on the disk beyond that do not count and are written again. Must not trust a
client's word about an object: its hash decides.
"""

from dataclasses import dataclass
from typing import Final

from haversack_sync.hub.ports import Ledger, LedgerReader, LedgerWriter, ObjectBytes, Upload, Usage
from haversack_sync.hub.requester import check_counter, verify_requester
from haversack_sync.hub.work import SECONDS_A_DAY
from haversack_sync.model.authority import Authority, Device
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.errors import HubRefusal, WireError
from haversack_sync.protocol.limits import MAX_UPLOAD_SLICE_BYTES, HubLimits
from haversack_sync.protocol.parcel import sealed_length
from haversack_sync.protocol.requests import LANE_UPLOADS, RequestAuth, RequestLine
from haversack_sync.protocol.uploads import upload_line

FORGET_SECONDS: Final = 30 * SECONDS_A_DAY
"""An upload that was not touched for so long is given up."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice as it came, and who says that it is theirs; no bytes ask how much is held."""

    object_id: ObjectId
    offset: int
    total: int
    data: bytes
    auth: RequestAuth

    @property
    def line(self) -> RequestLine:
        """The request that its signature is over."""
        return upload_line(self.object_id, offset=self.offset, total=self.total, slice_bytes=self.data)


@dataclass(frozen=True, slots=True)
class Held:
    """How much of an object is held, in bytes, and whether it is whole and checked."""

    received: int
    complete: bool


def check_shape(piece: Slice) -> None:
    """Refuse slices that no program of ours makes.

    Raises:
        WireError: Wrong lane, length or offset.
    """
    if piece.auth.lane != LANE_UPLOADS:
        raise WireError("wrong lane")
    if len(piece.data) > MAX_UPLOAD_SLICE_BYTES:
        raise WireError("slice too long")
    if piece.total < 1 or piece.offset < 0 or piece.offset + len(piece.data) > piece.total:
        raise WireError("slice outside of its object")


@dataclass(frozen=True, slots=True)
class Judge:
    """What slices are judged by: the network's fingerprint, its authority, the hub's quotas and stamp."""

    root: bytes
    authority: Authority
    limits: HubLimits
    stamp: int


def take_slice(ledger: LedgerWriter, objects: ObjectBytes, piece: Slice, judge: Judge) -> Held:
    """Store a slice in a transaction.

    Args:
        ledger: The transaction.
        objects: Where bytes go; written before the transaction ends, so that it never promises too much.
        piece: Its shape was checked.
        judge: As of this transaction.

    Returns:
        What is held. If all bytes are, `finish` must follow.

    Raises:
        HubRefusal: Who sends it may not, or has sent enough for today, or the object is too large.
    """
    device = _uploader(ledger, piece, judge)
    ledger.set_counter(device.handle, LANE_UPLOADS, piece.auth.counter)
    return store_slice(ledger, objects, piece, judge, device=device)


def store_slice(ledger: LedgerWriter, objects: ObjectBytes, piece: Slice, judge: Judge, *, device: Device) -> Held:
    """Store a slice of a device that is known to have sent it, by whatever carrier; see `take_slice`.

    Raises:
        HubRefusal: Its device may not, or has sent enough for today, or the object is too large.
    """
    authority = judge.authority
    if device.revoked is not None:
        raise HubRefusal("revoked", device.revoked.position)
    if not any(authority.may_write(device.rights, audience) for audience in authority.audiences):
        raise HubRefusal("not_a_writer")
    size = ledger.object_size(piece.object_id)
    if size is not None and objects.size(piece.object_id) != size:
        # The disk lost it, or a sweep was undone half way: whoever is told that it is here would never send it again.
        ledger.drop_object(piece.object_id)
        size = None
    if size is not None:
        # Another device may have been faster; what this one sent is of no use any more.
        if ledger.upload(piece.object_id, device.handle) is not None:
            ledger.drop_upload(piece.object_id, device.handle)
            objects.drop(piece.object_id, device.handle)
        # Whoever is told that it is here relies on it from now on: no sweep may take it from under their change.
        ledger.put_object(piece.object_id, size, stamp=judge.stamp)
        return Held(size, complete=True)
    if piece.total > sealed_length(judge.limits.parcel_bytes):
        raise HubRefusal("too_large", judge.limits.parcel_bytes)
    held = ledger.upload(piece.object_id, device.handle)
    if held is not None and held.total != piece.total and piece.data and piece.offset == 0:
        # One of the two totals is wrong; begin again, the hash decides in the end.
        objects.drop(piece.object_id, device.handle)
        held = None
    received = held.received if held is not None and held.total == piece.total else 0
    if not piece.data or piece.offset != received:
        return Held(received, complete=False)
    _count_bytes(ledger, piece, device, judge)
    objects.write_slice(piece.object_id, device.handle, offset=piece.offset, data=piece.data)
    received += len(piece.data)
    ledger.put_upload(piece.object_id, device.handle, Upload(piece.total, received), stamp=judge.stamp)
    return Held(received, complete=False)


def _uploader(ledger: LedgerReader, piece: Slice, judge: Judge) -> Device:
    """Return the device that sends a slice, if it may."""
    authority = judge.authority
    device = authority.devices.get(piece.auth.device)
    if device is None:
        raise HubRefusal("unknown_device")
    verify_requester(piece.auth, piece.line, root=judge.root, authority=authority)
    check_counter(piece.auth, ledger, authority=authority)
    return device


def _count_bytes(ledger: LedgerWriter, piece: Slice, device: Device, judge: Judge) -> None:
    """Count a slice's bytes against what its device may upload in a day."""
    leads = device.now.role is Role.COORDINATOR
    limits = judge.limits
    most = limits.upload_bytes_per_coordinator_and_day if leads else limits.upload_bytes_per_device_and_day
    day = judge.stamp // SECONDS_A_DAY
    used = ledger.usage(device.handle, day)
    if used.upload_bytes + len(piece.data) > most:
        raise HubRefusal("upload_quota", most)
    ledger.set_usage(device.handle, day, Usage(used.changes, used.upload_bytes + len(piece.data)))


def finish(ledger: Ledger, objects: ObjectBytes, piece: Slice, *, stamp: int) -> Held:
    """Check an object whose bytes are all held; outside of any transaction, because hashing takes long.

    Safe to repeat, and to be cut anywhere: the next slice or question does it again.

    Returns:
        That it is whole.

    Raises:
        HubRefusal: Its hash is not its id ("bad_object"); its bytes are gone.
    """
    device = piece.auth.device
    is_right = objects.finish(piece.object_id, device, total=piece.total)
    with ledger.writing() as transaction:
        transaction.drop_upload(piece.object_id, device)
        if is_right:
            transaction.put_object(piece.object_id, objects.size(piece.object_id) or 0, stamp=stamp)
    if not is_right:
        raise HubRefusal("bad_object")
    return Held(piece.total, complete=True)


def forget_old(ledger: Ledger, objects: ObjectBytes, *, stamp: int) -> int:
    """Give up uploads that were not touched for long, and bytes of which the ledger knows nothing after a crash.

    Must not run while slices are taken: at the start, before the hub listens.

    Returns:
        How many were given up.
    """
    with ledger.writing() as transaction:
        transaction.drop_uploads_before(stamp - FORGET_SECONDS)
        lost = [each for each in objects.partial() if transaction.upload(*each) is None]
        for object_id, device in lost:
            objects.drop(object_id, device)
    return len(lost)
