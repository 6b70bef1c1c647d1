"""What a sync will cost and what waits for it, before anything is spent. Reads only, offline.

What the hub has for this computer is not known before it answers, and is never guessed. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.sync_log import Meeting, last_days, read_log
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox, projection, records, values, waiting
from haversack.store.outbox import Item, ItemState
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.ids import FeedId, RecordId, show_record_id

_DAYS: Final = 7
_REFUSED_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change made here, and what is true of it.

    Attributes:
        sequence: Its place in the order of writing.
        record: Its record, as people write it; empty for a matter of the network itself.
        kind: Kind of the record, or empty.
        title: Of the record, or empty.
        state: waiting, handed, sent, received or refused; never ahead of what the hub has signed.
        reason: Why it was refused, as a stable name; else empty.
        size: Bytes on its way, about; 0 once the hub has it.
        created: Seconds since 1970, by this computer's clock.
    """

    sequence: int
    record: str
    kind: str
    title: str
    state: str
    reason: str
    size: int
    created: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before a sync.

    Attributes:
        has_hub: Whether an address of a hub is known.
        last_contact: The hub's stamp, seconds since 1970; 0 for never.
        changes: Made here and not published yet, or refused; the oldest first.
        send_bytes: What waits to be sent, without files.
        upload_count: Files that the hub needs from here.
        upload_bytes: Their size.
        wanted_count: Files that somebody asked for and that are not here.
        wanted_bytes: Their size.
        missing_bytes: Size of all files that are not here, asked for or not.
        two_versions: Records in which a person has to choose.
        days: Bytes of the last days, today last.
        meetings: Earlier syncs, the newest first.
    """

    has_hub: bool
    last_contact: int
    changes: tuple[PlannedChange, ...]
    send_bytes: int
    upload_count: int
    upload_bytes: int
    wanted_count: int
    wanted_bytes: int
    missing_bytes: int
    two_versions: int
    days: tuple[tuple[str, int], ...]
    meetings: tuple[Meeting, ...]


def plan(workspace: Workspace, *, languages: Sequence[str] = ()) -> Plan:
    """Gather what is known before a sync.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    days, log, has_hub = last_days(workspace, _DAYS), read_log(workspace), bool(workspace.hub_address())
    with workspace.replica.reading() as connection:
        pending = outbox.read_items(connection, outbox.PENDING)
        refused = outbox.read_items(connection, (ItemState.REFUSED,))[-_REFUSED_SHOWN:]
        items = sorted([*pending, *refused], key=lambda item: item.sequence)
        keys = {(item.feed, item.record) for item in items if item.record is not None}
        shown = projection.show_many(connection, sorted(keys), own=workspace.own)
        sizes = waiting.sizes(connection)
        uploads, wanted = object_table.uploads(connection), object_table.wanted(connection)
        return Plan(
            has_hub=has_hub,
            last_contact=values.read_number(connection, values.LAST_CONTACT),
            changes=tuple(_planned(item, shown, sizes, languages) for item in items),
            send_bytes=sum(sizes.values()),
            upload_count=len(uploads),
            upload_bytes=sum(one.total for one in uploads),
            wanted_count=len(wanted),
            wanted_bytes=sum(one.total for one in wanted),
            missing_bytes=object_table.missing_bytes(connection),
            two_versions=records.count_disputed(connection),
            days=days,
            meetings=log.meetings,
        )


def _planned(
    item: Item, shown: dict[tuple[FeedId, RecordId], Shown], sizes: dict[int, int], languages: Sequence[str]
) -> PlannedChange:
    one = shown.get((item.feed, item.record)) if item.record is not None else None
    return PlannedChange(
        sequence=item.sequence,
        record=show_record_id(item.record) if item.record is not None else "",
        kind=one.state.kind if one else "",
        title=reading.title(one.state, languages) if one else "",
        state=item.state.value,
        reason=item.reason,
        size=sizes.get(item.sequence, 0),
        created=item.created_ms // 1000,
    )
