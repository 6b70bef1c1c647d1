"""Requests in this device's name: signed, with a counter that only grows. Must not know what is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from haversack_sync.client.ports import Replica
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.requests import RequestAuth, RequestLine, sign_request

_MAX_COUNTER_RETRIES: Final = 2
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class RequestSigner:
    """Signs as the device whose vault this is.

    Attributes:
        replica: The vault.
    """

    replica: Replica

    def sign(self, line: RequestLine, lane: int) -> RequestAuth:
        """Sign a request with the next counter of a lane.

        Raises:
            HubRefusal: This computer only looks around and has no keys; the hub would say the same ("not_a_writer").
        """
        keys = self.replica.identity().keys
        if keys is None:
            raise HubRefusal("not_a_writer")
        return sign_request(
            line,
            root=self.replica.network().root,
            device=keys.handle,
            lane=lane,
            counter=self.replica.take_counter(lane),
            signing_seed=keys.sign_seed,
        )

    def with_counter(self, lane: int, ask: Callable[[], _Answer]) -> _Answer:
        """Ask; where the hub has seen a higher counter (this vault is a restored copy), go above it and ask again.

        Args:
            lane: Of the counter.
            ask: Signs anew each time.

        Raises:
            HubRefusal: The hub refuses, also above its counter.
            As `ask`.
        """
        for _ in range(_MAX_COUNTER_RETRIES):
            try:
                return ask()
            except HubRefusal as refusal:
                if refusal.reason != "counter_too_low":
                    raise
                self.replica.raise_counter(lane, refusal.number)
        return ask()
