"""The library: topics and resources. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Kind, Weight
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

TOPIC: Final = Kind(
    name="topic",
    title="name",
    audience=AudienceType.OPEN,
    shelf="library",
    groups=(
        pieces.title("name"),
        pieces.SUMMARY,
        pieces.markdown("introduction"),
        pieces.term("taxonomy", "taxonomy"),
        pieces.ORDER,
        pieces.LANGUAGE,
    ),
    sets=(pieces.RELATED_TOPICS, pieces.UNREVIEWED),
)

RESOURCE: Final = Kind(
    name="resource",
    title="title",
    audience=AudienceType.OPEN,
    shelf="library",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.BODY,
        pieces.term("type", "resource_type"),
        pieces.alone(pieces.field("date", FieldType.DATE)),
        pieces.alone(pieces.field("publisher", weight=Weight.NAME)),
        pieces.alone(pieces.field("symbol", weight=Weight.NAME)),
        pieces.URL,
        pieces.SOURCE,
        pieces.AS_OF,
        pieces.LICENCE,
        pieces.FILES,
        pieces.LANGUAGE,
    ),
    sets=(pieces.TOPICS, pieces.LANGUAGES, pieces.COUNTRIES, pieces.RELATED, pieces.REPLACES, pieces.UNREVIEWED),
)

KINDS: Final = (TOPIC, RESOURCE)
