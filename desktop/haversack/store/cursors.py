"""Where each feed stands that this device reads, as a sync asks about them: a few reads, however many feeds there are.

Works on a connection inside a transaction. Must not decide what is asked for.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from haversack.store import snapshot_collecting, trust
from haversack_sync.client.identity import Identity
from haversack_sync.client.ports import FeedCursor
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import Position
from haversack_sync.protocol.network import NetworkView


def read_cursors(connection: sa.Connection, view: NetworkView, own: Identity) -> list[FeedCursor]:
    """Return the feeds that this device reads, the one that people need soonest first."""
    standings = trust.load_standings(connection, view)
    names = trust.shelf_names(connection, view)
    unwelcome = snapshot_collecting.unwelcome(connection, standings)
    collected = {announced.feed for announced in snapshot_collecting.offered(connection)}
    return [
        FeedCursor(
            feed.ordinal, feed.handle, standings[feed.handle], feed.handle not in unwelcome, feed.handle in collected
        )
        for feed in sorted(_readable(view, own), key=lambda feed: trust.urgency(names[feed.handle]))
    ]


def known_to(connection: sa.Connection, view: NetworkView, own: Identity) -> Position:
    """Return the position up to which every feed that this device reads is here: what a head said is not enough."""
    standings = trust.load_standings(connection, view)
    return min([view.standing.position, *(standings[feed.handle].position for feed in _readable(view, own))])


def _readable(view: NetworkView, own: Identity) -> Iterator[Feed]:
    span = own.span(view.authority)
    return (feed for feed in view.authority.feeds_in_order() if view.authority.may_read(span, feed.audience))
