"""Learning the hub's marks for entries that are here already: with them this computer can pass them on to others.

Who was always online knows what closed an answer from its head alone, which proves nothing to others. A stick of the
hub has marks, and the hub itself sends them to who asks; either's word is compared with the entries here. Must not take
an entry.
"""

from collections.abc import Callable
from typing import Final

from haversack.operations.data_used import DayCounter, Passed
from haversack.operations.stick_feeds import frames_in
from haversack.operations.workspace import Workspace
from haversack.store import schema, sticks
from haversack.store.stick_files import names_in
from haversack_sync.client.answers import Mark
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.marks import fetch_marks
from haversack_sync.model.ids import NETWORK_FEED, FeedId, Position
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.entries import Entry, Standing, first_digest, next_digest, verify_mark
from haversack_sync.protocol.errors import SignatureError
from haversack_sync.protocol.limits import MAX_SEGMENT_BYTES
from haversack_sync.protocol.messages import EntriesFrame, MarkFrame
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, RequestLine, sign_request
from haversack_sync.protocol.sticks import MARKS, read_segment_name

_MOST_EXCHANGES: Final = 32
Said = dict[int, list[tuple[int, int | None, bytes]]]
"""What somebody says, by ordinal: after how many entries, up to which position (None for the last's), signature."""


def learn_marks(workspace: Workspace, endpoint: FolderEndpoint) -> int:
    """Keep the marks that lie on a stick and that are true of the entries here.

    Returns:
        How many are true; those that were known count as well.
    """
    place = endpoint.place
    said: Said = {}
    for name in names_in(place):
        read = read_segment_name(name)
        frames = frames_in(place / name, most_bytes=MAX_SEGMENT_BYTES) if read or name.lower() == MARKS else []
        for frame in frames:
            if isinstance(frame, EntriesFrame) and frame.mark is not None and frame.entries:
                n = frame.first + len(frame.entries) - 1
                said.setdefault(frame.ordinal, []).append((n, None, frame.mark))
            elif isinstance(frame, MarkFrame):
                said.setdefault(frame.ordinal, []).append((frame.n, frame.position, frame.mark))
    return keep_true(workspace, said)


def ask_for_marks(workspace: Workspace, endpoint: SyncEndpoint) -> int:
    """Ask the hub by the line for marks on where the feeds stand, and keep those that are true of the entries here.

    What it uses stands in the day's data, however it ends.

    Returns:
        How many are true.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    passed = Passed()
    try:
        return _ask(workspace, endpoint, passed)
    finally:
        DayCounter(workspace).end(passed.bytes)


def _ask(workspace: Workspace, endpoint: SyncEndpoint, passed: Passed) -> int:
    replica, sign = workspace.replica, exchange_signer(workspace)
    if sign is None:
        return 0
    view = replica.network()
    feeds = [(0, NETWORK_FEED), *((one.ordinal, one.feed) for one in replica.cursors())]
    kept = 0
    for _ in range(_MOST_EXCHANGES):
        with replica.reading() as connection:
            cursors = [(ordinal, sticks.proved_up_to(connection, feed, ordinal)) for ordinal, feed in feeds]
        said: Said = {}
        for mark in fetch_marks(endpoint, view, cursors, sign, count=passed):
            said.setdefault(mark.ordinal, []).append((mark.n, mark.position, mark.mark))
        true = keep_true(workspace, said)
        kept += true
        if not true or sum(map(len, said.values())) == len(feeds):
            # Only where each feed stands: nothing was left to prove.
            break
    return kept


def exchange_signer(workspace: Workspace) -> Callable[[RequestLine], RequestAuth] | None:
    """Return what signs exchanges in this device's name; None where somebody looks around."""
    replica, keys = workspace.replica, workspace.replica.identity().keys
    if keys is None:
        return None
    root = replica.network().root

    def sign(line: RequestLine) -> RequestAuth:
        counter = replica.take_counter(LANE_EXCHANGE)
        return sign_request(
            line, root=root, device=keys.handle, lane=LANE_EXCHANGE, counter=counter, signing_seed=keys.sign_seed
        )

    return sign


def keep_true(workspace: Workspace, said: Said) -> int:
    """Keep what somebody says of the feeds where it is true of the entries here; return how many are."""
    feeds = [(0, NETWORK_FEED)]
    feeds += [(one.ordinal, one.handle) for one in workspace.replica.network().authority.feeds_in_order()]
    kept = 0
    for ordinal, feed in feeds:
        true = _true_of_entries(workspace, feed, said.get(ordinal, []))
        with workspace.replica.transaction() as connection:
            sticks.keep_marks(connection, feed, true)
        kept += len(true)
    return kept


def _true_of_entries(workspace: Workspace, feed: FeedId, said: list[tuple[int, int | None, bytes]]) -> list[Mark]:
    """Return the marks that the hub signed on what the entries here add up to.

    Args:
        workspace: The open vault.
        feed: Of which feed.
        said: What a stick says: after how many entries, up to which position (None for the last entry's), signature.
    """
    view, true = workspace.replica.network(), list[Mark]()
    standings = _standings(workspace, feed, {n for n, _, _ in said})
    for n, position, signature in said:
        at = standings.get(n)
        if at is None:
            continue
        standing = Standing(n, at.position if position is None else Position(position), at.digest)
        if standing.position < at.position:
            continue
        try:
            hub_key = view.authority.hub_sign_key
            era = view.era_at(standing.position)
            verify_mark(standing, signature, root=view.root, era=era, feed=feed, hub_key=hub_key)
        except SignatureError:
            continue
        true.append(Mark(n, standing.position, signature))
    return true


def _standings(workspace: Workspace, feed: FeedId, wanted: set[int]) -> dict[int, Standing]:
    """Chain the entries here from the first on; return where the feed stood after some of them.

    Nothing of a feed that began with a snapshot: what came before it is not here.
    """
    if not wanted:
        return {}
    view, table = workspace.replica.network(), schema.entries
    found: dict[int, Standing] = {}
    digest, n = first_digest(view.root, feed), 0
    with workspace.replica.reading() as connection:
        for row in connection.execute(table.select().where(table.c.feed == feed).order_by(table.c.n)):
            if row.n != n + 1:
                break
            entry = Entry(Position(row.position), row.stamp, row.flags, bytes(row.envelope))
            digest, n = next_digest(digest, entry, root=view.root, era=view.era_of(row.position), feed=feed), row.n
            if n in wanted:
                found[n] = Standing(n, entry.position, digest)
    return found
