"""What the directory's terms are called: types, levels, channels, audiences, fields. Must not know records."""

from haversack.i18n.language import Speaker


def type_name(speaker: Speaker, term: str) -> str:
    """Return what a type of organisation is called; the term itself for newer ones."""
    names = {
        "refugee_led": speaker.say("Refugee-led organisation"),
        "community": speaker.say("Community organisation"),
        "ngo": speaker.say("Non-governmental organisation"),
        "international_ngo": speaker.say("International NGO"),
        "legal_aid": speaker.say("Legal aid"),
        "academic": speaker.say("University or research"),
        "think_tank": speaker.say("Think tank"),
        "municipality": speaker.say("City or municipality"),
        "government": speaker.say("Government"),
        "intergovernmental": speaker.say("Intergovernmental"),
        "faith_based": speaker.say("Faith-based organisation"),
        "foundation": speaker.say("Foundation"),
        "media": speaker.say("Media"),
        "private_sector": speaker.say("Private sector"),
        "network": speaker.say("Network"),
        "other": speaker.say("Other"),
    }
    return names.get(term, term)


def level_name(speaker: Speaker, term: str) -> str:
    """Return what a level is called; the term itself for newer ones."""
    names = {
        "international": speaker.say("International"),
        "regional": speaker.say("Regional"),
        "national": speaker.say("National"),
        "local": speaker.say("Local"),
    }
    return names.get(term, term)


def channel_name(speaker: Speaker, term: str) -> str:
    """Return what a channel of contact is called; the term itself for newer ones."""
    names = {
        "phone": speaker.say("Phone"),
        "email": speaker.say("E-mail"),
        "web": speaker.say("Website"),
        "messenger": speaker.say("Messenger"),
        "post": speaker.say("Post"),
    }
    return names.get(term, term)


def audience_name(speaker: Speaker, audience: str) -> str:
    """Return who can see something."""
    names = {
        "open": speaker.say("Everyone, also outside the network"),
        "members": speaker.say("All members"),
        "coordinators": speaker.say("Coordinators only"),
        "organisation": speaker.say("The organisation and coordinators"),
        "group": speaker.say("A group"),
        "custodians": speaker.say("Custodians only"),
    }
    return names.get(audience, audience)


def short_audience_name(speaker: Speaker, audience: str) -> str:
    """Return who can see something, in two or three words."""
    return speaker.say("Everyone") if audience == "open" else audience_name(speaker, audience)


def part_name(speaker: Speaker, part: str) -> str:
    """Return what a part of a record is called in a list of what changed; empty for what nobody needs to know."""
    names = {
        "name": speaker.say("Name"),
        "title": speaker.say("Title"),
        "acronym": speaker.say("Short name"),
        "summary": speaker.say("Summary"),
        "description": speaker.say("Description"),
        "body": speaker.say("Text"),
        "services": speaker.say("Services"),
        "opening_hours": speaker.say("Opening hours"),
        "address": speaker.say("Address"),
        "type": speaker.say("Type"),
        "level": speaker.say("Level"),
        "founded": speaker.say("Founded"),
        "website": speaker.say("Website"),
        "url": speaker.say("Website"),
        "refugee_led": speaker.say("Refugee-led"),
        "women_led": speaker.say("Women-led"),
        "host_community": speaker.say("From the host community"),
        "confirmed": speaker.say("Last confirmed"),
        "topics": speaker.say("Areas of work"),
        "languages": speaker.say("Languages"),
        "countries": speaker.say("Countries"),
        "files": speaker.say("Files"),
        "date": speaker.say("Date"),
        "when": speaker.say("Date"),
        "recurrence": speaker.say("Date"),
        "place": speaker.say("Place"),
        "status": speaker.say("State"),
        "line": speaker.say("Contact"),
        "purpose": speaker.say("What this line is for"),
        "hours": speaker.say("When"),
        "note": speaker.say("Note"),
    }
    return names.get(part, "")


def field_name(speaker: Speaker, field: str) -> str:
    """Return what a field or group of a profile is called; the name itself for newer ones."""
    names = {
        "name": speaker.say("Name shown in the directory"),
        "acronym": speaker.say("Short name"),
        "summary": speaker.say("What you do, in two or three sentences"),
        "description": speaker.say("More about what you do"),
        "services": speaker.say("Services"),
        "opening_hours": speaker.say("Opening hours"),
        "address": speaker.say("Address"),
        "street": speaker.say("Street and number"),
        "city": speaker.say("City"),
        "postcode": speaker.say("Postcode"),
        "country": speaker.say("Country"),
        "type": speaker.say("Type of organisation"),
        "level": speaker.say("Level"),
        "founded": speaker.say("Founded"),
        "website": speaker.say("Website"),
        "refugee_led": speaker.say("Refugee-led"),
        "women_led": speaker.say("Women-led"),
        "host_community": speaker.say("From the host community"),
        "confirmed": speaker.say("Last confirmed"),
        "topics": speaker.say("Areas of work"),
        "languages": speaker.say("Languages spoken"),
        "countries": speaker.say("Countries where you work"),
        "purpose": speaker.say("What this line is for"),
        "line": speaker.say("Contact"),
        "channel": speaker.say("Kind"),
        "value": speaker.say("Number or address"),
        "hours": speaker.say("When"),
        "note": speaker.say("Note"),
        "source": speaker.say("Source"),
        "as_of": speaker.say("As of"),
        "language": speaker.say("Main language"),
    }
    return names.get(field, field)
