"""The library's list and filters in words. Must not read the vault, nor keep what is chosen."""

from typing import Final

from haversack.i18n.language import Speaker
from haversack.i18n.names import country_name, language_name
from haversack.operations.library import Library, LibraryItem
from haversack.operations.library_filters import SORTS
from haversack.viewmodels.rows import Row
from haversack.viewmodels.terms import TYPE_ICONS, resource_type

TONES: Final = {"here": "ok", "asked": "wait", "partly": "part"}
"""Where files are → tone of the line that says so; `plain` for what is not here."""
_YEAR_LENGTH: Final = 4
_LANGUAGES_SHOWN: Final = 3


def item_row(speaker: Speaker, item: LibraryItem, own: tuple[str, ...]) -> Row:
    """Return an item as a line of the list.

    Args:
        speaker: The language of sentences.
        item: The item.
        own: Languages that people asked for; they are named first.
    """
    line = speaker.dotted(
        (
            resource_type(speaker, item.type),
            languages_words(speaker, item.languages, own),
            item.date[:_YEAR_LENGTH],
            speaker.say("Newer edition") if item.newer else "",
        )
    )
    state = state_line(speaker, item.state, item.missing_bytes)
    spoken = speaker.say("{title}. {line}. {state}.", title=item.title, line=line, state=state)
    icon = TYPE_ICONS.get(item.type, "file-text")
    tone = TONES.get(item.state, "plain")
    return Row(item.id, item.title, (line,), icon, badge=state, badge_tone=tone, spoken=spoken)


def languages_words(speaker: Speaker, tags: tuple[str, ...], own: tuple[str, ...]) -> str:
    """Return names of languages, those that people asked for first; of many only the first, and how many more."""
    ordered = sorted(tags, key=lambda tag: tag not in own)
    names = [language_name(speaker.language, tag) for tag in ordered[:_LANGUAGES_SHOWN]]
    listed, more = speaker.listed(names), len(ordered) - len(names)
    return (
        speaker.count("{names} and {number} more", "{names} and {number} more", more, names=listed) if more else listed
    )


def state_line(speaker: Speaker, state: str, missing_bytes: int) -> str:
    """Return where the files of an item are, with the size of what is not here."""
    size = speaker.size(missing_bytes)
    if state == "partly":
        return speaker.say("Partly here, {size} not downloaded", size=size)
    words = state_words(speaker, state)
    return speaker.say("{state} · {size}", state=words, size=size) if missing_bytes else words


def state_words(speaker: Speaker, state: str) -> str:
    """Return where files are, in two words or three."""
    names = {
        "here": speaker.say("On this computer"),
        "asked": speaker.say("Will download"),
        "partly": speaker.say("Partly on this computer"),
    }
    return names.get(state, speaker.say("Not downloaded"))


def facet_title(speaker: Speaker, facet: str) -> str:
    """Return what a filter is called."""
    return {
        "where": speaker.say("Where it is"),
        "topic": speaker.say("Area of work"),
        "type": speaker.say("Type"),
        "language": speaker.say("Language"),
        "country": speaker.say("Place"),
        "year": speaker.say("Year"),
    }[facet]


def facet_more(speaker: Speaker, facet: str, number: int) -> str:
    """Return how many more choices a filter has, for the button that shows them."""
    return {
        "topic": speaker.count("{number} more area", "{number} more areas", number),
        "type": speaker.count("{number} more type", "{number} more types", number),
        "language": speaker.count("{number} more language", "{number} more languages", number),
        "country": speaker.count("{number} more place", "{number} more places", number),
        "year": speaker.count("{number} more year", "{number} more years", number),
    }.get(facet, "")


def value_name(speaker: Speaker, library: Library, facet: str, value: str) -> str:
    """Return what a choice of a filter is called."""
    if facet == "where":
        return state_words(speaker, value)
    if facet == "topic":
        return library.topics.get(value, value)
    if facet == "type":
        return resource_type(speaker, value)
    if facet == "year":
        return value
    name = language_name if facet == "language" else country_name
    return name(speaker.language, value)


def sort_names(speaker: Speaker) -> list[tuple[str, str]]:
    """Return the orders of the list: stable name and words."""
    names = {
        "newest": speaker.say("Newest first"),
        "title": speaker.say("By title"),
        "largest": speaker.say("Largest first"),
        "mine": speaker.say("My languages first"),
    }
    return [(sort, names[sort]) for sort in SORTS]
