"""One item of the library in words. Must not read the vault."""

from dataclasses import dataclass

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name, partial_date
from haversack.operations.library import ItemDetail, ItemFile
from haversack.operations.reading_text import ReadingText
from haversack.viewmodels.terms import audience_name, file_kind, resource_type, status_name


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file: icon, name, a line with kind and language and size, state and its words, all of it for screen readers."""

    icon: str
    name: str
    line: str
    state: str
    state_words: str
    spoken: str


@dataclass(frozen=True, slots=True)
class NamedShown:
    """Another record: id, kind, title."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class DetailShown:
    """An item in words.

    Attributes:
        id: The record.
        kind: resource or statement.
        meta: Type, date, size: the line above the title.
        title: Its title.
        fallback: Says in which other language it is shown, or empty.
        summary: May be empty.
        body: Its text.
        state: here, asked, partly or away.
        state_line: Where it is, as a sentence.
        get_words: The button that gets it, with the size; empty where there is nothing to get.
        can_remove: Whether a file of it is here.
        files: Its files.
        topics: Areas of work.
        related: Other records.
        facts: Name and words of each further fact, in order.
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
    state: str
    state_line: str
    get_words: str
    can_remove: bool
    files: tuple[FileShown, ...]
    topics: tuple[NamedShown, ...]
    related: tuple[NamedShown, ...]
    facts: tuple[tuple[str, str], ...]
    link: str
    seen_by: str


def describe(speaker: Speaker, detail: ItemDetail) -> DetailShown:
    """Put an item into words."""
    item = detail.item
    files = tuple(_file(speaker, one) for one in detail.files)
    parts = [
        resource_type(speaker, item.type),
        partial_date(speaker.language, item.date),
        speaker.count("{number} file", "{number} files", len(files)) if files else "",
    ]
    return DetailShown(
        id=item.id,
        kind=item.kind,
        meta=" · ".join(part for part in parts if part),
        title=item.title,
        fallback=fallback(speaker, detail.body.language or detail.title_language),
        summary=item.summary,
        body=detail.body,
        state=item.state,
        state_line=_state_line(speaker, detail),
        get_words=speaker.say("Get for offline · {size}", size=speaker.size(item.missing_bytes))
        if item.missing_bytes
        else "",
        can_remove=any(one.state == "here" for one in detail.files),
        files=files,
        topics=tuple(NamedShown(one.id, one.kind, one.title) for one in detail.topics),
        related=tuple(NamedShown(one.id, one.kind, one.title) for one in detail.related),
        facts=_facts(speaker, detail),
        link=detail.facts.get("url", ""),
        seen_by=audience_name(speaker, detail.audience),
    )


def fallback(speaker: Speaker, language: str) -> str:
    """Return a line that says in which other language a text is, or an empty text where it is in the asked one."""
    if not language or language.split("-", maxsplit=1)[0] == speaker.language.split("-")[0]:
        return ""
    name = language_name(speaker.language, language)
    return speaker.say("Shown in {language}: there is no translation yet.", language=name)


def _state_line(speaker: Speaker, detail: ItemDetail) -> str:
    if not detail.files:
        return speaker.say("On this computer. Reading it uses no data.")
    lines = {
        "here": speaker.say("Its files are on this computer, encrypted. Reading them uses no data."),
        "asked": speaker.say("Its files come now, or with the next sync."),
        "partly": speaker.say("Some of its files are on this computer, the others with the hub."),
    }
    return lines.get(detail.item.state, speaker.say("Its files are with the hub. The text is on this computer."))


def _file(speaker: Speaker, one: ItemFile) -> FileShown:
    words, icon = file_kind(speaker, one.media_type)
    language = language_name(speaker.language, one.language) if one.language else ""
    line = " · ".join(part for part in (words, language, speaker.size(one.size)) if part)
    state = {
        "here": speaker.say("On this computer"),
        "asked": speaker.say("Will download"),
    }.get(one.state, speaker.say("Not downloaded"))
    spoken = speaker.say("{title}. {line}. {state}.", title=one.name, line=line, state=state)
    return FileShown(icon, one.name, line, one.state, state, spoken)


def _facts(speaker: Speaker, detail: ItemDetail) -> tuple[tuple[str, str], ...]:
    facts = detail.facts
    named = (
        (speaker.say("Addressed to"), facts.get("addressee", "")),
        (speaker.say("State"), status_name(speaker, facts["status"]) if "status" in facts else ""),
        (speaker.say("Published by"), facts.get("publisher", "")),
        (speaker.say("Document number"), facts.get("symbol", "")),
        (speaker.say("Where this comes from"), facts.get("source", "")),
        (speaker.say("State of knowledge"), partial_date(speaker.language, facts.get("as_of", ""))),
        (speaker.say("Licence"), facts.get("licence", "")),
    )
    return tuple((name, words) for name, words in named if words)
