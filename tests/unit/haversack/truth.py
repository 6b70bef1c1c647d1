"""What tests hold the program's words against: the hub's own ledger, byte for byte; and the stick that it writes."""

import copy
from pathlib import Path

import sqlalchemy as sa

from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.store.outbox import ItemState
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub import carry
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.network_state import catch_up
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.network import empty_view
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
    # A ledger of its own to read from: one in memory has one lock.
    ledger = MemoryLedger()
    ledger._state = copy.deepcopy(network.ledger._state)  # type: ignore[attr-defined]  # tests keep it in memory
    with network.ledger.reading() as reader:
        registration, profile = reader.registration(), reader.profile()
        assert registration is not None
        assert profile is not None
        root = sealing.sha256(registration.root_key)
        end = reader.feed_end(NETWORK_FEED)
        assert end is not None
        entries = reader.entries(NETWORK_FEED, after=0, up_to=end.n, at_most=end.n)
        authority = catch_up(empty_view(root, era=registration.era), entries).authority
        moment = carry._Moment(ledger, reader, authority, root, registration.era, b"s" * 32, reader.last()[0])
        carry._write(moment, profile, network.objects, place)  # type: ignore[arg-type]  # it reads objects, no more
    return FolderEndpoint(place)
