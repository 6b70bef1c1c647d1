"""All kinds of records that this program knows, by their name on the wire.

A new kind is one declaration in a family's file. Must not hold declarations itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from haversack_sync.model.declaration import Kind
from haversack_sync.model.kinds import calendar, directory, library, network, training, voice

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.name: kind for family in (network, directory, library, training, calendar, voice) for kind in family.KINDS}
)
"""Name → declaration, in the order of families."""


def kind_named(name: str) -> Kind | None:
    """Return the declaration of a kind, or None for a kind of a later version."""
    return KINDS.get(name)
