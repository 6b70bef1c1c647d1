"""The hub of the pictures, in this process, and the clock that everybody in them goes by. Opens no socket."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from haversack.clock import Clock, let_pass, system_clock
from haversack_sync.client.proxy import Proxy
from haversack_sync.hub.data_folder import DataFolder, load_keys, load_token, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.requests import RequestAuth, RequestLine

NOW: Final = datetime(2026, 12, 3, 14, 32, tzinfo=UTC)
"""When the pictures are taken: a Thursday."""


class Calendar:
    """A clock that stands still until somebody moves it. Also the hub's, see `haversack_sync.hub.clock.Clock`.

    Attributes:
        clock: The same, as the app knows clocks.
        at: Seconds since 1970.
    """

    def __init__(self) -> None:
        """Begin at the moment of the pictures."""
        self.at = NOW.timestamp()
        self.clock = Clock(lambda: int(self.at * 1000), self.monotonic, system_clock().random, time.monotonic)

    def seconds(self) -> int:
        """Return seconds since 1970."""
        return int(self.at)

    def monotonic(self) -> float:
        """Return seconds that grow with the calendar, and with true time."""
        return self.at + time.monotonic()

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        """Go to a moment of the weeks before the pictures.

        Args:
            day: 0 is the day of the pictures, -1 the day before.
            hour: In UTC.
            minute: Likewise.
        """
        self.at = NOW.replace(hour=hour, minute=minute).timestamp() + day * 86_400


class Line:
    """A hub at the end of a line that may be slow or cut; see `haversack_sync.protocol.endpoint.SyncEndpoint`.

    Attributes:
        token: Lets somebody found the network.
        step_seconds: How long each piece of an answer lets people wait.
        takes_seconds: How far the calendar moves with each exchange.
        is_cut: Whether nobody answers.
    """

    is_stored = False

    def __init__(self, folder: Path, calendar: Calendar) -> None:
        """Open the hub of a folder; made if it is not there."""
        data = DataFolder(folder)
        prepare(data)
        random = calendar.clock.random
        keys, self.token = load_keys(data, random=random), load_token(data, random=random)
        self._database = open_database(data.database, migrate=True)
        parts = Parts(
            SqliteLedger(self._database),
            FolderObjects(data.objects, data.uploads),
            keys,
            self.token,
            HubLimits(),
            calendar,
        )
        hub = Hub(parts)
        hub.start()
        self._hub, self._calendar = HubEndpoint(hub), calendar
        self.step_seconds, self.takes_seconds, self.is_cut = 0.0, 0.0, False

    def connect(self, address: str, proxy: Proxy) -> "Line":
        """Be what every address leads to."""
        del address, proxy
        return self

    def close(self) -> None:
        """Stay as it is: the next sync takes the same line."""

    def end(self) -> None:
        """Close the hub's files."""
        self._database.close()

    def fetch_profile(self) -> bytes:
        """See `SyncEndpoint`."""
        return self._hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        """See `SyncEndpoint`."""
        return self._hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        if self.is_cut:
            raise LinkError("no_connection")
        self._calendar.at += self.takes_seconds
        return self._slowly(self._hub.exchange(body, auth))

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._slowly(self._hub.fetch_object(object_id, offset, length))

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._slowly(self._hub.fetch_objects(body))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """See `SyncEndpoint`."""
        return self._hub.upload(line, auth)

    def _slowly(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            let_pass(self.step_seconds)
            yield piece
