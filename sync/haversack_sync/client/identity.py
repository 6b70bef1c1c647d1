"""Who this computer is towards the hub: an enrolled device, a holder of an invitation, or somebody who looks around.

Must not store keys; the vault does.
"""

from dataclasses import dataclass
from typing import Final

from haversack_sync.model.authority import Authority, Revocation, Span
from haversack_sync.model.ids import DeviceId, InvitationId, Position
from haversack_sync.model.invited import first_span
from haversack_sync.protocol.key_seeds import KeySeeds

NOBODY: Final = DeviceId(bytes(8))
"""Stands where a device's handle is asked of a computer that has no keys; no key has it."""


@dataclass(frozen=True, slots=True)
class DeviceKeys(KeySeeds):
    """A device's own keys. Secret."""


@dataclass(frozen=True, slots=True)
class Identity:
    """This computer in one network.

    Attributes:
        keys: Its keys; None for a computer that only looks around: it reads `open`, signs nothing and sends nothing.
        invitation: The invitation that it redeems, if any; until the redemption is an entry it is *provisional*.
        former: The keys that it had before its vault was found copied, the oldest first; until the `succeed` entry is
            here it is what the last of them is.
    """

    keys: DeviceKeys | None
    invitation: InvitationId | None = None
    former: tuple[DeviceKeys, ...] = ()

    @property
    def handle(self) -> DeviceId:
        """Handle of its keys; `NOBODY` where it has none."""
        return self.keys.handle if self.keys is not None else NOBODY

    @property
    def handles(self) -> frozenset[DeviceId]:
        """Handles of all its keys, with those that it had before."""
        return frozenset((self.handle, *(keys.handle for keys in self.former)))

    def span(self, authority: Authority) -> Span | None:
        """Return what this device is, or what its open invitation promises; None if the chain knows neither."""
        if self.keys is None:
            return None
        enrolled = authority.span_of(self.keys.handle)
        if enrolled is None and self.former:
            return authority.span_of(self.former[-1].handle)
        if enrolled is not None or self.invitation is None:
            return enrolled
        invitation = authority.invitations.get(self.invitation)
        if invitation is None or invitation.redeemed_by is not None:
            return None
        return first_span(invitation.terms, Position(0))

    def revocation(self, authority: Authority) -> Revocation | None:
        """Return since when this computer is out of the network, by the chain; None if it is not."""
        for keys in (self.keys, *reversed(self.former)):
            if keys is not None and keys.handle in authority.devices:
                return authority.revocation(keys.handle)
        return None

    def invitation_refused(self, authority: Authority, *, stamp: int) -> str:
        """Return why the invitation will never let this computer in; empty where it did, or still may.

        Who joins by sticks is told nothing else: a redemption that was refused is no entry, and has no receipt.

        Args:
            authority: As far as it is known here.
            stamp: The hub's newest stamp that is known here, in seconds; the hub takes nothing with an older one.
        """
        invitation = authority.invitations.get(self.invitation) if self.invitation is not None else None
        if invitation is None or invitation.redeemed_by == self.handle:
            return ""
        if invitation.redeemed_by is not None:
            return "used"
        if authority.is_closed(invitation):
            return "closed"
        return "expired" if stamp > invitation.expires else ""
