"""Records as lists show them: confirmed and waiting together, without their long texts.

Reads only, offline. Must not know what a list shows of them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from haversack.operations.workspace import Workspace
from haversack.store import listing, outbox, projection
from haversack.store.listing import Listed
from haversack_sync.model.canonical import Value, decode
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.languages import choose
from haversack_sync.model.reading import FILES, FileEntry
from haversack_sync.model.record import RecordState


def in_use(workspace: Workspace, kind: str, groups: Sequence[str], *, is_brief: bool = False) -> Iterator[Listed]:
    """Read parts of every record of a kind that is in use, in the order in which they came.

    Args:
        workspace: The open vault.
        kind: Of the records.
        groups: Names of groups, without a language; all languages come.
        is_brief: Read nothing but these groups, which is much faster: no sets, and no keys of others.

    Yields:
        Each record; keep of it only what is shown, for there may be tens of thousands.
    """
    with workspace.replica.reading() as connection:
        pending = outbox.read_items(connection, outbox.PENDING)
        keys = sorted({(item.feed, item.record) for item in pending if item.record is not None})
        laid_over = projection.show_many(connection, keys, own=workspace.own)
        load = listing.load_texts if is_brief else listing.load_parts
        for one in load(connection, kind, groups):
            shown = laid_over.pop((one.feed, one.id), None)
            if shown is None:
                yield one
            elif not shown.state.is_retired:
                yield parts_of(shown.state)
        for shown in laid_over.values():
            if shown.state.kind == kind and not shown.state.is_retired:
                yield parts_of(shown.state)


def parts_of(state: RecordState) -> Listed:
    """Return the parts of a whole record."""
    groups = {key: versions[0].value for key, versions in state.groups.items() if versions[0].value}
    sets = {name: list(state.elements(name)) for name in state.sets}
    return Listed(state.feed, state.id, groups, sets, state.has_two_versions, list(groups))


def value(one: Listed, key: str) -> Value:
    """Return the value of a group by its whole key, or None."""
    data = one.groups.get(key)
    return decode(data) if data else None


def plain(one: Listed, key: str) -> str:
    """Return the text of a group by its whole key; empty where it has none."""
    found = value(one, key)
    return found if isinstance(found, str) else ""


def text(one: Listed, name: str, languages: Sequence[str]) -> tuple[str, str]:
    """Return language and text of a localised group, as `RecordState.text` chooses them; both may be empty."""
    available = languages_of(one, name)
    main = plain(one, "language")
    chosen = choose(available, [*languages, *([main] if main else [])])
    return (chosen, plain(one, f"{name}@{chosen}")) if chosen else ("", "")


def languages_of(one: Listed, name: str) -> list[str]:
    """Return the languages in which a localised group has a value, also where it was not read."""
    prefix = f"{name}@"
    return [key[len(prefix) :] for key in one.keys if key.startswith(prefix)]


def strings(one: Listed, name: str) -> list[str]:
    """Return the texts of a set."""
    return [found for found in map(_element, one.sets.get(name, ())) if isinstance(found, str)]


def links(one: Listed, name: str) -> list[RecordId]:
    """Return the records that a set names."""
    return [RecordId(found) for found in map(_element, one.sets.get(name, ())) if isinstance(found, bytes)]


@lru_cache(maxsize=4096)
def _element(data: bytes) -> Value:
    """Decode an element; the same languages, countries and topics stand in thousands of records."""
    return decode(data)


@lru_cache(maxsize=4096)
def shown_id(record: RecordId) -> str:
    """Write the id of a record that many name, as people write it."""
    return show_record_id(record)


def files(one: Listed) -> list[FileEntry]:
    """Return the record's files; what this program cannot read of them is left out, as in `reading.files`."""
    found = value(one, FILES)
    entries = []
    for each in found if isinstance(found, list) else ():
        try:
            entries.append(msgspec.convert(each, FileEntry))
        except msgspec.ValidationError:
            continue
    return entries
