"""The folder carrier: what a hub wrote into a folder or onto a stick, read back.

Layout below ``haversack-<16 hex of the root>``: ``profile``, ``feed-<ordinal>`` (frames of entries, each closed by a
mark, and a last mark), ``stanzas``, ``offers`` (of snapshots), ``objects/<id>``. The folder is never trusted and
never written to, and nothing in it is run.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import KIB, MAX_FEEDS, MAX_FRAME_BYTES, MAX_STANZAS
from haversack_sync.protocol.messages import FrameSplitter, OfferFrame, decode_frame, decode_request, encode_frame
from haversack_sync.protocol.object_lists import decode_objects_request, piece_frames
from haversack_sync.protocol.requests import RequestAuth, RequestLine

FOLDER_PREFIX: Final = "haversack-"
PROFILE: Final = "profile"
STANZAS: Final = "stanzas"
OBJECTS: Final = "objects"
OFFERS: Final = "offers"
FEED_PREFIX: Final = "feed-"
_PIECE_BYTES: Final = 64 * KIB
_MAX_PROFILE_BYTES: Final = 64 * KIB
_STANZA_BYTES: Final = 128
_MAX_OFFERS_BYTES: Final = MAX_FEEDS * MAX_FRAME_BYTES
_MOST_BYTES: Final = 1 << 62
"""Reading here costs nothing."""


class FolderEndpoint:
    """A network in a folder; it can be read from, and nothing can be sent to it."""

    is_stored = True

    def __init__(self, folder: Path) -> None:
        """Find the network in a folder.

        Args:
            folder: The stick's root, or the network's own folder on it.

        Raises:
            LinkError: There is no network in it, or more than one ("bad_folder").
        """
        found = [folder] if (folder / PROFILE).is_file() else sorted(_networks(folder))
        if len(found) != 1:
            raise LinkError("bad_folder")
        self._folder = found[0]

    def close(self) -> None:
        """Nothing is held open."""

    def fetch_profile(self) -> bytes:
        """See `SyncEndpoint`."""
        return b"".join(_pieces(self._folder / PROFILE, limit=_MAX_PROFILE_BYTES))

    def register(self, body: bytes) -> bytes:
        """Nobody answers here.

        Raises:
            LinkError: Always ("no_connection").
        """
        raise LinkError("no_connection")

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """See `SyncEndpoint`: the frames of the feeds that are asked for, `network` first, after the stanzas.

        Where a snapshot is welcome and cheaper, its offer stands in the place of the feed's frames.
        """
        yield from _pieces(self._folder / STANZAS, limit=MAX_STANZAS * _STANZA_BYTES)
        request = decode_request(body)
        offers = self._offers() if request.snapshots else {}
        for ordinal, after in request.cursors:
            path = self._folder / f"{FEED_PREFIX}{ordinal}"
            offer = offers.get(ordinal) if ordinal in request.snapshots else None
            if offer is not None and _is_cheaper(offer, path, after=after):
                yield encode_frame(offer)
            elif path.is_file():
                yield from _pieces(path)

    def _offers(self) -> Mapping[int, OfferFrame]:
        """Return the snapshots that are offered, by the feed's ordinal; none where the file is no list of offers."""
        path, splitter = self._folder / OFFERS, FrameSplitter()
        if not _is_plain_file(path):
            return {}
        try:
            pieces = _pieces(path, limit=_MAX_OFFERS_BYTES)
            frames = [decode_frame(each) for piece in pieces for each in splitter.feed(piece)]
        except (LinkError, WireError):
            # Entries say the same, and are there as well.
            return {}
        return {frame.ordinal: frame for frame in frames if isinstance(frame, OfferFrame)}

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """See `SyncEndpoint`; reading here costs nothing, so all the rest is given."""
        return _pieces(self._object(object_id), offset=offset)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """See `SyncEndpoint`.

        Raises:
            LinkError: The request is malformed ("not_our_hub"), or the folder cannot be read.
        """
        try:
            request = decode_objects_request(body)
        except WireError as error:
            raise LinkError("not_our_hub") from error
        return piece_frames(request, size_of=self._size, read=self._read, most_bytes=_MOST_BYTES)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """Nothing can be sent here.

        Raises:
            LinkError: Always ("no_connection").
        """
        raise LinkError("no_connection")

    def _object(self, object_id: ObjectId) -> Path:
        return self._folder / OBJECTS / object_id.hex()

    def _size(self, object_id: ObjectId) -> int | None:
        path = self._object(object_id)
        return path.stat().st_size if _is_plain_file(path) else None

    def _read(self, object_id: ObjectId, start: int, _length: int) -> Iterator[bytes]:
        return _pieces(self._object(object_id), offset=start)


def _networks(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name.startswith(FOLDER_PREFIX) and (path / PROFILE).is_file():
                yield path


def _is_cheaper(offer: OfferFrame, entries: Path, *, after: int) -> bool:
    """Tell whether a snapshot is shorter than its share of a feed's entries that are not known yet."""
    if offer.n <= after or not _is_plain_file(entries):
        return offer.n > after
    return offer.size * offer.n < entries.stat().st_size * (offer.n - after)


def _is_plain_file(path: Path) -> bool:
    """Tell a file from what is none: a link could lead anywhere on this computer, and a pipe or a device has no end."""
    return path.is_file() and not path.is_symlink()


def _pieces(path: Path, *, offset: int = 0, limit: int | None = None) -> Iterator[bytes]:
    if not _is_plain_file(path):
        raise LinkError("not_found")
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            given = 0
            while piece := stream.read(_PIECE_BYTES):
                given += len(piece)
                if limit is not None and given > limit:
                    raise LinkError("not_our_hub")
                yield piece
    except OSError as error:
        raise LinkError("cut") from error
