"""The directory: organisations and their contact lines. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Group, Kind, Weight, Writers
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

ORGANISATION: Final = Kind(
    name="organisation",
    title="name",
    audience=AudienceType.MEMBERS,
    shelf="directory",
    writers=Writers.OWNER,
    groups=(
        pieces.title("name"),
        pieces.alone(pieces.field("acronym", weight=Weight.NAME)),
        pieces.SUMMARY,
        pieces.markdown("description"),
        pieces.text("services"),
        pieces.text("opening_hours", weight=None),
        Group(
            "address",
            (
                pieces.field("street"),
                pieces.field("city", weight=Weight.NAME),
                pieces.field("postcode"),
                pieces.field("country", FieldType.COUNTRY),
            ),
        ),
        pieces.term("type", "organisation_type"),
        pieces.term("level", "organisation_level"),
        pieces.alone(pieces.field("founded", FieldType.DATE)),
        pieces.WEBSITE,
        pieces.flag("refugee_led"),
        pieces.flag("women_led"),
        pieces.flag("host_community"),
        pieces.alone(pieces.field("confirmed", FieldType.DATE)),
        pieces.SOURCE,
        pieces.AS_OF,
        pieces.OWNER,
        pieces.LANGUAGE,
    ),
    sets=(pieces.TOPICS, pieces.LANGUAGES, pieces.COUNTRIES, pieces.UNREVIEWED),
)

CONTACT: Final = Kind(
    name="contact",
    title="purpose",
    audience=AudienceType.MEMBERS,
    shelf="directory",
    creators=Writers.OWNER,
    writers=Writers.OWNER,
    groups=(
        pieces.title("purpose"),
        Group(
            "line",
            (
                pieces.field("channel", FieldType.TERM, is_facet=True, vocabulary="contact_channel"),
                pieces.field("value", weight=Weight.NAME),
            ),
        ),
        pieces.text("hours", weight=None),
        pieces.text("note"),
        pieces.parent("organisation"),
        pieces.OWNER,
        pieces.LANGUAGE,
    ),
    sets=(pieces.UNREVIEWED,),
)

KINDS: Final = (ORGANISATION, CONTACT)
