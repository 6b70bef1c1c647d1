"""One item of the library in words: what it is, its files each by itself, what belongs to it. Must not read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from haversack.i18n.interface_languages import interface_language
from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name, partial_date
from haversack.operations.dated_records import DatedRecord
from haversack.operations.library import NamedRecord
from haversack.operations.library_item import ItemDetail, ItemFile
from haversack.viewmodels.library_words import state_words
from haversack.viewmodels.reading import ReadingText, fallback
from haversack.viewmodels.terms import audience_name, file_kind, licence_words, resource_type, status_name
from haversack_sync.model.ids import ObjectId


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file in words.

    Attributes:
        object: Its object id.
        icon: Of its kind.
        title: What it is; its name where nobody gave it a title.
        name: With its ending.
        line: Kind, language, size.
        state: here, asked or away.
        state_words: The same in words, with what getting it costs.
        is_text: Whether it opens in the reading view.
        note: Why it cannot be read here, or empty.
        spoken: All of it for screen readers.
    """

    object: ObjectId
    icon: str
    title: str
    name: str
    line: str
    state: str
    state_words: str
    is_text: bool
    note: str
    spoken: str


@dataclass(frozen=True, slots=True)
class NamedShown:
    """Another record: id, kind, title."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event that belongs to the item: id, title, its date and place in a line, the days left or an empty text."""

    id: str
    title: str
    line: str
    left: str


@dataclass(frozen=True, slots=True)
class GetShown:
    """A way to get files: the button's words with the size, and which files."""

    words: str
    files: tuple[ObjectId, ...]


@dataclass(frozen=True, slots=True)
class DetailShown:
    """An item in words.

    Attributes:
        id: The record.
        kind: resource or statement.
        meta: Type, date, size: the line above the title.
        title: Its title.
        fallback: Says in which other language it is shown, or that its translation is a draft; or empty.
        summary: May be empty.
        body: Its text.
        texts: Language tag and name of each other language in which its text can be read.
        state: here, asked, partly or away.
        state_title: Where it is, in a few words.
        state_line: The same as a sentence, with sizes.
        gets: Ways to get what is not here: files in one's own languages, then all; empty where there is nothing to get.
        asked: Files that were asked for and are not here.
        here: Files that are on this computer.
        files: Its files, those in one's own languages first.
        topics: Areas of work.
        newer: Newer editions.
        older: Older editions.
        related: Other records.
        events: Dates that belong to it.
        organisations: Who published it, who is named, who works on the same.
        facts: Name and words of each further fact, in order.
        citation: How to cite it.
        link: Its address on the web, or empty; never opened.
        seen_by: Who can see it.
    """

    id: str
    kind: str
    meta: str
    title: str
    fallback: str
    summary: str
    body: ReadingText
    texts: tuple[tuple[str, str], ...]
    state: str
    state_title: str
    state_line: str
    gets: tuple[GetShown, ...]
    asked: tuple[ObjectId, ...]
    here: tuple[ObjectId, ...]
    files: tuple[FileShown, ...]
    topics: tuple[NamedShown, ...]
    newer: tuple[NamedShown, ...]
    older: tuple[NamedShown, ...]
    related: tuple[NamedShown, ...]
    events: tuple[EventShown, ...]
    organisations: tuple[NamedShown, ...]
    facts: tuple[tuple[str, str], ...]
    citation: str
    link: str
    seen_by: str


def describe(speaker: Speaker, detail: ItemDetail, own: Sequence[str] = ()) -> DetailShown:
    """Put an item into words.

    Args:
        speaker: The language of sentences.
        detail: The item.
        own: Languages that people asked for, the best first.
    """
    files = sorted(detail.files, key=lambda one: (_nearness(one.language, own), one.language, one.title or one.name))
    title, line = _whereabouts(speaker, detail)
    return DetailShown(
        id=detail.id,
        kind=detail.kind,
        meta=_meta(speaker, detail),
        title=detail.title,
        fallback=fallback(
            speaker, detail.body.language or detail.title_language, is_unreviewed=detail.body.is_unreviewed
        ),
        summary=detail.summary,
        body=detail.body,
        texts=tuple((tag, both_names(speaker, tag)) for tag in detail.body_languages if tag != detail.body.language),
        state=detail.state,
        state_title=title,
        state_line=line,
        gets=_gets(speaker, files, own),
        asked=tuple(one.object for one in files if one.state == "asked"),
        here=tuple(one.object for one in files if one.state == "here"),
        files=tuple(file_shown(speaker, one) for one in files),
        topics=_named(detail.topics),
        newer=_named(detail.newer),
        older=_named(detail.older),
        related=_named(detail.related),
        events=tuple(_event(speaker, one) for one in detail.events),
        organisations=_named(detail.organisations),
        facts=_facts(speaker, detail),
        citation=citation(speaker, detail),
        link=detail.facts.get("url", ""),
        seen_by=audience_name(speaker, detail.audience),
    )


def citation(speaker: Speaker, detail: ItemDetail) -> str:
    """Return how to cite an item: who published it, its title, its date, its number and its address."""
    publisher, date = detail.facts.get("publisher", ""), partial_date(speaker.language, detail.date)
    if publisher and date:
        first = speaker.say("{publisher}: {title}. {date}.", publisher=publisher, title=detail.title, date=date)
    elif publisher:
        first = speaker.say("{publisher}: {title}.", publisher=publisher, title=detail.title)
    elif date:
        first = speaker.say("{title}. {date}.", title=detail.title, date=date)
    else:
        first = speaker.say("{title}.", title=detail.title)
    number, address = detail.facts.get("symbol", ""), detail.facts.get("url", "")
    more = [f"{number}." if number else "", address]
    return " ".join(part for part in (first, *more) if part)


