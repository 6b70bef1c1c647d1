"""Snapshots in kits: what is missing of them comes from the hub or its stick, and they lie in the network's own folder.

Only what this computer found to be what the entries make goes along (decision 0060). Form: `docs/protocol.md`, "In a
folder". Must not open a snapshot, and must not believe what lies on a stick.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from haversack.operations.data_used import DayCounter, Passed
from haversack.operations.kit_form import sum_of
from haversack.operations.stick_feeds import frames_in
from haversack.operations.stick_marks import keep_true
from haversack.operations.workspace import Workspace
from haversack.store import links, snapshot_notices, snapshots_to_pass_on
from haversack.store.snapshot_notices import UNTRUSTED, Announced
from haversack.store.snapshots_to_pass_on import ToPassOn
from haversack.store.stick_files import stick_errors, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.client.marks import fetch_offer
from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ProtocolError, WireError
from haversack_sync.protocol.limits import (
    KIB,
    MAX_ASKED_OBJECTS,
    MAX_FEEDS,
    MAX_FRAME_BYTES,
    MAX_SNAPSHOT_INDEX_BYTES,
)
from haversack_sync.protocol.messages import OfferFrame, encode_frame, encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.snapshots import decode_index
from haversack_sync.protocol.sticks import OBJECTS, OFFERS

_ANSWER_BYTES: Final = 256 * KIB
_MOST_OFFERS_BYTES: Final = MAX_FEEDS * MAX_FRAME_BYTES


def ready(workspace: Workspace) -> tuple[ToPassOn, ...]:
    """Return the snapshots that can go into a kit: all of each is here, and it is shorter than its entries."""
    feeds = workspace.replica.network().authority.feeds_in_order()
    with workspace.replica.reading() as connection:
        found = [snapshots_to_pass_on.find(connection, feed) for feed in feeds]
    return tuple(one for one in found if one is not None)


def are_missing(workspace: Workspace) -> bool:
    """Tell whether the hub could complete a snapshot that is right and of which something is missing here."""
    feeds = workspace.replica.network().authority.feeds_in_order()
    with workspace.replica.reading() as connection:
        return any(snapshots_to_pass_on.is_worth_asking(connection, feed) for feed in feeds)


def get(workspace: Workspace, endpoint: SyncEndpoint, *, sign: Callable[[RequestLine], RequestAuth] | None) -> int:
    """Get what is missing of the snapshots that newcomers are offered: the hub's mark on their place, and their parts.

    Args:
        workspace: A coordinator's vault.
        endpoint: The hub, or a folder that it wrote.
        sign: Signs exchanges; None for a folder.

    Returns:
        How many are whole here now that were not.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed; what came stays.
        ProtocolError: Something else answered.
    """
    passed = Passed()
    try:
        return _get(workspace, endpoint, sign, passed)
    finally:
        if sign is not None:
            DayCounter(workspace).end(passed.bytes)


def _get(
    workspace: Workspace, endpoint: SyncEndpoint, sign: Callable[[RequestLine], RequestAuth] | None, passed: Passed
) -> int:
    replica, whole = workspace.replica, 0
    view = replica.network()
    for feed in view.authority.feeds_in_order():
        with replica.reading() as connection:
            if not snapshots_to_pass_on.is_worth_asking(connection, feed):
                continue
        offer = fetch_offer(endpoint, view, ((0, view.standing.n), (feed.ordinal, 0)), sign, count=passed)
        announced = _right(workspace, feed, offer) if offer is not None else None
        if offer is None or announced is None:
            continue
        # Of the offer nothing is believed but the mark, and that is compared with the entries here.
        keep_true(workspace, {feed.ordinal: [(offer.n, offer.position, offer.mark)]})
        if _get_parts(workspace, endpoint, announced, passed):
            with replica.transaction() as connection:
                snapshots_to_pass_on.keep_only(connection, announced)
            whole += 1
    return whole


def _right(workspace: Workspace, feed: Feed, offer: OfferFrame) -> Announced | None:
    """Return the snapshot of an offer, if this computer found it right."""
    with workspace.replica.reading() as connection:
        for one in snapshots_to_pass_on.right(connection, feed.handle):
            if (one.position, one.n) == (offer.notice.position, offer.n):
                return one
    return None


def _get_parts(workspace: Workspace, endpoint: SyncEndpoint, announced: Announced, passed: Passed) -> bool:
    """Get the index and then the parts of a snapshot; return whether all are here.

    Raises:
        LinkError: The link failed; what was whole stays.
        ProtocolError: Something else answered.
    """
    begun: dict[ObjectId, bytes] = {}
    while True:
        with workspace.replica.reading() as connection:
            missing = snapshots_to_pass_on.missing(connection, announced)[:MAX_ASKED_OBJECTS]
        if not missing:
            return True
        before = sum(map(len, begun.values()))
        whole = _get_some(endpoint, [one for one, _ in missing], begun, passed)
        with workspace.replica.transaction() as connection:
            for object_id, data in whole:
                snapshots_to_pass_on.keep(connection, announced, object_id, data)
        if not whole and sum(map(len, begun.values())) <= before:
            # It is not there, or it is not what it should be: the kit goes without it.
            return False


def _get_some(
    endpoint: SyncEndpoint, wanted: list[ObjectId], begun: dict[ObjectId, bytes], passed: Passed
) -> list[tuple[ObjectId, bytes]]:
    """Ask once; return what is whole and right, and keep what is begun."""
    asked = tuple((bytes(one), len(begun.get(one, b""))) for one in wanted)
    whole: list[tuple[ObjectId, bytes]] = []
    request = ObjectsRequest(asked, _ANSWER_BYTES, MAX_FRAME_BYTES)
    passed(sent=len(encode_message(request)), received=0)
    for piece in fetch_pieces(endpoint, request, count=lambda size: passed(sent=0, received=size)):
        if piece.total is None or piece.total > MAX_SNAPSHOT_INDEX_BYTES:
            break
        held = begun.pop(piece.object_id, b"") + piece.data
        if len(held) < piece.total:
            begun[piece.object_id] = held
        elif sha256(held) == piece.object_id:
            whole.append((piece.object_id, held))
    return whole


def write(workspace: Workspace, place: Path, snapshots: tuple[ToPassOn, ...], wrote: Callable[[int], None]) -> None:
    """Write snapshots into the network's folder: their parts first, and last what offers them.

    What the hub offers there of feeds stays where it is newer and this computer does not know better.

    Args:
        workspace: The vault.
        place: The network's folder on the stick.
        snapshots: What goes along.
        wrote: Told how many bytes were written, or lay there already; it may let other work of the vault run.

    Raises:
        StickError: The stick is full, read-only or gone.
    """
    there = {one.ordinal: one for one in offers_on(place)}
    offers = _not_bad(workspace, there)
    written: list[ToPassOn] = []
    for one in snapshots:
        known = offers.get(one.offer.ordinal)
        if known is not None and known.n > one.offer.n and lacking(place, known) == []:
            continue
        written.append(one)
        if _write_parts(workspace, place, one, wrote):
            offers[one.offer.ordinal] = one.offer
    # Other work of the vault's thread ran in between, and may have erased something that one of them holds.
    offers = _not_bad(workspace, offers)
    raw = b"".join(encode_frame(offers[ordinal]) for ordinal in sorted(offers))
    if raw != b"".join(encode_frame(there[ordinal]) for ordinal in sorted(there)):
        _put_offers(place, raw)
    stays = tuple(offers.values())
    gone = _named_by(place, [one for one in there.values() if one not in stays])
    gone.update(part for one in written if one.offer not in stays for part, _ in one.parts)
    if gone:
        _remove_parts(workspace, place, gone - _named_by(place, stays))


def _write_parts(workspace: Workspace, place: Path, snapshot: ToPassOn, wrote: Callable[[int], None]) -> bool:
    """Write the parts of a snapshot, the index last; return False where one of them was dropped since it was found."""
    for object_id, size in snapshot.parts:
        path = place / OBJECTS / object_id.hex()
        with workspace.replica.reading() as connection:
            data = snapshots_to_pass_on.piece(connection, object_id)
        if data is None:
            return False
        is_there = plain_size(path) == size and sum_of(path) == object_id.hex()
        wrote(size if is_there else write_whole(path, (data,)))
    return True


def _not_bad(workspace: Workspace, offers: Mapping[int, OfferFrame]) -> dict[int, OfferFrame]:
    return {ordinal: one for ordinal, one in offers.items() if not _is_known_as_bad(workspace, one)}


def _put_offers(place: Path, raw: bytes) -> None:
    if raw:
        write_whole(place / OFFERS, (raw,))
    else:
        with stick_errors():
            (place / OFFERS).unlink(missing_ok=True)


def offers_on(place: Path) -> list[OfferFrame]:
    """Return what a stick offers, by its own word."""
    frames = frames_in(place / OFFERS, most_bytes=_MOST_OFFERS_BYTES)
    return [one for one in frames if isinstance(one, OfferFrame)]


def lacking(place: Path, offer: OfferFrame) -> list[ObjectId] | None:
    """Return what of an offered snapshot does not lie on a stick in its length; None where the offer is none."""
    index = _index_of(offer)
    if index is None:
        return None
    parts = _parts(place, index)
    if parts is None:
        return [index]
    return [one for one, size in parts if plain_size(place / OBJECTS / one.hex()) != size]


def _index_of(offer: OfferFrame) -> ObjectId | None:
    try:
        refs = parse_envelope(offer.notice.envelope).header.refs if isinstance(offer.notice.envelope, bytes) else ()
    except ProtocolError:
        return None
    return ObjectId(refs[0]) if len(refs) == 1 else None


def _parts(place: Path, index: ObjectId) -> list[tuple[ObjectId, int]] | None:
    """Return the parts that an index on a stick lists; None where it is not there, or is none."""
    path = place / OBJECTS / index.hex()
    if not 0 < (plain_size(path) or 0) <= MAX_SNAPSHOT_INDEX_BYTES:
        return None
    try:
        return [(ObjectId(one.object), one.size) for one in decode_index(path.read_bytes())]
    except (OSError, WireError):
        return None


def _is_known_as_bad(workspace: Workspace, offer: OfferFrame) -> bool:
    """Tell whether this computer knows of an offered snapshot that it holds what was erased, or is wrong."""
    index = _index_of(offer)
    with workspace.replica.reading() as connection:
        return any(one.index == index for one in snapshot_notices.read(connection, verdicts=UNTRUSTED))


def _named_by(place: Path, offers: Iterable[OfferFrame]) -> set[ObjectId]:
    named: set[ObjectId] = set()
    for index in filter(None, map(_index_of, offers)):
        named |= {index, *(one for one, _ in _parts(place, index) or ())}
    return named


def _remove_parts(workspace: Workspace, place: Path, gone: AbstractSet[ObjectId]) -> None:
    """Remove what nobody is offered any more; whatever this computer knows as a file stays, whoever lists it."""
    with workspace.replica.reading() as connection:
        files = {ObjectId(one) for one in links.object_flags(connection)}
    with stick_errors():
        for one in gone - files:
            (place / OBJECTS / one.hex()).unlink(missing_ok=True)
