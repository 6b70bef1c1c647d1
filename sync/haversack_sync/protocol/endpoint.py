"""`SyncEndpoint`: the one interface by which a client meets a hub, whatever carries the bytes.

HTTP, a folder, the hub itself and the simulator implement it. Everything that comes back is untrusted bytes; the caller
verifies. Must not contain an implementation.
"""

from collections.abc import Iterator
from typing import ClassVar, Final, Protocol

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.requests import RequestAuth, RequestLine

EXCHANGE_TARGET = "/v1/exchange"
PROFILE_TARGET = "/v1/profile"


_NOBODY_REACHED: Final = (
    *("no_connection", "no_name", "tls_time", "tls_name", "tls_issuer"),
    *("proxy_away", "proxy_refused", "bad_proxy", "proxy_script"),
)
"""Before anything is sent: a certificate is refused, a proxy does not lead to the hub."""


class LinkError(Exception):
    """The link failed; nothing was lost, and trying again later is right.

    Attributes:
        what: What happened: no_connection, no_name (the address names no computer), hub_away, busy, stalled, cut,
            portal (the network wants a login), proxy_login, proxy_away (the proxy that is set does not answer),
            proxy_refused (it does not lead to the hub), bad_proxy, proxy_script (what is set is of no use), tls_time,
            tls_name, tls_issuer (dates, name or issuer of the certificate), tls (something else about it), not_our_hub,
            not_found; no_ranges where an object's rest cannot be had by itself, which a sync never ends with.
        may_have_left: Whether something of the request may have reached somebody; not where nobody was reached.
    """

    kind: ClassVar[str] = "link"

    def __init__(self, what: str, *, may_have_left: bool = True) -> None:
        super().__init__(what)
        self.what = what
        self.may_have_left = may_have_left and what not in _NOBODY_REACHED


class SyncEndpoint(Protocol):
    """Somewhere to sync with.

    What yields pieces may yield an empty one where nothing came for a while: whoever reads can use the silence.

    Attributes:
        is_stored: Whether it only gives back what a hub once wrote (a folder): then nobody answers a request, frames
            are closed by marks alone, and nothing can be sent.
    """

    is_stored: bool

    def fetch_profile(self) -> bytes:
        """Return the network profile.

        Raises:
            LinkError: The link failed.
        """

    def register(self, body: bytes) -> bytes:
        """Register a network with a fresh hub; return its answer or a refusal frame.

        Raises:
            LinkError: The link failed.
        """

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """Do one exchange; yield the answer in pieces as they arrive.

        Raises:
            LinkError: The link failed, at once or after some pieces.
        """

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """Yield an object's sealed bytes.

        Args:
            object_id: Which one.
            offset: Where to begin.
            length: How many are wanted, so that no more is paid for; None for all the rest. A carrier that costs
                nothing may give more.

        Raises:
            LinkError: The link failed, the hub does not have it ("not_found"), or whoever answers gives objects from
                their beginning only ("no_ranges"): `fetch_objects` gives the rest.
        """

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """Ask for many objects at once; yield the answer in pieces as they arrive.

        Args:
            body: An `object_lists.ObjectsRequest`.

        Raises:
            LinkError: The link failed, at once or after some pieces.
        """

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """Upload one slice (`uploads.upload_line`); return the answer's frame.

        Raises:
            LinkError: The link failed.
        """


def exchange_line(body: bytes) -> RequestLine:
    """Describe an exchange for signing."""
    return RequestLine("POST", EXCHANGE_TARGET, body)
