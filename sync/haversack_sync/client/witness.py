"""Shows a hub that has less than it had its own word for more: so it knows that its log was put back.

Must not believe what it answers; the next sync sees what came of it.
"""

from collections.abc import Callable

from haversack_sync.client.introduction import Count
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.messages import NONCE_BYTES, ExchangeRequest, encode_message


def show_head(endpoint: SyncEndpoint, head: bytes, *, random: Callable[[int], bytes], count: Count) -> None:
    """Show a hub a head that it signed once, by an exchange that says of nobody who asks.

    Args:
        endpoint: The hub.
        head: Of `protocol.head.shown_head`.
        random: Gives that many random bytes.
        count: Told of each piece that passes.

    Raises:
        LinkError: The link failed.
    """
    body = encode_message(ExchangeRequest(cursors=((0, 0),), answer_bytes=1, nonce=random(NONCE_BYTES), head=head))
    count(sent=len(body), received=0)
    for piece in endpoint.exchange(body, None):
        count(sent=0, received=len(piece))
