"""Which refusal of a whole request is believed: one that our hub signed for it. Must not say what follows from it."""

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.head import refusal_message
from haversack_sync.protocol.messages import RefusalFrame
from haversack_sync.protocol.network import NetworkView


def believed_refusal(frame: RefusalFrame, view: NetworkView, request: bytes) -> HubRefusal:
    """Return a refusal that our hub signed for this request, ready to be raised.

    Args:
        frame: What came.
        view: The network as known.
        request: What stands for the request, see `requests.request_hash`.

    Raises:
        NotOurHubError: Our hub did not sign it.
    """
    key = view.authority.hub_sign_key
    if not key:
        # Before the chain is known nobody's "no" can be checked: it is believed as far as not going on, and what
        # number comes with it means nothing.
        return HubRefusal(frame.reason)
    if not sealing.verifies(key, frame.signature, refusal_message(view.root, request, frame.reason, frame.number)):
        raise NotOurHubError("bad refusal")
    return HubRefusal(frame.reason, frame.number)
