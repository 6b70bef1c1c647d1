"""One entry of the `network` feed as authority takes it. Must not judge it; `authority_draft` does."""

from dataclasses import dataclass

from haversack_sync.model.authority_entries import NetworkBody
from haversack_sync.model.ids import DeviceId, Position


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network entry whose signatures were checked.

    Attributes:
        position: Its position.
        stamp: The hub's stamp, seconds.
        signer: Handle of the key that signed it.
        body: What it says; None for a type that this version does not know.
        knows_era: Whether its author had seen that the newest era began; True where none did.
    """

    position: Position
    stamp: int
    signer: DeviceId
    body: NetworkBody | None
    knows_era: bool = True
