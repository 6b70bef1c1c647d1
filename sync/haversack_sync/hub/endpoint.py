"""The hub itself as a `SyncEndpoint`: in the same process, without HTTP, for tests and the simulator."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

from haversack_sync.hub.errors import NotOurProtocolError, StorageError
from haversack_sync.hub.service import Hub
from haversack_sync.hub.uploads import Slice
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.requests import RequestAuth, RequestLine

_NOT_FOUND: Final = 404


class HubEndpoint:
    """A hub behind the interface that clients know; see `protocol.endpoint.SyncEndpoint`.

    Attributes:
        is_stored: False: somebody answers.
        network: What the hub takes for the caller's /24 or /48.
    """

    is_stored = False

    def __init__(self, hub: Hub, *, network: str = "192.0.2.0/24") -> None:
        self._hub = hub
        self.network = network

    def fetch_profile(self) -> bytes:
        """Return the network profile.

        Raises:
            LinkError: There is none ("not_found"), or the hub is busy.
        """
        try:
            self._hub.admit_stranger(self.network)
            return self._hub.profile()
        except (HubRefusal, NotOurProtocolError, StorageError) as error:
            raise _link_error(error) from error

    def register(self, body: bytes) -> bytes:
        """Register a network; return the answer or a refusal frame.

        Raises:
            LinkError: The request is malformed, or the hub is busy.
        """
        try:
            self._hub.admit_stranger(self.network)
            _, answer = self._hub.register(body)
        except (HubRefusal, NotOurProtocolError, StorageError) as error:
            raise _link_error(error) from error
        return answer

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """Do one exchange; yield the answer frame by frame.

        Raises:
            LinkError: There is no network, the request is malformed, or the hub is busy.
        """
        try:
            return self._hub.exchange(body, auth, network=self.network)
        except (NotOurProtocolError, StorageError) as error:
            raise _link_error(error) from error

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """Yield an object's sealed bytes from an offset on, at most so many.

        Raises:
            LinkError: The hub does not have it ("not_found"), it is not so long ("cut"), or the hub is busy.
        """
        try:
            self._hub.admit_fetch(self.network)
        except HubRefusal as error:
            raise _link_error(error) from error
        size = self._hub.object_size(object_id)
        if size is None:
            raise LinkError("not_found")
        if not 0 <= offset < size:
            raise LinkError("cut")
        return self._hub.read_object(object_id, start=offset, length=min(size - offset, length or size))

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """Ask for many objects at once; yield the answer frame by frame.

        Raises:
            LinkError: The request is malformed, or the hub is busy.
        """
        try:
            self._hub.admit_fetch(self.network)
            return self._hub.read_objects(body)
        except (HubRefusal, NotOurProtocolError) as error:
            raise _link_error(error) from error

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """Upload one slice; return the answer's frame.

        Raises:
            LinkError: There is no network, the slice is malformed, or the hub is busy.
        """
        parts = urlsplit(line.target)
        query = parse_qs(parts.query)
        try:
            object_id = ObjectId(bytes.fromhex(parts.path.rpartition("/")[2]))
            piece = Slice(object_id, int(query["offset"][0]), int(query["total"][0]), line.body, auth)
            return self._hub.upload(piece, network=self.network)
        except (KeyError, ValueError) as error:
            raise LinkError("not_our_hub") from error
        except (NotOurProtocolError, StorageError) as error:
            raise _link_error(error) from error


def _link_error(error: HubRefusal | NotOurProtocolError | StorageError) -> LinkError:
    """Say what a client would make of what HTTP would have answered."""
    if isinstance(error, NotOurProtocolError):
        return LinkError("not_found" if error.status == _NOT_FOUND else "not_our_hub")
    return LinkError("busy")
