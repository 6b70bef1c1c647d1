"""The folder carrier: what a hub wrote into a folder or onto a stick, read back.

Layout below ``haversack-<16 hex of the root>``: ``profile``, ``feed-<ordinal>-<first>`` (frames of entries, each closed
by a mark), ``marks`` (where each feed stood), ``stanzas``, ``offers`` (of snapshots), ``objects/<id>``. The folder is
never trusted and never written to, and nothing in it is run. Names are protocol.sticks'.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import (
    KIB,
    MAX_FEEDS,
    MAX_FRAME_BYTES,
    MAX_HOMEWARD_BYTES,
    MAX_LETTERS,
    MAX_OUTBOX_BYTES,
    MAX_SEGMENT_BYTES,
    MAX_STANZAS,
)
from haversack_sync.protocol.messages import (
    MarkFrame,
    OfferFrame,
    decode_frame,
    decode_request,
    encode_frame,
)
from haversack_sync.protocol.object_lists import decode_objects_request, piece_frames
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from haversack_sync.protocol.sticks import (
    FOLDER_PREFIX,
    MARKS,
    OBJECTS,
    OFFERS,
    OUTBOX,
    PROFILE,
    RECEIPTS,
    STANZAS,
    is_letter_name,
    letter_name,
    network_folder,
    read_segment_name,
)

LONGEST_LETTERS: Final = {OUTBOX: MAX_OUTBOX_BYTES, RECEIPTS: MAX_HOMEWARD_BYTES}
_PIECE_BYTES: Final = 64 * KIB
_MAX_PROFILE_BYTES: Final = 64 * KIB
_STANZA_BYTES: Final = 128
_MARK_BYTES: Final = 128
_MAX_OFFERS_BYTES: Final = MAX_FEEDS * MAX_FRAME_BYTES
_MOST_NAMES: Final = 100_000
_MOST_BYTES: Final = 1 << 62
"""Reading here costs nothing."""


class FolderEndpoint:
    """A network in a folder; it can be read from, and nothing can be sent to it."""

    is_stored = True

    def __init__(self, folder: Path, *, root: bytes | None = None) -> None:
        """Find the network in a folder.

        Args:
            folder: The stick's root, or the network's own folder on it.
            root: Fingerprint of the network that is meant where there are several.

        Raises:
            LinkError: There is no network in it, or more than one that could be meant ("bad_folder").
        """
        found = [folder] if _is_plain_file(folder / PROFILE) else list(networks_in(folder))
        if root is not None and len(found) > 1:
            found = [one for one in found if one.name.lower() == network_folder(root)]
        if len(found) != 1:
            raise LinkError("bad_folder")
        self._folder = found[0]

    @property
    def place(self) -> Path:
        """The network's own folder."""
        return self._folder

    @property
    def has_feeds(self) -> bool:
        """Whether there is anything to read but letters: the history of trust comes before everything."""
        return 0 in self._stretches()

    def letters(self, kind: str) -> Iterator[bytes]:
        """Yield the letters of a kind that are what their names say; what is torn, longer or no file is passed over.

        Args:
            kind: OUTBOX or RECEIPTS.
        """
        folder, longest = self._folder / kind, LONGEST_LETTERS[kind]
        names = sorted(path.name for path in _paths(folder)) if is_plain_folder(folder) else []
        for name in [name for name in names if is_letter_name(name)][:MAX_LETTERS]:
            try:
                data = b"".join(_pieces(folder / name, limit=longest))
            except LinkError:
                continue
            if letter_name(data) == name.lower():
                yield data

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
        if os.path.lexists(self._folder / STANZAS):
            yield from _pieces(self._folder / STANZAS, limit=MAX_STANZAS * _STANZA_BYTES)
        request = decode_request(body)
        offers = self._offers() if request.snapshots else {}
        stretches, marks = self._stretches(), self._marks()
        for ordinal, after in request.cursors:
            offer, files = offers.get(ordinal) if ordinal in request.snapshots else None, stretches.get(ordinal, [])
            if offer is not None and _is_cheaper(offer, files, after=after):
                yield encode_frame(offer)
                continue
            useful, is_whole = _useful(files, after=after)
            for path in useful:
                yield from _pieces(path, limit=MAX_SEGMENT_BYTES)
            mark = marks.get(ordinal)
            if mark is not None and is_whole and (useful or mark.n <= after):
                yield encode_frame(mark)

    def text_bytes(self, known: Mapping[int, int]) -> int:
        """Return about how many bytes of text are to be read here, as far as can be told before.

        Args:
            known: How many entries of each feed are here already, by ordinal; only of these anything is read.
        """
        offers, stretches, size = self._offers(), self._stretches(), 0
        for ordinal, after in known.items():
            offer, files = offers.get(ordinal), stretches.get(ordinal, [])
            if offer is not None and _is_cheaper(offer, files, after=after):
                size += offer.size
                continue
            useful, _ = _useful(files, after=after)
            size += sum(plain_size(path) or 0 for path in useful)
        return size

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return how many bytes of a file lie here, whole or not; None for none."""
        return self._size(object_id)

    def _stretches(self) -> Mapping[int, list[tuple[int, Path]]]:
        """Return the files that hold feeds, by ordinal, in their order, with the number of their first entry."""
        found: dict[int, list[tuple[int, Path]]] = {}
        for path in _paths(self._folder):
            read = read_segment_name(path.name)
            if read is not None:
                found.setdefault(read[0], []).append((read[1], path))
        return {ordinal: sorted(files) for ordinal, files in found.items()}

    def _marks(self) -> Mapping[int, MarkFrame]:
        """Return where each feed stood when the folder was written; none where that cannot be read."""
        frames = self._frames(MARKS, limit=MAX_FEEDS * _MARK_BYTES)
        return {frame.ordinal: frame for frame in frames if isinstance(frame, MarkFrame)}

    def _offers(self) -> Mapping[int, OfferFrame]:
        """Return the snapshots that are offered, by the feed's ordinal; none where the file is no list of offers."""
        frames = self._frames(OFFERS, limit=_MAX_OFFERS_BYTES)
        return {frame.ordinal: frame for frame in frames if isinstance(frame, OfferFrame)}

    def _frames(self, name: str, *, limit: int) -> list[object]:
        """Return the frames of a file; none where it is missing or is no list of frames."""
        path, splitter = self._folder / name, FrameSplitter()
        if not _is_plain_file(path):
            return []
        try:
            return [decode_frame(each) for piece in _pieces(path, limit=limit) for each in splitter.feed(piece)]
        except (LinkError, WireError):
            # The feeds say the same, and are there as well.
            return []

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
        return plain_size(path) if is_plain_folder(path.parent) else None

    def _read(self, object_id: ObjectId, start: int, _length: int) -> Iterator[bytes]:
        return _pieces(self._object(object_id), offset=start)


