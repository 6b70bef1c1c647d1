"""What a hub's operator may know about it, running or not: counts, sizes, times. Must not change anything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from haversack_sync.hub.data_folder import DataFolder
from haversack_sync.hub.database import open_database
from haversack_sync.hub.network_state import catch_up
from haversack_sync.hub.ports import Counts, LedgerReader
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.authority import Authority
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol import sealing
from haversack_sync.protocol.network import empty_view


@dataclass(frozen=True, slots=True)
class HubStatus:
    """Where a hub stands.

    Attributes:
        is_registered: Whether a network registered with it.
        waits_for_era: Whether its log was put back and takes nothing until a coordinator lets it go on.
        position: Position of the last entry.
        stamp: Its stamp in seconds since 1970, 0 if there is none.
        feeds: Feeds beside `network`.
        devices: Enrolled devices.
        counts: What the ledger holds.
        database_bytes: Size of the ledger's files.
    """

    is_registered: bool
    waits_for_era: bool
    position: int
    stamp: int
    feeds: int
    devices: int
    counts: Counts
    database_bytes: int

    def facts(self) -> dict[str, bool | int | str | None]:
        """Return it in plain words and values."""
        last = datetime.fromtimestamp(self.stamp, UTC).isoformat() if self.stamp else None
        return {
            "network_registered": self.is_registered,
            "waits_for_new_era": self.waits_for_era,
            "entries": self.counts.entries,
            "position": self.position,
            "feeds": self.feeds,
            "devices": self.devices,
            "objects": self.counts.objects,
            "object_bytes": self.counts.object_bytes,
            "uploads_under_way": self.counts.uploads,
            "database_bytes": self.database_bytes,
            "last_entry": last,
        }


def read_status(path: Path) -> HubStatus:
    """Read where a hub stands.

    Args:
        path: Its data folder.

    Raises:
        DataFolderError: There is no hub, or it is damaged, or of another version.
        StorageError: The disk failed.
    """
    folder = DataFolder(path)
    database = open_database(folder.database, migrate=False)
    try:
        with SqliteLedger(database).reading() as moment:
            authority = _authority(moment)
            position, stamp = moment.last()
            registration = moment.registration()
            return HubStatus(
                is_registered=registration is not None,
                waits_for_era=registration is not None and registration.is_restored,
                position=position,
                stamp=stamp,
                feeds=len(authority.feeds),
                devices=len(authority.devices),
                counts=moment.counts(),
                database_bytes=sum(each.stat().st_size for each in path.glob("hub.db*")),
            )
    finally:
        database.close()


def _authority(moment: LedgerReader) -> Authority:
    registration, end = moment.registration(), moment.feed_end(NETWORK_FEED)
    if registration is None or end is None:
        return Authority()
    view = empty_view(sealing.sha256(registration.root_key), era=registration.era)
    entries = moment.entries(NETWORK_FEED, after=0, up_to=end.n, at_most=end.n)
    return catch_up(view, entries).authority
