"""`carry out`: what this computer has to say, and what it can pass on, goes onto a stick.

Own changes and files are wrapped for the hub alone; a courier shows files named by hashes. Only what the stick lacks is
written, so it may be pulled out anywhere and goes on another time. Must not call anything received: receipts do.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from haversack.operations import kit_snapshots
from haversack.operations.side_link import StoppedError
from haversack.operations.stick_feeds import pass_on_feeds
from haversack.operations.workspace import Workspace
from haversack.store import links, object_table, outbox, sticks, values
from haversack.store.stick_files import (
    StickError,
    counted,
    folder_bytes,
    names_in,
    plain_folder,
    room_on,
    stick_errors,
    write_whole,
)
from haversack_sync.client.folder import plain_size
from haversack_sync.client.ports import Outgoing, Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.limits import MAX_UPLOAD_SLICE_BYTES, MIB
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import (
    LANE_STICKS,
    OBJECTS,
    OUTBOX,
    PROFILE,
    RECEIPTS,
    STANZAS,
    StickBody,
    StickPiece,
    is_letter_name,
    letter_name,
    network_folder,
    seal_outbox,
)

_MOST_CHANGES_BYTES: Final = 64 * MIB
"""Changes that one stick gets at once."""
_LETTER_BYTES: Final = 2 * MIB
"""A letter is closed once it holds so much."""
_ROOM_AROUND_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Carrying:
    """How a person wants it.

    Attributes:
        size: How many bytes the network's folder may have at most, with what goes along for others; None for as much as
            fits. What is one's own is never left out for it.
        tell: Told how many bytes are written, and of about how many.
        is_cancelled: Asked between files, and within a large one: then nothing half of it is left.
        passes_on: Whether entries and files of others go along for other computers.
        give_way: Lets other work of the vault's thread run, between two files.
    """

    size: int | None = None
    tell: Callable[[int, int], None] = field(default=lambda done, total: None)
    is_cancelled: Callable[[], bool] = field(default=lambda: False)
    passes_on: bool = True
    give_way: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class ToCarry:
    """What would go onto a stick that has nothing yet: own changes and files, letters of others, files to pass on."""

    changes: int
    files: int
    files_bytes: int
    letters: int
    others_bytes: int


@dataclass(slots=True)
class CarriedOut:
    """What lies on the stick now.

    Attributes:
        folder: The network's folder on it.
        changes: Own changes without a receipt that are on their way with it.
        files: Own files that are on it whole, as far as the hub lacks them.
        letters: Letters of others that were added.
        entries: Entries that were added for other computers.
        objects: Files that were added for other computers.
        written_bytes: What was written now.
        left_out: Files for which there was no room.
        left_out_bytes: Their size.
        is_complete: Whether nobody stopped it.
    """

    folder: Path
    changes: int = 0
    files: int = 0
    letters: int = 0
    entries: int = 0
    objects: int = 0
    written_bytes: int = 0
    left_out: int = 0
    left_out_bytes: int = 0
    is_complete: bool = True


def to_carry(workspace: Workspace) -> ToCarry:
    """Say what would go onto an empty stick."""
    uploads = workspace.replica.pending_uploads()
    with workspace.replica.reading() as connection:
        changes = outbox.count_items(connection, outbox.UNANSWERED)
        letters = sum(1 for kind in (OUTBOX, RECEIPTS) for _ in sticks.taken_along(connection, kind))
    others = sum(size for _, size in _files_here(workspace))
    return ToCarry(changes, len(uploads), sum(one.total for one in uploads), letters, others)


def carry_out(workspace: Workspace, folder: Path, how: Carrying) -> CarriedOut:
    """Write what is not on a stick yet.

    Args:
        workspace: The open vault.
        folder: The stick; several networks lie on it side by side.
        how: Size, progress, cancel.

    Raises:
        StickError: The stick is full, read-only or gone; what was written before stays, and is sent.
        VaultError: The vault's disk is full or the vault damaged.
    """
    place = plain_folder(folder / network_folder(workspace.root))
    for name in (OUTBOX, RECEIPTS, OBJECTS):
        plain_folder(place / name)
    return _Writing(workspace, place, how).write()


class _Writing:
    """One stick being written."""

    def __init__(self, workspace: Workspace, place: Path, how: Carrying) -> None:
        self._workspace, self._replica, self._place, self._how = workspace, workspace.replica, place, how
        self._done = CarriedOut(place)
        self._room = room_on(place)
        expected = to_carry(workspace)
        others = expected.others_bytes if how.passes_on else 0
        self._total = expected.files_bytes + min(max(self._room_for_others, 0), others)

    @property
    def _room_for_others(self) -> int:
        """How many bytes may be written for other computers."""
        size = self._how.size
        return self._room if size is None else min(self._room, size - folder_bytes(self._place))

    def write(self) -> CarriedOut:
        """Write everything, what matters most first."""
        if plain_size(self._place / PROFILE) is None:
            with self._replica.reading() as connection:
                profile = values.read_value(connection, values.PROFILE)
            if profile:
                self._put(self._place / PROFILE, profile)
        if self._replica.identity().keys is not None:
            self._write_own()
        for kind in (OUTBOX, RECEIPTS):
            self._write_letters(kind)
        if self._how.passes_on and not self._is_stopped():
            self._pass_on()
        self._done.is_complete = not self._how.is_cancelled()
        return self._done

    def _is_stopped(self) -> bool:
        return self._how.is_cancelled()

    def _put(self, path: Path, data: bytes) -> None:
        """Write a file and count it.

        Raises:
            StickError: There is no room, or the stick is gone.
        """
        if len(data) > self._room:
            raise StickError("full")
        self._wrote(write_whole(path, (data,)))

    def _wrote(self, size: int) -> None:
        self._room -= size
        self._done.written_bytes += size
        self._how.tell(self._done.written_bytes, max(self._total, self._done.written_bytes))
        self._how.give_way()

    def _write_own(self) -> None:
        """Hand over what waits, and the files that the hub lacks."""
        outgoing = self._replica.hand_over(_MOST_CHANGES_BYTES, is_far=True)
        uploads = self._replica.pending_uploads()
        changes = {sticks.change_item(each): each for each in outgoing.envelopes}
        others = _others(outgoing)
        pieces = {item: (upload, offset) for upload in uploads for item, offset in _stretches(upload)}
        needed = {*changes, *others, *pieces}
        there = self._own_letters(needed)
        left = _split([each for item, each in changes.items() if item not in there])
        if others - there and not left:
            left = [()]
        for batch in left:
            is_first = batch is left[0]
            body = StickBody(
                changes=batch,
                asks=outgoing.asks if is_first else (),
                stanzas=outgoing.stanzas if is_first else (),
                profile=outgoing.profile if is_first else b"",
            )
            self._hand_over(body, [*map(sticks.change_item, batch), *(others if is_first else ())])
            self._replica.left_computer(batch)
        # Those that lay there already, too: a crash may have come between the stick and the note.
        self._replica.left_computer(outgoing.envelopes)
        self._done.changes = len(changes)
        self._write_files(uploads, there)

    def _own_letters(self, needed: set[bytes]) -> set[bytes]:
        """Return what lies on the stick already; own letters of which nothing is needed any more are removed."""
        folder = self._place / OUTBOX
        names = {bytes.fromhex(name): folder / name for name in names_in(folder) if is_letter_name(name)}
        with self._replica.transaction() as connection:
            known = sticks.written(connection, list(names))
            sticks.forget_answered(connection, needed)
        there: set[bytes] = set()
        for letter, items in known.items():
            if items & needed:
                there |= items
            else:
                with stick_errors():
                    names[letter].unlink(missing_ok=True)
        return there

    def _hand_over(self, body: StickBody, items: Sequence[bytes]) -> None:
        """Seal a letter for the hub and write it; what is in it is noted before it lies on the stick."""
        keys, view = self._replica.identity().keys, self._replica.network()
        if keys is None:
            return
        letter = seal_outbox(
            body,
            root=view.root,
            hub_box_key=view.authority.hub_box_key,
            device=keys.handle,
            counter=self._replica.take_counter(LANE_STICKS),
            signing_seed=keys.sign_seed,
        )
        with self._replica.transaction() as connection:
            sticks.note_written(connection, sha256(letter), items)
        self._put(self._place / OUTBOX / letter_name(letter), letter)

    def _write_files(self, uploads: Sequence[Upload], there: set[bytes]) -> None:
        """Write the files that the hub lacks, in pieces, as far as there is room."""
        for upload in uploads:
            missing = [offset for item, offset in _stretches(upload) if item not in there]
            lacking = sum(min(MAX_UPLOAD_SLICE_BYTES, upload.total - offset) for offset in missing)
            if lacking + lacking // 8 + _ROOM_AROUND_BYTES > self._room or self._is_stopped():
                self._done.left_out += 1
                self._done.left_out_bytes += lacking
                continue
            in_letter = _LETTER_BYTES // MAX_UPLOAD_SLICE_BYTES
            for start in range(0, len(missing), in_letter):
                offsets = missing[start : start + in_letter]
                pieces = tuple(self._piece(upload, offset) for offset in offsets)
                items = [sticks.piece_item(upload.object_id, offset) for offset in offsets]
                self._hand_over(StickBody(pieces=pieces), items)
            self._done.files += 1

    def _piece(self, upload: Upload, offset: int) -> StickPiece:
        data = self._replica.read_object(upload.object_id, offset, MAX_UPLOAD_SLICE_BYTES)
        return StickPiece(upload.object_id, upload.total, offset, data)

    def _write_letters(self, kind: str) -> None:
        """Take letters of others along."""
        with self._replica.reading() as connection:
            letters = list(sticks.taken_along(connection, kind))
        for letter in letters:
            path = self._place / kind / letter.hash.hex()
            if plain_size(path) == len(letter.data) or len(letter.data) > self._room or self._is_stopped():
                continue
            self._put(path, letter.data)
            self._done.letters += 1
            with self._replica.transaction() as connection:
                sticks.was_taken_out(connection, letter)

    def _pass_on(self) -> None:
        """Write what other computers can use: keys, entries, files that are here."""
        with self._replica.reading() as connection:
            stanzas = list(sticks.taken_along(connection, STANZAS))
        for kept in stanzas:
            if plain_size(self._place / STANZAS) is None and len(kept.data) <= self._room_for_others:
                self._put(self._place / STANZAS, kept.data)
        room = self._room_for_others
        passed = pass_on_feeds(self._workspace, self._place, room=room, is_stopped=self._is_stopped)
        self._done.entries = passed.entries
        self._wrote(passed.written_bytes)
        self._pass_on_snapshots()
        room = self._room_for_others
        for object_id, size in _files_here(self._workspace):
            path = self._place / OBJECTS / object_id.hex()
            if plain_size(path) == size or self._is_stopped():
                continue
            if size > room:
                self._done.left_out += 1
                self._done.left_out_bytes += size
                continue
            try:
                written = write_whole(path, self._counted(self._workspace.vault.parcels.pieces(object_id)))
            except StoppedError:
                return
            self._wrote(written)
            room -= written
            self._done.objects += 1

    def _pass_on_snapshots(self) -> None:
        """Write the snapshots that this computer has whole, so that a newcomer need not replay every change.

        What offers them is written last: where somebody stops it, parts lie there for another time, and nothing more.
        """
        fitting, room = [], self._room_for_others
        for one in kit_snapshots.ready(self._workspace):
            size = sum(size for _, size in one.parts)
            if size <= room and not self._is_stopped():
                fitting.append(one)
                room -= size
        if not fitting:
            return

        def go_on(_: int) -> None:
            self._how.give_way()
            if self._is_stopped():
                raise StoppedError

        before = folder_bytes(self._place)
        with contextlib.suppress(StoppedError):
            kit_snapshots.write(self._workspace, self._place, tuple(fitting), go_on)
        # Of what lies there already nothing is written; so what came is counted at the end.
        self._wrote(max(0, folder_bytes(self._place) - before))

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Tell how far a file is while it is written.

        Raises:
            StoppedError: A person stopped it.
        """

        def tell(so_far: int) -> None:
            done = self._done.written_bytes + so_far
            self._how.tell(done, max(self._total, done))
            if self._is_stopped():
                raise StoppedError

        return counted(pieces, tell)


