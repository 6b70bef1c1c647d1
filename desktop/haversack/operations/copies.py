"""Copied vaults: what this computer knows of copies of its own vault and, as a coordinator's, of others'.

The history of trust says who goes on under new keys. Reads only, offline. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import listing, projection, succession, values
from haversack_sync.model import reading
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import OrganisationId
from haversack_sync.model.roles import Role

SHOWN_DAYS: Final = 30
"""By the hub's stamps; the history of trust keeps it for good."""


class OwnCopy(StrEnum):
    """What is known of copies of this vault."""

    NONE = "none"
    HINT = "hint"
    """The hub has seen requests that this vault did not make."""
    NOTICED = "noticed"
    """Somebody else signs with its key; the next sync gives this one new keys."""
    NEW_KEYS = "new_keys"
    """This copy came second and goes on under keys of its own."""
    GOES_ON = "goes_on"
    """Another copy goes on under keys of its own."""


@dataclass(frozen=True, slots=True)
class CopiedVault:
    """A second computer that goes on with a copy of somebody's vault.

    Attributes:
        organisation: Name of its organisation, or empty: a coordinator's, or not here.
        stamp: The hub's, when it got keys of its own, seconds since 1970.
    """

    organisation: str
    stamp: int


@dataclass(frozen=True, slots=True)
class Copies:
    """What is known of copied vaults.

    Attributes:
        own: Of this one.
        stamp: The hub's, when the copy of this one got keys of its own, seconds since 1970; 0 where none has yet.
        others: Other people's, the newest last; coordinators are told.
    """

    own: OwnCopy = OwnCopy.NONE
    stamp: int = 0
    others: tuple[CopiedVault, ...] = ()

    @property
    def others_named(self) -> tuple[tuple[str, int], ...]:
        """Organisation and stamp of each of the others."""
        return tuple((one.organisation, one.stamp) for one in self.others)


def copies(workspace: Workspace, *, languages: Sequence[str] = ()) -> Copies:
    """Say what is known of copied vaults, for some weeks.

    Args:
        workspace: The open vault.
        languages: Asked language tags for names of organisations, the best first.
    """
    devices, identity = workspace.replica.network().authority.devices, workspace.replica.identity()
    with workspace.replica.reading() as connection:
        since = values.read_number(connection, values.LAST_CONTACT) - SHOWN_DAYS * 24 * 3600
        is_noticed = succession.is_copied(connection)
        is_hinted = values.read_value(connection, values.COPY_HINT) is not None
    new = [one for one in devices.values() if one.succeeds is not None and one.stamp > since]
    mine = [one for one in new if one.handle in identity.handles or one.succeeds in identity.handles]
    own, stamp = OwnCopy.NONE, 0
    if is_noticed:
        own = OwnCopy.NOTICED
    elif mine:
        newest = mine[-1]
        own = OwnCopy.NEW_KEYS if newest.handle in identity.handles else OwnCopy.GOES_ON
        stamp = newest.stamp
    elif is_hinted and not identity.former:
        own = OwnCopy.HINT
    span = workspace.span
    if span is None or span.role is not Role.COORDINATOR:
        return Copies(own, stamp)
    others = [one for one in new if one not in mine]
    return Copies(
        own, stamp, tuple(CopiedVault(_name(workspace, one.now.organisation, languages), one.stamp) for one in others)
    )


def _name(workspace: Workspace, organisation: OrganisationId, languages: Sequence[str]) -> str:
    """Return an organisation's name, or an empty text."""
    if not organisation:
        return ""
    with workspace.replica.reading() as connection:
        keys = listing.with_value(connection, "organisation", "owner", encode(bytes(organisation)))
        found = projection.show_many(connection, keys, own=workspace.own)
    return next((reading.title(one.state, languages) for one in found.values()), "")
