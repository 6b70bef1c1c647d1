"""Going on under new keys, for a device whose vault was copied.

Two copies of a vault sign with one key; whichever comes second at the hub makes keys of its own, and lets the key
before vouch for them. Must not decide who came second: the hub does.
"""

from haversack_sync.model.authority_entries import Succeed
from haversack_sync.model.ids import key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.network import succeed_message


def succeed_entry(root: bytes, *, seed_before: bytes, sign_key: bytes, box_key: bytes) -> Succeed:
    """Make the body of a `succeed` entry; its envelope is number 0 of the new key.

    Args:
        root: The network's fingerprint.
        seed_before: Ed25519 seed of the key that was copied.
        sign_key: The new Ed25519 key.
        box_key: The new X25519 key.
    """
    device = key_handle(sealing.signing_public_key(seed_before))
    unsigned = Succeed(device, sign_key, box_key, b"")
    return Succeed(device, sign_key, box_key, sealing.sign(seed_before, succeed_message(root, unsigned)))