def _files_here(workspace: Workspace) -> list[tuple[ObjectId, int]]:
    """Return the files that are here and that the hub has, the smallest first."""
    with workspace.replica.reading() as connection:
        lacking = {one.object_id for one in object_table.uploads(connection)}
        flags = links.object_flags(connection)
    here = [(one, size) for one, (is_here, _, size) in flags.items() if is_here and one not in lacking]
    return sorted(here, key=lambda one: (one[1], one[0]))


def _others(outgoing: Outgoing) -> set[bytes]:
    """Return what stands for the keys, questions and profile of an outgoing hand-over."""
    said = [*map(encode_message, outgoing.stanzas), *map(encode_message, outgoing.asks)]
    return {sticks.other_item(one) for one in (*said, outgoing.profile) if one}


def _stretches(upload: Upload) -> Iterator[tuple[bytes, int]]:
    """Yield the stretches of a file: what stands for each, and where it begins."""
    for offset in range(0, upload.total, MAX_UPLOAD_SLICE_BYTES):
        yield sticks.piece_item(upload.object_id, offset), offset


def _split(envelopes: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    """Cut changes into letters, in their order."""
    letters: list[tuple[bytes, ...]] = []
    current: list[bytes] = []
    for envelope in envelopes:
        current.append(envelope)
        if sum(map(len, current)) >= _LETTER_BYTES:
            letters.append(tuple(current))
            current = []
    return [*letters, tuple(current)] if current else letters
