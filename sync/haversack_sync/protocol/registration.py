"""How a founder and a fresh hub recognise each other: the registration token proves both sides.

The token was written by the hub at its first start and handed over by whoever runs it. It is never sent: whoever
answers in the hub's place would learn what it needs to answer for the hub. Each side sends a MAC under it; the two
MACs are over texts of different lengths, so neither stands for the other. Must not store anything.
"""

from typing import Final

from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.messages import RegisterAnswer, RegisterRequest
from haversack_sync.protocol.network import KeyPurpose, possession_message

_REGISTER: Final = tag("register")


def _proof(token: str, *, root: bytes) -> bytes:
    return sealing.hmac_sha256(token.encode(), _REGISTER + root)


def _mac(token: str, *, root: bytes, sign_key: bytes, box_key: bytes) -> bytes:
    return sealing.hmac_sha256(token.encode(), _REGISTER + root + sign_key + box_key)


def register_request(token: str, root_key: bytes) -> RegisterRequest:
    """Ask a hub to serve a network.

    Args:
        token: The hub's registration token.
        root_key: The network's root public key, 32 bytes.
    """
    return RegisterRequest(_proof(token, root=sealing.sha256(root_key)), root_key)


def check_register_request(request: RegisterRequest, token: str) -> None:
    """Check, in constant time, that whoever asks knows the token; the proof is good for this root only.

    Raises:
        HubRefusal: It does not ("wrong_token").
    """
    if not sealing.same(_proof(token, root=sealing.sha256(request.root_key)), request.proof):
        raise HubRefusal("wrong_token")


def register_answer(token: str, *, root_key: bytes, hub_sign_seed: bytes, hub_box_key: bytes) -> RegisterAnswer:
    """Answer a registration whose token was right.

    Args:
        token: The hub's registration token.
        root_key: The network's root public key, 32 bytes.
        hub_sign_seed: The hub's Ed25519 seed.
        hub_box_key: The hub's X25519 public key.
    """
    root = sealing.sha256(root_key)
    sign_key = sealing.signing_public_key(hub_sign_seed)
    message = possession_message(root, KeyPurpose.HUB, sign_key=sign_key, box_key=hub_box_key)
    possession = sealing.sign(hub_sign_seed, message)
    return RegisterAnswer(
        sign_key, hub_box_key, possession, _mac(token, root=root, sign_key=sign_key, box_key=hub_box_key)
    )


def check_register_answer(answer: RegisterAnswer, token: str, *, root: bytes) -> None:
    """Check that whoever answered knows the token and holds the keys that it names.

    Raises:
        NotOurHubError: It does not.
    """
    mac = _mac(token, root=root, sign_key=answer.sign_key, box_key=answer.box_key)
    message = possession_message(root, KeyPurpose.HUB, sign_key=answer.sign_key, box_key=answer.box_key)
    if not sealing.same(mac, answer.mac) or not sealing.verifies(answer.sign_key, answer.possession, message):
        raise NotOurHubError("registration was not answered by this hub")
