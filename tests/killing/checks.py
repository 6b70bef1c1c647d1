"""What must be true after every kill, looked at from outside of the program: in the vault, at the hub, between them.

Runs in children, so that the process that forks never has a database open. A broken promise is a `BrokenPromiseError`
with a sentence.
"""

import hashlib
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from haversack.operations.workspace import Workspace
from haversack.store import object_table, records, schema
from haversack.store.outbox import ItemState
from haversack_sync.model.authority_entries import Era
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.entries import STUB_BYTES, Entry, first_digest, next_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.network import era_body
from tests.killing.cast import Cast, Edit

START_SECONDS: Final = 3.0
_ACCEPTED: Final = 0
_AT_HUB: Final = (ItemState.RECEIVED.value, ItemState.PUBLISHED.value)
_NOT_SEALED: Final = ItemState.WAITING.value


class BrokenPromiseError(Exception):
    """Something was lost, doubled, damaged, or said before it was true."""


def promise(is_kept: bool, sentence: str) -> None:
    """Check one promise.

    Raises:
        BrokenPromiseError: It is broken.
    """
    if not is_kept:
        raise BrokenPromiseError(sentence)


def check_hub(cast: Cast) -> None:
    """Look into the hub's tables and files; it may be running."""
    with closing(sqlite3.connect(cast.hub.folder / "hub.db")) as hub:
        promise(hub.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the hub's database is damaged")
        rows = hub.execute("SELECT position, feed, n, stamp, flags, digest, envelope FROM entries ORDER BY position")
        entries = rows.fetchall()
        accepted = hub.execute("SELECT device, number, sha256, position FROM ledger WHERE code = 0").fetchall()
        objects = hub.execute("SELECT object, size FROM objects").fetchall()
        era = hub.execute("SELECT era FROM network").fetchone()[0]
    promise([row[0] for row in entries] == list(range(1, len(entries) + 1)), "a position is missing or doubled")
    # What begins an era stands outside of its author's chain: its receipt is no row.
    begun = {row[0]: body.era for row in entries if (body := _era_in(row[6])) is not None}
    envelopes = {hashlib.sha256(row[6]).digest(): row[0] for row in entries if row[0] not in begun}
    promise(len(envelopes) == len(entries) - len(begun), "a change is there twice")
    promise({bytes(row[2]): row[3] for row in accepted} == envelopes, "receipts and entries differ")
    _check_chains(entries, root=cast.root, era=lambda position: _era_at(begun, position, first=era))
    for object_id, size in objects:
        data = _object_at_hub(cast.hub.folder, object_id).read_bytes()
        promise(len(data) == size and hashlib.sha256(data).digest() == object_id, "an object at the hub is damaged")


def _era_in(envelope: bytes) -> Era | None:
    return era_body(parse_envelope(envelope)) if len(envelope) > STUB_BYTES else None


def _era_at(begun: Mapping[int, int], position: int, *, first: int) -> int:
    """Return the era of an entry, by the entries before it that began one."""
    return max([first, *(era for since, era in begun.items() if since < position)])


def _check_chains(
    entries: Sequence[tuple[int, bytes, int, int, int, bytes, bytes]], *, root: bytes, era: Callable[[int], int]
) -> None:
    ends: dict[bytes, tuple[int, bytes]] = {}
    for position, feed, n, stamp, flags, digest, envelope in entries:
        before, last = ends.get(feed, (0, first_digest(root, FeedId(feed))))
        entry = Entry(Position(position), stamp, flags, envelope)
        promise(n == before + 1, "a feed has a gap")
        found = next_digest(last, entry, root=root, era=era(position), feed=FeedId(feed))
        promise(found == digest, "a feed's chain is broken")
        ends[feed] = (n, digest)


def _object_at_hub(folder: Path, object_id: bytes) -> Path:
    name = object_id.hex()
    return folder / "objects" / name[:2] / name


def check_vault(cast: Cast, name: str, written: Sequence[Edit], unsure: Sequence[Edit]) -> bool:
    """Open a vault as a start does, and look at all of it; tell whether what was unsure is there.

    Args:
        cast: The world; its hub's files are looked into.
        name: The computer.
        written: Everything that its people were told was saved.
        unsure: What may have been saved just before a kill, or not.
    """
    with cast.opened(name) as workspace:
        # A child's own time begins with it: what other work on the machine takes is not in it.
        took = time.process_time()
        promise(took < START_SECONDS, f"{name} needed {took:.1f} s of the processor to start")
        with workspace.replica.reading() as connection:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
            promise([tuple(row) for row in rows] == [("ok",)], f"{name}'s database is damaged")
            sealed = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
            promise(not sealed, f"a page of {name}'s database is damaged")
            is_there = _check_outbox(connection, cast, name, written, unsure)
            _check_files(connection, cast, workspace, name)
    return is_there


def _check_outbox(
    connection: sa.Connection, cast: Cast, name: str, written: Sequence[Edit], unsure: Sequence[Edit]
) -> bool:
    table = schema.outbox
    rows = connection.execute(sa.select(table).order_by(table.c.sequence)).all()
    bodies = b"\0".join(row.body for row in rows)
    for one in written:
        promise(bodies.count(one.text.encode()) == 1, f"{name} does not have {one.text[:24]!r} once")
    for one in unsure:
        promise(bodies.count(one.text.encode()) <= 1, f"{name} has {one.text[:24]!r} twice")
    numbers: dict[bytes, list[int]] = {}
    with closing(sqlite3.connect(cast.hub.folder / "hub.db")) as hub:
        answered = hub.execute("SELECT device, number, sha256, code FROM ledger")
        ledger = {(bytes(row[0]), row[1]): row for row in answered}
    for row in rows:
        promise(row.state != ItemState.REFUSED.value, f"a change of {name} was refused: {row.reason}")
        if row.state == _NOT_SEALED:
            promise(row.envelope is None and row.number is None, f"a waiting change of {name} is sealed")
            continue
        numbers.setdefault(row.signer, []).append(row.number)
        at_hub = ledger.get((bytes(row.signer), row.number))
        if at_hub is not None:
            promise(at_hub[2] == hashlib.sha256(row.envelope).digest(), f"{name} sealed a number twice")
        if row.state in _AT_HUB:
            is_there = at_hub is not None and at_hub[3] == _ACCEPTED
            promise(is_there, f"{name} says {row.state}, the hub knows nothing of it")
    for used in numbers.values():
        promise(sorted(used) == list(range(len(used))), f"{name} left out a number or used one twice")
    return any(one.text.encode() in bodies for one in unsure)


def _check_files(connection: sa.Connection, cast: Cast, workspace: Workspace, name: str) -> None:
    table = schema.objects
    with closing(sqlite3.connect(cast.hub.folder / "hub.db")) as hub:
        there = {bytes(row[0]) for row in hub.execute("SELECT object FROM objects")}
    for row in connection.execute(sa.select(table)):
        if row.is_here:
            data = workspace.vault.parcels.read(row.object, offset=0, length=row.size)
            promise(hashlib.sha256(data).digest() == row.object, f"{name} shows a file that is not whole")
    for waiting in object_table.uploads(connection):
        promise(object_table.is_here(connection, waiting.object_id), f"{name} lost a file before it left")
    sent = connection.execute(sa.select(table.c.object).where(table.c.is_at_hub, table.c.is_here)).scalars()
    own = {ref for row in connection.execute(sa.select(schema.outbox.c.refs)) for ref in _split(row.refs)}
    promise(all(one in there for one in sent if one in own), f"{name} says that a file is at the hub, and it is not")


def _split(refs: bytes) -> list[bytes]:
    return [refs[start : start + 32] for start in range(0, len(refs), 32)]


def count_entries(cast: Cast) -> int:
    """Return how many changes the hub has."""
    with closing(sqlite3.connect(cast.hub.folder / "hub.db")) as hub:
        count: int = hub.execute("SELECT count(*) FROM entries").fetchone()[0]
        return count


def check_end(cast: Cast, workspace: Workspace, name: str, written: Sequence[Edit]) -> tuple[int, str]:
    """Look at a vault when everything has come to rest; return its changes, and a digest of all that members read."""
    with workspace.replica.reading() as connection:
        states = Counter(connection.execute(sa.select(schema.outbox.c.state)).scalars())
        promise(set(states) <= {ItemState.PUBLISHED.value}, f"{name} ends with {dict(states)}")
        promise(records.count_disputed(connection) == 0, f"{name} has two versions of what one person wrote")
        missing = object_table.missing_bytes(connection)
        promise(missing == 0, f"{name} lacks {missing} bytes of files")
        authority = workspace.replica.network().authority
        shared = {
            feed.handle
            for feed in authority.feeds_in_order()
            if authority.audiences[feed.audience].type is not AudienceType.COORDINATORS
        }
        found = [state for _, state in records.load_all(connection) if state.feed in shared]
    last = {one.record: one.text for one in written}
    for state in found:
        if state.id in last:
            shown = b"\0".join(versions[0].value for versions in state.groups.values())
            promise(last[state.id].encode() in shown, f"{name} does not show what was written last")
    parts = sorted(repr((state.feed, state.id, state.kind, state.groups, state.sets, state.life)) for state in found)
    return sum(states.values()), hashlib.sha256("\n".join(parts).encode()).hexdigest()
