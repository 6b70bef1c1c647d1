"""One sync as the window does it: find the hub, meet it beside other work, and count what it cost today.

Must not know what carries the bytes: whoever starts the program says how to connect.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec

from haversack.operations.side_link import SideLink, Threads
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack_sync.client.conditions import Report
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint

_DATA_TODAY: Final = "data_today"


class ClosingEndpoint(SyncEndpoint, Protocol):
    """An endpoint that holds a connection."""

    def close(self) -> None:
        """Give the connection back."""


Connect = Callable[[str], ClosingEndpoint]
"""Makes an endpoint of an address, or of a folder's path."""


@dataclass(frozen=True, slots=True)
class DataToday:
    """What was used of the connection.

    Attributes:
        day: By this computer's clock, ISO 8601.
        used_bytes: HTTP bodies up and down.
    """

    day: str
    used_bytes: int


def meet(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes, *, source: str = "") -> SyncResult:
    """Meet the hub once; see `synchronise` for what it raises.

    Args:
        workspace: The open vault.
        connect: How to reach a hub.
        threads: Ways between the threads.
        wishes: Budget, progress, cancel.
        source: Another address of the hub, or a folder that it wrote, for this once.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed.
        StoppedError: It was cancelled while nothing came.
    """
    address = source or workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    spent = Report()

    def tell(report: Report) -> None:
        nonlocal spent
        spent = report
        wishes.tell(report)

    endpoint = connect(address)
    try:
        with closing(endpoint):
            watched = Wishes(wishes.budget_bytes, tell, wishes.is_cancelled)
            return synchronise(workspace, SideLink(endpoint, threads, is_cancelled=wishes.is_cancelled), watched)
    finally:
        if not endpoint.is_stored:
            add_to_today(workspace, spent.sent_bytes + spent.received_bytes)


def data_today(workspace: Workspace) -> DataToday:
    """Return what was used today."""
    today = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC).date().isoformat()
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _DATA_TODAY)
    kept = msgspec.msgpack.decode(raw, type=DataToday) if raw else DataToday(today, 0)
    return kept if kept.day == today else DataToday(today, 0)


def add_to_today(workspace: Workspace, used_bytes: int) -> None:
    """Count bytes of the connection into today's."""
    before = data_today(workspace)
    now = msgspec.msgpack.encode(DataToday(before.day, before.used_bytes + used_bytes))
    with workspace.replica.transaction() as connection:
        values.write_value(connection, _DATA_TODAY, now)
