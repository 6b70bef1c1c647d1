"""What a sync will cost, before anything is spent. Reads only, offline.

What the hub has for this computer is not known before it answers, and is never guessed. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from haversack.operations.copies import Copies, copies
from haversack.operations.data_used import Used, last_days, used_so_far
from haversack.operations.file_room import fit
from haversack.operations.letting_go import may_go, space
from haversack.operations.preferences import LARGE_FILE_BYTES, Preferences, read_preferences
from haversack.operations.saved_here import SavedHere, saved_here
from haversack.operations.snapshots import Alarm, alarms
from haversack.operations.sync_log import Meeting, read_log
from haversack.operations.waiting_changes import WaitingChange, waiting_changes
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links, object_table, projection, records, values
from haversack.store.file_wishes import Reason, Wish
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, show_record_id

_DAYS: Final = 7


class FileFate(StrEnum):
    """What the next sync does with a file that was asked for."""

    COMES = "comes"
    LATER = "later"
    """The day's data is used up before it; it begins or goes on tomorrow."""
    ASKS = "asks"
    """It is large, and people want to be asked before."""
    NO_ROOM = "no_room"
    """There is no room for it on the disk, or within what files may take."""
    PUT_OFF = "put_off"
    """Somebody said "not now"."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that should come here and is not here.

    Attributes:
        object: The file.
        reason: Why it should come.
        record: The record that names it, as people write it; empty where it names it no more.
        kind: Kind of the record.
        title: Of the record.
        name: Of the file.
        size: Bytes on its way.
        held: How many of them are here.
        fate: What the next sync does with it.
        lacking: How many bytes must become free before it can come, where there is no room.
    """

    object: ObjectId
    reason: Reason
    record: str
    kind: str
    title: str
    name: str
    size: int
    held: int
    fate: FileFate
    lacking: int = 0


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
        wanted: Files that should come here and are not here, the first of the queue first; what is put off is last.
        missing_bytes: Size of all files that are not here, asked for or not.
        two_versions: Records in which a person has to choose.
        preferences: What people set.
        days: Day and bytes of the last days, today last.
        used: What the limits are held against.
        meetings: Earlier syncs, the newest first.
        saved_here: What was written here and is not ready to send.
        copies: What is known of copied vaults.
        needs_update: Whether something is kept here that only a newer version of the program can show.
        alarms: Snapshots that are wrong, as this computer or others found.
        is_whole: Whether everything is here that the hub had when it answered last.
    """

    has_hub: bool
    last_contact: int
    changes: tuple[WaitingChange, ...]
    send_bytes: int
    upload_count: int
    upload_bytes: int
    wanted: tuple[WantedFile, ...]
    missing_bytes: int
    two_versions: int
    preferences: Preferences
    days: tuple[tuple[str, int], ...]
    used: Used
    meetings: tuple[Meeting, ...]
    saved_here: SavedHere
    copies: Copies
    needs_update: bool = False
    alarms: tuple[Alarm, ...] = ()
    is_whole: bool = True

    @property
    def used_today(self) -> int:
        """Bytes used today."""
        return self.used.today

    @property
    def left_for_files(self) -> int | None:
        """Bytes that day and month leave for files; None for no limit."""
        return self.preferences.left_for_files(self.used)


def plan(workspace: Workspace, *, languages: Sequence[str] = ()) -> Plan:
    """Gather what is known before a sync.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    preferences, days = read_preferences(workspace), last_days(workspace, _DAYS)
    changes = waiting_changes(workspace, languages=languages)
    with workspace.replica.reading() as connection:
        uploads, wanted = object_table.uploads(connection), file_wishes.wishes(connection)
        last_contact = values.read_number(connection, values.LAST_CONTACT)
        missing, disputed = object_table.missing_bytes(connection), records.count_disputed(connection)
    used = used_so_far(workspace)
    left = preferences.left_for_files(used)
    if left is not None:
        # Files that wait here go before those that come.
        left = max(left - sum(one.total for one in uploads), 0)
    return Plan(
        has_hub=bool(workspace.hub_address()),
        last_contact=last_contact,
        changes=changes,
        send_bytes=sum(one.size for one in changes if one.state != "refused"),
        upload_count=len(uploads),
        upload_bytes=sum(one.total for one in uploads),
        wanted=_wanted(workspace, wanted, asks=preferences.asks_before_large, left=left, languages=languages),
        missing_bytes=missing,
        two_versions=disputed,
        preferences=preferences,
        days=days,
        used=used,
        meetings=read_log(workspace).meetings,
        saved_here=saved_here(workspace),
        copies=copies(workspace, languages=languages),
        needs_update=workspace.replica.needs_newer_program(),
        alarms=alarms(workspace),
        is_whole=workspace.replica.is_whole(),
    )


def _wanted(
    workspace: Workspace, wanted: Sequence[Wish], *, asks: bool, left: int | None, languages: Sequence[str]
) -> tuple[WantedFile, ...]:
    with workspace.replica.reading() as connection:
        known = links.file_records(connection) if wanted else {}
        named = {one.object_id: known[one.object_id] for one in wanted if one.object_id in known}
        shown = projection.show_many(connection, sorted(set(named.values())), own=workspace.own)
    found: list[WantedFile] = []
    if not wanted:
        return ()
    room, followed = space(workspace), may_go(workspace)
    for one in wanted:
        held = workspace.vault.parcels.held_bytes(one.object_id)
        place = fit(one, held, room, followed)
        fate = FileFate.COMES
        if one.is_put_off:
            fate = FileFate.PUT_OFF
        elif not place.is_room:
            fate = FileFate.NO_ROOM
        elif asks and one.total > LARGE_FILE_BYTES:
            fate = FileFate.ASKS
        elif left is not None:
            fate = FileFate.COMES if one.total - held <= left else FileFate.LATER
            left = max(left - (one.total - held), 0)
        if fate is FileFate.COMES:
            room = room.with_more(one.total - held)
        record = shown.get(named[one.object_id]) if one.object_id in named else None
        files = reading.files(record.state) if record else ()
        found.append(
            WantedFile(
                object=one.object_id,
                reason=one.reason,
                record=show_record_id(record.state.id) if record else "",
                kind=record.state.kind if record else "",
                title=reading.title(record.state, languages) if record else "",
                name=next((file.name for file in files if file.object == one.object_id), ""),
                size=one.total,
                held=held,
                fate=fate,
                lacking=place.lacking_bytes,
            )
        )
    return tuple(found)
