"""A line whose certificate is not good by this computer's clock, for tests that have no sockets."""

from collections.abc import Iterator

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.requests import RequestAuth, RequestLine


class DatedLine:
    """Refuses what comes before dates are judged by the hub's stamp; see `SyncEndpoint`.

    Attributes:
        stamp: By which they are judged; 0 before.
    """

    is_stored = False

    def __init__(self, inside: SyncEndpoint) -> None:
        self.stamp = 0
        self._inside = inside
        self._is_hello = False

    def leave_dates_open(self, here: int, *, is_stranger: bool = False) -> None:
        assert is_stranger
        self._is_hello = True

    def judge_dates_by(self, stamp: int) -> None:
        self.stamp = stamp

    def hang_up(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def fetch_profile(self) -> bytes:
        self._check(is_said_by_anybody=True)
        return self._inside.fetch_profile()

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self._check(is_said_by_anybody=auth is None)
        yield from self._inside.exchange(body, auth)

    def register(self, body: bytes) -> bytes:
        self._check()
        return self._inside.register(body)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self._check()
        yield from self._inside.fetch_object(object_id, offset, length)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self._check()
        yield from self._inside.fetch_objects(body)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        self._check()
        return self._inside.upload(line, auth)

    def _check(self, *, is_said_by_anybody: bool = False) -> None:
        if not self.stamp and not (self._is_hello and is_said_by_anybody):
            raise LinkError("tls_time")
