"""A hub in this process that answers when a test lets it, piece by piece, and breaks where a test says."""

import copy
import threading
from collections.abc import Iterator
from pathlib import Path

from haversack.operations.meeting import ClosingEndpoint
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.proxy import Proxy
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.requests import RequestAuth, RequestLine

_LONGEST_SECONDS = 30


class SlowHub:
    """See `protocol.endpoint.SyncEndpoint`.

    Attributes:
        hub: Who really answers.
        may_answer: Set where it may go on; it is asked before each piece.
        is_asked: Set once an exchange came.
        is_closed: Whether somebody gave the connection back.
        piece_bytes: Answers come in pieces of so many bytes.
        cut_after: After so many pieces of an answer the connection is cut; None for never.
        broken: What of the link is broken from the beginning; empty for nothing.
        exchanges: How many came.
        unsigned: How many nobody had signed.
        greets_at_once: Whether a hello is answered whatever the test does to the rest, and does not count there.
        proxies: By which it was reached, in order.
        is_left: Whether this computer is in another network now, and what is under way comes nowhere.
    """

    is_stored = False

    def __init__(self, hub: HubEndpoint, *, is_slow: bool = True) -> None:
        self.hub = hub
        self.may_answer = threading.Event()
        if not is_slow:
            self.may_answer.set()
        self.is_asked = threading.Event()
        self.is_closed = False
        self.piece_bytes = 1_000_000
        self.cut_after: int | None = None
        self.broken = ""
        self.exchanges = 0
        self.unsigned = 0
        self.greets_at_once = False
        self.proxies = list[Proxy]()
        self.is_left = False

    def hang_up(self) -> None:
        """End what is under way, as a cut."""
        self.is_left = True
        self.may_answer.set()

    def close(self) -> None:
        self.is_closed = True

    def connect(self, address: str, proxy: Proxy) -> ClosingEndpoint:
        """Be what a window reaches, whatever the address."""
        self.proxies.append(proxy)
        return self

    def fetch_profile(self) -> bytes:
        return self.hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self.hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.unsigned += auth is None
        if auth is None and self.greets_at_once and not self.broken:
            yield from self.hub.exchange(body, None)
            return
        self.exchanges += 1
        self.is_asked.set()
        if self.broken:
            raise LinkError(self.broken)
        self.may_answer.wait(_LONGEST_SECONDS)
        if self.is_left:
            self.is_left = False
            raise LinkError("cut")
        answer = b"".join(self.hub.exchange(body, auth))
        yield from self._pieces(answer)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        data = b"".join(self.hub.fetch_object(object_id, offset, length))
        return self._pieces(data if length is None else data[:length])

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        return self._pieces(b"".join(self.hub.fetch_objects(body)))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return self.hub.upload(line, auth)

    def _pieces(self, answer: bytes) -> Iterator[bytes]:
        for number, start in enumerate(range(0, len(answer), self.piece_bytes)):
            if self.cut_after is not None and number >= self.cut_after:
                raise LinkError("cut")
            self.may_answer.wait(_LONGEST_SECONDS)
            yield answer[start : start + self.piece_bytes]


def copy_of(endpoint: HubEndpoint) -> HubEndpoint:
    """Return another hub that knows what this one knows, and goes its own way from here."""
    hub, ledger = endpoint._hub, MemoryLedger()
    assert isinstance(hub._ledger, MemoryLedger)
    ledger._state = copy.deepcopy(hub._ledger._state)
    parts = Parts(ledger, copy.deepcopy(hub._objects), hub._keys, hub._token, HubLimits(), copy.copy(hub._clock))
    return HubEndpoint(Hub(parts))


class Line:
    """Where every address leads: to a hub in this process, once there is one; folders stay folders.

    Attributes:
        hub: The hub.
        before: What stands before it and is met in its place, if anything does.
    """

    def __init__(self) -> None:
        self.hub: SlowHub | None = None
        self.before: ClosingEndpoint | None = None

    def lead_to(self, hub: HubEndpoint) -> SlowHub:
        """Let every address lead to a hub from now on; it answers at once unless the test says otherwise."""
        self.hub = SlowHub(hub, is_slow=False)
        return self.hub

    def connect(self, address: str, proxy: Proxy) -> ClosingEndpoint:
        if not address.startswith("http"):
            return FolderEndpoint(Path(address))
        if self.hub is None:
            raise LinkError("no_connection")
        self.hub.proxies.append(proxy)
        return self.before or self.hub
