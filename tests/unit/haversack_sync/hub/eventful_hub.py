"""A hub to which everything happened that leaves a trace in one of its tables."""

from pathlib import Path

import pytest

from haversack_sync.hub.data_folder import DataFolder
from haversack_sync.hub.stick_letters import ask_about, change_item
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.erasing import DoneReport, ErasedEntry, EraseOrder
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.snapshots import DisputeNotice, Listed, SnapshotNotice, encode_index
from tests.simulation.asking import Asker
from tests.simulation.receipts import only
from tests.simulation.rig import Rig
from tests.unit.haversack_sync.hub.folder_hub import STRAY, FolderHub

DIRECTORY = "members/directory"
SNAPSHOT_OF = 40
"""How many entries of the directory the snapshot stands for."""


def make_eventful(path: Path) -> DataFolder:
    """Make a hub with a disputed snapshot, an erasure, held, late and carried changes, and an upload under way."""
    hub = FolderHub(path)
    rig, coordinator = hub.rig, hub.coordinator
    device = rig.enrol(coordinator)
    _announce_snapshot(rig, coordinator, device)
    _erase(rig, coordinator, device)
    _revoke(rig, coordinator)
    first, second = (rig.world.content(device.signer, DIRECTORY, text) for text in (b"on its way", b"early"))
    assert only(device, second).code == ReceiptCode.HELD
    with rig.ledger.writing() as ledger:
        ledger.put_carried(device.signer.handle, [change_item(ask_about(device.signer.handle, 0, first))], stamp=1)
    coordinator.upload(ObjectId(bytes(32)), offset=0, total=60, data=b"half")
    hub.close()
    return hub.folder


def _announce_snapshot(rig: Rig, coordinator: Asker, device: Asker) -> None:
    part = b"a part of it"
    index = encode_index([Listed(sealing.sha256(part), len(part))])
    for data in (part, index):
        coordinator.upload(ObjectId(sealing.sha256(data)), offset=0, total=len(data), data=data)
    with rig.ledger.reading() as ledger:
        (last,) = ledger.entries(rig.world.shelves[DIRECTORY].feed, after=SNAPSHOT_OF - 1, up_to=SNAPSHOT_OF, at_most=1)
    notice = SnapshotNotice(SNAPSHOT_OF, last.digest, b"sealed")
    refs = (ObjectId(sealing.sha256(index)),)
    announced = only(coordinator, rig.world.notice(coordinator.signer, DIRECTORY, notice, refs=refs))
    only(device, rig.world.notice(device.signer, DIRECTORY, DisputeNotice(announced.position)))


def _erase(rig: Rig, coordinator: Asker, device: Asker) -> None:
    gone = only(coordinator, rig.world.content(coordinator.signer, DIRECTORY, b"gone"))
    where, its_id = rig.world.shelves[DIRECTORY], b"an announcement."
    _say(rig, coordinator, bodies.AnnounceErasure(its_id, where.feed, where.epoch, b"sealed"))
    entry = ErasedEntry(gone.position, gone.device, gone.first)
    order = EraseOrder((entry,), (ObjectId(sealing.sha256(STRAY)),), its_id)
    assert only(coordinator, rig.world.order(coordinator.signer, DIRECTORY, order)).code == ReceiptCode.ACCEPTED
    report = rig.world.order(device.signer, DIRECTORY, DoneReport(its_id))
    assert only(device, report).code == ReceiptCode.ACCEPTED


def _revoke(rig: Rig, coordinator: Asker) -> None:
    device = rig.enrol(coordinator)
    _say(rig, coordinator, bodies.Revoke(device.signer.handle))
    with pytest.raises(HubRefusal):
        device.ask([rig.world.content(device.signer, DIRECTORY, b"late")])


def _say(rig: Rig, coordinator: Asker, body: bodies.NetworkBody) -> None:
    """Let the coordinator write an entry of `network`, and follow it."""
    answer = coordinator.ask([rig.world.clear(coordinator.signer, body)], ordinals=[0])
    known_to = rig.world.view.standing.position
    rig.world.follow([one for one in answer.entries[0] if one.position > known_to])
