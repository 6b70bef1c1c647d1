"""How often somebody may ask: token buckets in memory, by device and by address network.

Addresses are cut to /24 or /48 before they are kept, in memory only, and forgotten within the hour in which their
bucket is full again. Must not log anything.
"""

import ipaddress
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

UNKNOWN_NETWORK: Final = "unknown"
_V4_BITS: Final = 24
_V6_BITS: Final = 48
SWEEP_SECONDS: Final = 3600
"""How often full buckets are forgotten."""
MAX_BUCKETS: Final = 10_000
"""Buckets kept in memory at most."""


def address_network(address: str) -> str:
    """Cut an address to its network.

    Args:
        address: An IPv4 or IPv6 address as the server saw it.

    Returns:
        Its /24 or /48; one word for everything that is no address.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN_NETWORK
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = _V4_BITS if parsed.version == 4 else _V6_BITS
    return str(ipaddress.ip_network((parsed, bits), strict=False))


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Limiter:
    """One token bucket for each key: it holds `burst` tokens and gets so many back in each second.

    May be used from many threads. A process has its own: several of them let through that many times more.
    """

    def __init__(self, *, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._monotonic = monotonic
        self._buckets: dict[bytes | str, _Bucket] = {}
        self._swept_at = monotonic()
        self._alone = threading.Lock()

    @property
    def kept(self) -> int:
        """How many buckets are in memory."""
        return len(self._buckets)

    def take(self, key: bytes | str, amount: int = 1) -> int:
        """Take tokens, or none if there are not so many.

        Args:
            key: Whose bucket.
            amount: At most `burst` are ever asked for; more count as that many.

        Returns:
            0, or in how many whole seconds there will be enough.
        """
        now, wanted = self._monotonic(), min(float(amount), self._burst)
        with self._alone:
            if now - self._swept_at >= SWEEP_SECONDS or len(self._buckets) >= MAX_BUCKETS:
                self._forget_full(now)
            bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
            bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._per_second)
            bucket.filled_at = now
            if bucket.tokens < wanted:
                return max(1, math.ceil((wanted - bucket.tokens) / self._per_second))
            bucket.tokens -= wanted
            return 0

    def _forget_full(self, now: float) -> None:
        """Drop the buckets that are full again."""
        self._swept_at = now
        kept = {key: bucket for key, bucket in self._buckets.items() if self._fills_up_at(bucket) > now}
        # Under attack from everywhere at once, forgetting all is better than growing without end.
        self._buckets = kept if len(kept) < MAX_BUCKETS else {}

    def _fills_up_at(self, bucket: _Bucket) -> float:
        return bucket.filled_at + (self._burst - bucket.tokens) / self._per_second
