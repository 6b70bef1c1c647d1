"""The directory's list and filters in words. Must not read the vault, nor keep what is chosen."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from haversack.i18n import directory_terms, names
from haversack.i18n.language import Speaker
from haversack.operations.directory import Member, Members
from haversack.operations.directory_filters import WORDS, Relief
from haversack.viewmodels.rows import Row

_DAY_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class MemberRow(Row):
    """An organisation as a line of the list.

    Attributes:
        original: Its name in its own language, where that is another; else empty.
        place: City and country.
        services: What it does; may be empty.
        is_waiting: Whether a change made here is not received yet.
    """

    original: str = ""
    place: str = ""
    services: str = ""
    is_waiting: bool = False


def member_row(speaker: Speaker, one: Member) -> MemberRow:
    """Return an organisation as a line of the list."""
    say = speaker.say
    place = place_words(speaker, one) or say("No place given")
    if one.is_own:
        place = speaker.dotted((place, say("your organisation")))
    badge, tone = "", "plain"
    if one.has_two_versions:
        badge, tone = say("Two versions"), "conflict"
    elif one.values["refugee_led"]:
        badge, tone = say("Refugee-led"), "brand"
    elif one.values["women_led"]:
        badge, tone = say("Women-led"), "brand"
    trailing = say("Not sent yet") if one.is_waiting else _confirmed(speaker, one.confirmed)
    confirmed = say("Confirmed {day}", day=trailing) if trailing and not one.is_waiting else trailing
    spoken = ". ".join(part for part in (one.name, one.original, badge, place, one.services, confirmed) if part)
    return MemberRow(
        one.id,
        one.name,
        tuple(part for part in (one.original, place, one.services) if part),
        trailing=trailing,
        badge=badge,
        badge_tone=tone,
        is_new=True,
        spoken=f"{spoken}.",
        original=one.original,
        place=place,
        services=one.services,
        is_waiting=one.is_waiting,
    )


def place_words(speaker: Speaker, one: Member) -> str:
    """Return city and country; empty where nobody knows either."""
    country = names.country_name(speaker.language, one.country) if one.country else ""
    if one.city and country:
        return speaker.say("{city}, {country}", city=one.city, country=country)
    return one.city or country


def sort_key(speaker: Speaker, one: Member) -> str:
    """Return what an organisation's place is sorted by: the country, then the city."""
    country = names.country_name(speaker.language, one.country) if one.country else ""
    return f"{country} {one.city}".strip()


def value_name(speaker: Speaker, everyone: Members, facet: str, value: str) -> str:
    """Return how a value of a filter is called."""
    if facet == "countries":
        return names.country_name(speaker.language, value)
    if facet == "languages":
        return names.language_name(speaker.language, value)
    if facet == "topics":
        return everyone.topics.get(value) or speaker.say("An area of work that is not here")
    if facet == "type":
        return directory_terms.type_name(speaker, value)
    if facet == "level":
        return directory_terms.level_name(speaker, value)
    return switch_name(speaker, facet)


def switch_name(speaker: Speaker, switch: str) -> str:
    """Return what a switch says while it is on."""
    return speaker.say("Refugee-led only") if switch == "refugee_led" else speaker.say("Women-led only")


def facet_title(speaker: Speaker, facet: str) -> str:
    """Return what a filter is called."""
    titles = {
        "countries": speaker.say("Country"),
        "topics": speaker.say("Area of work"),
        "languages": speaker.say("Language"),
        "type": speaker.say("Type"),
        "level": speaker.say("Level"),
    }
    return titles[facet]


def facet_more(speaker: Speaker, facet: str, number: int) -> str:
    """Say how many more values of a filter there are."""
    if facet == "countries":
        return speaker.count("{number} more country", "{number} more countries", number)
    if facet == "topics":
        return speaker.count("{number} more area of work", "{number} more areas of work", number)
    if facet == "languages":
        return speaker.count("{number} more language", "{number} more languages", number)
    if facet == "type":
        return speaker.count("{number} more type", "{number} more types", number)
    return speaker.count("{number} more level", "{number} more levels", number)


def sort_names(speaker: Speaker) -> tuple[tuple[str, str], ...]:
    """Return the orders of the list, each with what it is called."""
    return (
        ("name", speaker.say("A to Z")),
        ("confirmed", speaker.say("Last confirmed first")),
        ("place", speaker.say("By place")),
    )


def heading(speaker: Speaker, shown: int, total: int) -> str:
    """Say how many of how many are shown."""
    if shown == total:
        return speaker.count("{number} member", "{number} members", total)
    some = speaker.number(shown)
    return speaker.count("{shown} of {number} member", "{shown} of {number} members", total, shown=some)


def nobody(speaker: Speaker, filters: int) -> str:
    """Say that nobody passes the filters."""
    if filters == 1:
        return speaker.say("No member matches this filter.")
    return speaker.count("No members match all {number} filters.", "No members match all {number} filters.", filters)


def relief_words(speaker: Speaker, everyone: Members, relief: Relief | None) -> str:
    """Say which filter to take away, and how many members that shows."""
    if relief is None:
        return speaker.say("Take away two of them, or clear them all.")
    if relief.facet == WORDS:
        name = speaker.say("“{words}”", words=relief.value)
    else:
        name = speaker.say("“{words}”", words=value_name(speaker, everyone, relief.facet, relief.value))
    return speaker.count("Remove {name} to see {number}.", "Remove {name} to see {number}.", relief.number, name=name)


def _confirmed(speaker: Speaker, written: str) -> str:
    """Return the date of a confirmation briefly, as precise as it is."""
    try:
        return speaker.short_day(date.fromisoformat(written[:_DAY_LENGTH]))
    except ValueError:
        return names.partial_date(speaker.language, written) if written else ""
