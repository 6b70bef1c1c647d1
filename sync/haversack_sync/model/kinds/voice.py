"""The network's voice: statements. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Kind
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

STATEMENT: Final = Kind(
    name="statement",
    title="title",
    audience=AudienceType.OPEN,
    shelf="library",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.BODY,
        pieces.alone(pieces.field("date", FieldType.DATE)),
        pieces.text("addressee"),
        pieces.term("status", "statement_status"),
        pieces.URL,
        pieces.FILES,
        pieces.LANGUAGE,
    ),
    sets=(pieces.TOPICS, pieces.LANGUAGES, pieces.COUNTRIES, pieces.UNREVIEWED),
)

KINDS: Final = (STATEMENT,)
