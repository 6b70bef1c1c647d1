"""What tests hold the program's words against: the hub's own ledger, byte for byte; and the stick that it writes."""

import copy
import threading
from pathlib import Path

import sqlalchemy as sa

from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.store.outbox import ItemState
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub import carry
from haversack_sync.hub.data_folder import keys_from_seeds
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.stick_in import Intake, TakenIn
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol import sealing
from tests.unit.haversack.little_network import LittleNetwork

MOST = 1 << 30
PAST_THE_HUB = (ItemState.RECEIVED.value, ItemState.PUBLISHED.value)


def entries_at_hub(network: LittleNetwork, feeds: tuple[FeedId, ...]) -> dict[bytes, int]:
    """Return the position of every envelope that the hub took."""
    found = {}
    with network.ledger.reading() as moment:
        for feed in feeds:
            for stored in moment.entries(feed, after=0, up_to=MOST, at_most=MOST):
                found[stored.entry.envelope] = int(stored.entry.position)
    return found


def false_words(network: LittleNetwork, *workspaces: Workspace) -> list[str]:
    """Return what a vault calls received or published although no feed at the hub holds it byte for byte (G1)."""
    found = []
    table = schema.outbox
    for workspace in workspaces:
        feeds = (NETWORK_FEED, *workspace.replica.network().authority.feeds)
        entries = entries_at_hub(network, feeds)
        with workspace.replica.reading() as connection:
            rows = connection.execute(sa.select(table).where(table.c.state.in_(PAST_THE_HUB))).all()
        for row in rows:
            if row.envelope not in entries:
                found.append(f"{workspace.vault.folder.name}: number {row.number} is {row.state}, and no entry")
            elif row.position is not None and row.position != entries[row.envelope]:
                found.append(f"{workspace.vault.folder.name}: number {row.number} is not at {row.position}")
    return found


def stick_of(network: LittleNetwork, place: Path) -> FolderEndpoint:
    """Write what the hub holds into a folder, as `haversack-hub carry` does."""
    # A ledger of its own to read from, inside a moment of itself: the one in memory has one lock.
    ledger = MemoryLedger()
    ledger._state = copy.deepcopy(network.ledger._state)  # type: ignore[attr-defined]  # tests keep it in memory
    with ledger.reading() as reader:
        registration = reader.registration()
    assert registration is not None
    ledger._alone = threading.RLock()  # type: ignore[assignment]  # so that one thread may look twice
    keys, root = keys_from_seeds(b"s" * 32, b"b" * 32), sealing.sha256(registration.root_key)
    hub = Intake(ledger, network.objects, keys, root, registration.era, network.limits, network.clock)
    carry._write(hub, TakenIn(), place, None)
    return FolderEndpoint(place)