def networks_in(folder: Path) -> Iterator[Path]:
    """Yield the networks' own folders in a folder, in order of their names."""
    for path in sorted(_paths(folder)):
        if path.name.lower().startswith(FOLDER_PREFIX) and is_plain_folder(path) and _is_plain_file(path / PROFILE):
            yield path


def is_plain_folder(path: Path) -> bool:
    """Tell a folder from a link, which could lead anywhere on this computer."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _paths(folder: Path) -> list[Path]:
    """Return what lies in a folder, as far as anybody could have put it there on purpose."""
    found: list[Path] = []
    try:
        for path in folder.iterdir():
            found.append(path)
            if len(found) >= _MOST_NAMES:
                break
    except OSError:
        return []
    return found


def _useful(files: list[tuple[int, Path]], *, after: int) -> tuple[list[Path], bool]:
    """Return the stretches that go on from an entry, and whether none before them is missing."""
    starts = [first for first, _ in files]
    if not starts:
        return [], True
    if starts[0] > after + 1:
        return [], False
    begin = max(place for place, first in enumerate(starts) if first <= after + 1)
    return [path for _, path in files[begin:]], True


def _is_cheaper(offer: OfferFrame, files: list[tuple[int, Path]], *, after: int) -> bool:
    """Tell whether a snapshot is shorter than its share of a feed's entries that are not known yet."""
    sizes = [size for size in (plain_size(path) for _, path in files) if size is not None]
    if offer.n <= after or not sizes:
        return offer.n > after
    size = sum(sizes)
    return offer.size * offer.n < size * (offer.n - after)


def _is_plain_file(path: Path) -> bool:
    """Tell a file from what is none: a link could lead anywhere on this computer, and a pipe or a device has no end."""
    return plain_size(path) is not None


def plain_size(path: Path) -> int | None:
    """Return the length of a plain file in bytes; None for everything else, and where it cannot be read any more."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


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
