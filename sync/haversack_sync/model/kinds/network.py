"""The record with the network's name, goals, history and how to reach it. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Kind
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

NETWORK: Final = Kind(
    name="network",
    title="name",
    audience=AudienceType.OPEN,
    shelf="directory",
    groups=(
        pieces.title("name"),
        pieces.SUMMARY,
        pieces.markdown("goals"),
        pieces.markdown("history"),
        pieces.markdown("reach"),
        pieces.alone(pieces.field("founded", FieldType.DATE)),
        pieces.WEBSITE,
        pieces.LANGUAGE,
    ),
    sets=(pieces.LANGUAGES, pieces.UNREVIEWED),
)

KINDS: Final = (NETWORK,)
