"""The two secrets that make somebody known: a key to sign with and a key to be written to. Must not store them."""

from dataclasses import dataclass

from haversack_sync.model.ids import DeviceId, key_handle
from haversack_sync.protocol import sealing


@dataclass(frozen=True, slots=True)
class KeySeeds:
    """Keys of a device or of an invitation. Secret.

    Attributes:
        sign_seed: Ed25519 seed, 32 bytes.
        box_seed: X25519 private key, 32 bytes.
    """

    sign_seed: bytes
    box_seed: bytes

    @property
    def sign_key(self) -> bytes:
        """Public signing key."""
        return sealing.signing_public_key(self.sign_seed)

    @property
    def box_key(self) -> bytes:
        """Public box key."""
        return sealing.box_public_key(self.box_seed)

    @property
    def handle(self) -> DeviceId:
        """Handle of the signing key."""
        return key_handle(self.sign_key)
