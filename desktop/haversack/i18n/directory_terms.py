"""What the directory's terms are called: types, levels, channels, audiences, fields. Must not know records.

Tables, so that only the name that is asked for is translated: a form asks for a hundred in a turn of the event loop.
"""

from collections.abc import Mapping
from typing import Final

from haversack.i18n.language import Sentence, Speaker

_TYPES: Final[Mapping[str, Sentence]] = {
    "refugee_led": "Refugee-led organisation",
    "community": "Community organisation",
    "ngo": "Non-governmental organisation",
    "international_ngo": "International NGO",
    "legal_aid": "Legal aid",
    "academic": "University or research",
    "think_tank": "Think tank",
    "municipality": "City or municipality",
    "government": "Government",
    "intergovernmental": "Intergovernmental",
    "faith_based": "Faith-based organisation",
    "foundation": "Foundation",
    "media": "Media",
    "private_sector": "Private sector",
    "network": "Network",
    "other": "Other",
}
_LEVELS: Final[Mapping[str, Sentence]] = {
    "international": "International",
    "regional": "Regional",
    "national": "National",
    "local": "Local",
}
_CHANNELS: Final[Mapping[str, Sentence]] = {
    "phone": "Phone",
    "email": "E-mail",
    "web": "Website",
    "messenger": "Messenger",
    "post": "Post",
}
_AUDIENCES: Final[Mapping[str, Sentence]] = {
    "open": "Everyone, also outside the network",
    "members": "All members",
    "coordinators": "Coordinators only",
    "organisation": "The organisation and coordinators",
    "group": "A group",
    "custodians": "Custodians only",
}
_PARTS: Final[Mapping[str, Sentence]] = {
    "name": "Name",
    "title": "Title",
    "acronym": "Short name",
    "summary": "Summary",
    "description": "Description",
    "body": "Text",
    "services": "Services",
    "opening_hours": "Opening hours",
    "address": "Address",
    "type": "Type",
    "level": "Level",
    "founded": "Founded",
    "website": "Website",
    "url": "Website",
    "refugee_led": "Refugee-led",
    "women_led": "Women-led",
    "host_community": "From the host community",
    "confirmed": "Last confirmed",
    "topics": "Areas of work",
    "languages": "Languages",
    "countries": "Countries",
    "files": "Files",
    "date": "Date",
    "when": "Date",
    "recurrence": "Date",
    "place": "Place",
    "status": "State",
    "line": "Contact",
    "purpose": "What this line is for",
    "hours": "When",
    "note": "Note",
}
_FIELDS: Final[Mapping[str, Sentence]] = {
    "name": "Name shown in the directory",
    "acronym": "Short name",
    "summary": "What you do, in two or three sentences",
    "description": "More about what you do",
    "services": "Services",
    "opening_hours": "Opening hours",
    "address": "Address",
    "street": "Street and number",
    "city": "City",
    "postcode": "Postcode",
    "country": "Country",
    "type": "Type of organisation",
    "level": "Level",
    "founded": "Founded",
    "website": "Website",
    "refugee_led": "Refugee-led",
    "women_led": "Women-led",
    "host_community": "From the host community",
    "confirmed": "Last confirmed",
    "topics": "Areas of work",
    "languages": "Languages spoken",
    "countries": "Countries where you work",
    "purpose": "What this line is for",
    "line": "Contact",
    "channel": "Kind",
    "value": "Number or address",
    "hours": "When",
    "note": "Note",
    "source": "Source",
    "as_of": "As of",
    "language": "Main language",
}


def type_name(speaker: Speaker, term: str) -> str:
    """Return what a type of organisation is called; the term itself for newer ones."""
    return speaker.say(_TYPES[term]) if term in _TYPES else term


def level_name(speaker: Speaker, term: str) -> str:
    """Return what a level is called; the term itself for newer ones."""
    return speaker.say(_LEVELS[term]) if term in _LEVELS else term


def channel_name(speaker: Speaker, term: str) -> str:
    """Return what a channel of contact is called; the term itself for newer ones."""
    return speaker.say(_CHANNELS[term]) if term in _CHANNELS else term


def audience_name(speaker: Speaker, audience: str) -> str:
    """Return who can see something."""
    return speaker.say(_AUDIENCES[audience]) if audience in _AUDIENCES else audience


def short_audience_name(speaker: Speaker, audience: str) -> str:
    """Return who can see something, in two or three words."""
    return speaker.say("Everyone") if audience == "open" else audience_name(speaker, audience)


def part_name(speaker: Speaker, part: str) -> str:
    """Return what a part of a record is called in a list of what changed; empty for what nobody needs to know."""
    return speaker.say(_PARTS[part]) if part in _PARTS else ""


def field_name(speaker: Speaker, field: str) -> str:
    """Return what a field or group of a profile is called; the name itself for newer ones."""
    return speaker.say(_FIELDS[field]) if field in _FIELDS else field
