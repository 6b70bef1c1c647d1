"""The calendar: everything that has a date. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Group, Kind, Weight
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

EVENT: Final = Kind(
    name="event",
    title="title",
    audience=AudienceType.OPEN,
    shelf="calendar",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.BODY,
        pieces.term("type", "event_type"),
        Group(
            "when",
            (
                pieces.field("start", FieldType.DATE),
                pieces.field("end", FieldType.DATE),
                pieces.field("zone", FieldType.ZONE),
            ),
        ),
        pieces.alone(pieces.field("recurrence", FieldType.RECURRENCE)),
        Group(
            "place",
            (
                pieces.field("venue", weight=Weight.NAME),
                pieces.field("city", weight=Weight.NAME),
                pieces.field("country", FieldType.COUNTRY, is_facet=True),
                pieces.field("online", FieldType.URL),
            ),
        ),
        pieces.URL,
        pieces.alone(pieces.field("organiser", weight=Weight.NAME)),
        pieces.SOURCE,
        pieces.AS_OF,
        pieces.LANGUAGE,
    ),
    sets=(pieces.TOPICS, pieces.LANGUAGES, pieces.COUNTRIES, pieces.UNREVIEWED),
)

KINDS: Final = (EVENT,)