def file_shown(speaker: Speaker, one: ItemFile) -> FileShown:
    """Put a file into words."""
    kind, icon = file_kind(speaker, one.media_type)
    language = language_name(speaker.language, one.language) if one.language else ""
    title, name = one.title or one.name, one.name if one.title else ""
    line = speaker.dotted((kind, language, speaker.size(one.size)))
    state = state_words(speaker, one.state)
    if one.state != "here":
        state = speaker.say("{state} · {size}", state=state, size=speaker.size(one.sealed_bytes))
    note = ""
    if not one.is_text:
        note = speaker.say("Haversack cannot show this kind of file yet. Export a readable copy to open it.")
    spoken = speaker.say("{title}. {line}. {state}.", title=title, line=line, state=state)
    return FileShown(one.object, icon, title, name, line, one.state, state, one.is_text, note, spoken)


def _meta(speaker: Speaker, detail: ItemDetail) -> str:
    files = detail.files
    size = speaker.size(sum(one.size for one in files))
    if len(files) == 1:
        count = speaker.say("{kind}, {size}", kind=file_kind(speaker, files[0].media_type)[0], size=size)
    elif files:
        count = speaker.count("{number} file, {size}", "{number} files, {size}", len(files), size=size)
    else:
        count = ""
    return speaker.dotted((resource_type(speaker, detail.type), partial_date(speaker.language, detail.date), count))


def _whereabouts(speaker: Speaker, detail: ItemDetail) -> tuple[str, str]:
    if not detail.files:
        return speaker.say("On this computer"), speaker.say("The text is here, encrypted. Reading it uses no data.")
    here = speaker.size(sum(one.sealed_bytes for one in detail.files if one.state == "here"))
    away = speaker.size(sum(one.sealed_bytes for one in detail.files if one.state != "here"))
    lines = {
        "here": speaker.say("Its files are here, encrypted. They take {size}. Opening them uses no data.", size=here),
        "asked": speaker.say("You asked for its files. They come now, or with the next sync: {size}.", size=away),
        "partly": speaker.say("{here} are here, encrypted. {away} are still with the hub.", here=here, away=away),
    }
    line = lines.get(detail.state)
    if detail.is_kept and detail.state in ("away", "partly"):
        return state_words(speaker, detail.state), speaker.say(
            "You keep its files: what is not here comes with the next sync, {size}.", size=away
        )
    if line is None and detail.body.html:
        line = speaker.say("The text is here. Its files stay with the hub until you get them: {size}.", size=away)
    return state_words(speaker, detail.state), line or speaker.say(
        "Its files stay with the hub until you get them: {size}.", size=away
    )


def _gets(speaker: Speaker, files: Sequence[ItemFile], own: Sequence[str]) -> tuple[GetShown, ...]:
    away = [one for one in files if one.state == "away"]
    mine = [one for one in away if not one.language or _nearness(one.language, own) < len(own)]
    if not away:
        return ()
    size = speaker.size(sum({one.object: one.sealed_bytes for one in away}.values()))
    if not mine or len(mine) == len(away):
        return (GetShown(speaker.say("Get for offline · {size}", size=size), tuple(one.object for one in away)),)
    own_size = speaker.size(sum({one.object: one.sealed_bytes for one in mine}.values()))
    return (
        GetShown(speaker.say("Get for offline · {size}", size=own_size), tuple(one.object for one in mine)),
        GetShown(speaker.say("In all languages · {size}", size=size), tuple(one.object for one in away)),
    )


def _nearness(language: str, own: Sequence[str]) -> int:
    """Return how far down one's own languages a language is; after them what is in none of them."""
    bare = language.partition("-")[0]
    return next((place for place, tag in enumerate(own) if tag in (language, bare)), len(own) + bool(language))


def _named(records: Sequence[NamedRecord]) -> tuple[NamedShown, ...]:
    return tuple(NamedShown(one.id, one.kind, one.title) for one in records)


def _event(speaker: Speaker, one: DatedRecord) -> EventShown:
    day = speaker.long_day(one.next) if one.next else partial_date(speaker.language, one.written)
    left = ""
    if one.next is not None:
        left = speaker.count("{number} day", "{number} days", one.days_left) if one.days_left else speaker.say("Today")
    return EventShown(one.id, one.title, speaker.dotted((day, one.place)), left)


def _facts(speaker: Speaker, detail: ItemDetail) -> tuple[tuple[str, str], ...]:
    facts = detail.facts
    named = (
        (speaker.say("Addressed to"), facts.get("addressee", "")),
        (speaker.say("State"), status_name(speaker, facts["status"]) if "status" in facts else ""),
        (speaker.say("Published by"), facts.get("publisher", "")),
        (speaker.say("Document number"), facts.get("symbol", "")),
        (speaker.say("Where this comes from"), facts.get("source", "")),
        (speaker.say("State of knowledge"), partial_date(speaker.language, facts.get("as_of", ""))),
        (speaker.say("Rights"), licence_words(speaker, facts["licence"]) if "licence" in facts else ""),
    )
    return tuple((name, words) for name, words in named if words)


def both_names(speaker: Speaker, tag: str) -> str:
    """Name a language; also as its own readers call it, where they cannot have the window in it."""
    name, own = language_name(speaker.language, tag), language_name(tag, tag)
    return name if own in (name, tag) or interface_language(tag) is not None else speaker.dotted((name, own))
