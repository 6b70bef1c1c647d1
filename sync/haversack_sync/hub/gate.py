"""Who may come in how often: requests by device and by address network, couriers by bytes, objects by request.

Must not look at what a request asks for.
"""

from typing import Final

from haversack_sync.hub.clock import Clock
from haversack_sync.hub.limiter import Limiter
from haversack_sync.hub.requester import is_known, verify_requester
from haversack_sync.hub.work import SECONDS_A_DAY
from haversack_sync.model.authority import Authority
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.requests import RequestAuth, RequestLine

_MINUTE: Final = 60


class Gate:
    """Counts requests before anything costly is done for them."""

    def __init__(self, limits: HubLimits, clock: Clock) -> None:
        monotonic = clock.monotonic
        self._by_device = Limiter(
            per_second=limits.requests_per_device_and_minute / _MINUTE, burst=limits.request_burst, monotonic=monotonic
        )
        unsigned = limits.unsigned_requests_per_network_and_minute
        self._by_network = Limiter(per_second=unsigned / _MINUTE, burst=unsigned, monotonic=monotonic)
        objects = limits.object_requests_per_network_and_minute
        self._objects = Limiter(per_second=objects / _MINUTE, burst=objects, monotonic=monotonic)
        carried = limits.courier_bytes_per_network_and_day
        self._carried = Limiter(per_second=carried / SECONDS_A_DAY, burst=carried, monotonic=monotonic)

    def admit_stranger(self, network: str, *, carried_bytes: int = 0) -> None:
        """Count a request without a known device.

        Args:
            network: The caller's /24 or /48.
            carried_bytes: Length of the request if it brings changes: somebody must verify them all.

        Raises:
            HubRefusal: Too many ("too_many_requests") or too much ("courier_quota"), with the seconds to wait.
        """
        wait_seconds = self._by_network.take(network)
        if wait_seconds:
            raise HubRefusal("too_many_requests", wait_seconds)
        wait_seconds = self._carried.take(network, carried_bytes) if carried_bytes else 0
        if wait_seconds:
            raise HubRefusal("courier_quota", wait_seconds)

    def admit_fetch(self, network: str) -> None:
        """Count a request for objects, one or many: anybody may ask who knows their names.

        They have a bucket of their own, since an office whose laptops fetch a hundred files asks that often, and must
        not lose its place among those who begin.

        Args:
            network: The caller's /24 or /48.

        Raises:
            HubRefusal: Too many ("too_many_requests"), with the seconds to wait.
        """
        wait_seconds = self._objects.take(network)
        if wait_seconds:
            raise HubRefusal("too_many_requests", wait_seconds)

    def admit_signed(
        self,
        auth: RequestAuth,
        line: RequestLine,
        *,
        root: bytes,
        authority: Authority,
        network: str,
        is_free: bool = False,
    ) -> None:
        """Count a request in the name of a known device or invitation.

        A device is counted only for what it signed, so nobody can use up its requests in its name.

        Args:
            auth: Who says that it is theirs; known to `authority`.
            line: The request.
            root: The network's fingerprint.
            authority: As far as this process knows.
            network: The caller's /24 or /48, counted if the signature is bad.
            is_free: Not counted for whoever signed it.

        Raises:
            HubRefusal: Too many requests, or a bad signature.
            WireError: It is signed as nothing of ours signs.
        """
        try:
            verify_requester(auth, line, root=root, authority=authority)
        except HubRefusal:
            self.admit_stranger(network)
            raise
        wait_seconds = 0 if is_free else self._by_device.take(auth.device)
        if wait_seconds:
            raise HubRefusal("too_many_requests", wait_seconds)

    def admit(
        self,
        auth: RequestAuth | None,
        line: RequestLine,
        *,
        root: bytes,
        authority: Authority,
        network: str,
        carried_bytes: int = 0,
        is_free: bool = False,
    ) -> None:
        """Count a request, whoever sends it; see the other two."""
        if auth is None or not is_known(auth, authority):
            self.admit_stranger(network, carried_bytes=carried_bytes)
        else:
            self.admit_signed(auth, line, root=root, authority=authority, network=network, is_free=is_free)
