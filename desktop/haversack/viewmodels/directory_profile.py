"""One organisation's profile in words, for the page and for the printed card. Must not read the vault."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from haversack.i18n import directory_terms, names
from haversack.i18n.language import Speaker
from haversack.operations.library import NamedRecord
from haversack.operations.profile import ContactLine, Profile
from haversack.operations.reading_text import is_written_rtl
from haversack.operations.time_zones import day_here
from haversack.viewmodels.kinds import CHANNEL_ICONS, ICONS
from haversack.viewmodels.reading import draft_words

_AUDIENCE_ICONS: Final = {"open": "globe", "members": "users", "coordinators": "shield", "organisation": "building-2"}
_ISOLATE, _END = "\u2068", "\u2069"
_INVISIBLE: Final = frozenset({"Cf", "Cc"})


@dataclass(frozen=True, slots=True)
class LineShown:
    """A contact line in words.

    Attributes:
        id: The contact's record.
        icon: Of its channel.
        purpose: What it is for, or what the channel is called.
        value: As people read it, isolated from the direction around it.
        copied: The value for the clipboard: plain, with ASCII digits.
        detail: Hours and note, or empty.
        audience: Who can see it.
        audience_icon: Of that.
        state: Where it is on its way, or empty.
    """

    id: str
    icon: str
    purpose: str
    value: str
    copied: str
    detail: str
    audience: str
    audience_icon: str
    state: str


@dataclass(frozen=True, slots=True)
class NamedShown:
    """Another record that belongs to an organisation: id, kind, title, and the icon of its kind."""

    id: str
    kind: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """A profile in words.

    Attributes:
        id: The record.
        title: Name.
        original: Name in its main language, or empty.
        place: City and country, and when it was founded.
        badges: (words, tone, icon).
        summary: What they do.
        description: Markdown; may be empty.
        is_rtl: Whether the description is written from right to left.
        language_note: In which language the texts are, where that is not the language of the interface, and whether
            they are a draft translation; else empty.
        other_languages: (tag, name) of each other language in which they can be read.
        facts: (name, value) of services, languages, hours …
        address: For copying; may be empty.
        address_lines: The same in lines, as on an envelope.
        topics: Areas of work.
        items: Library items.
        events: Events that it organises.
        lines: Contact lines.
        seen_by: Who can see the profile itself.
        seen_by_icon: Of that.
        two_versions: A sentence, or empty.
        footnote: As of when, and who confirmed it.
        may_edit: Whether this computer may change it.
    """

    id: str
    title: str
    original: str
    place: str
    badges: tuple[tuple[str, str, str], ...]
    summary: str
    description: str
    is_rtl: bool
    language_note: str
    other_languages: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    address: str
    address_lines: tuple[str, ...]
    topics: tuple[NamedShown, ...]
    items: tuple[NamedShown, ...]
    events: tuple[NamedShown, ...]
    lines: tuple[LineShown, ...]
    seen_by: str
    seen_by_icon: str
    two_versions: str
    footnote: str
    may_edit: bool


def plain(value: str) -> str:
    """Return a value as other programs take it: digits of every script as ASCII, no invisible characters."""
    digits = "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one
        for one in value
        if unicodedata.category(one) not in _INVISIBLE
    )
    return digits.strip()


def isolated(value: str) -> str:
    """Return a number or address that keeps its own direction inside any sentence."""
    return f"{_ISOLATE}{value}{_END}" if value else ""


def show_profile(found: Profile, speaker: Speaker) -> ProfileShown:
    """Put a profile into words."""
    fact = {name: str(value) for name, value in found.facts.items() if isinstance(value, str)}
    address = _address(fact, speaker)
    note, others = _languages(found, speaker)
    return ProfileShown(
        id=found.id,
        title=speaker.isolated(found.texts.get("name", "")),
        original=speaker.isolated(found.original),
        place=_place(fact, speaker),
        badges=_badges(found, fact, speaker),
        summary=speaker.isolated(found.texts.get("summary", "")),
        description=found.texts.get("description", ""),
        is_rtl=is_written_rtl(found.languages_shown.get("description", "")),
        language_note=note,
        other_languages=others,
        facts=_facts(found, fact, speaker),
        address="\n".join(plain(line) for line in address),
        address_lines=address,
        topics=tuple(map(_named, found.topics)),
        items=tuple(map(_named, found.items)),
        events=tuple(map(_named, found.events)),
        lines=tuple(_line(one, speaker) for one in found.contacts),
        seen_by=directory_terms.short_audience_name(speaker, found.audience) if found.audience else "",
        seen_by_icon=_AUDIENCE_ICONS.get(found.audience, "users"),
        two_versions=_two_versions(found, speaker),
        footnote=_footnote(found, fact, speaker),
        may_edit=found.may_edit,
    )


def _named(one: NamedRecord) -> NamedShown:
    return NamedShown(one.id, one.kind, one.title, ICONS.get(one.kind, "file-text"))


def _place(fact: dict[str, str], speaker: Speaker) -> str:
    country = names.country_name(speaker.language, fact["country"]) if fact.get("country") else ""
    city = fact.get("city", "")
    both = speaker.say("{city}, {country}", city=city, country=country) if city and country else city or country
    founded = speaker.say("founded {year}", year=fact["founded"][:4]) if fact.get("founded") else ""
    return speaker.dotted((both, founded))


def _address(fact: dict[str, str], speaker: Speaker) -> tuple[str, ...]:
    """Return the address in lines; without a street there is none to write to."""
    if not fact.get("street"):
        return ()
    country = names.country_name(speaker.language, fact["country"]) if fact.get("country") else ""
    town = " ".join(part for part in (fact.get("postcode", ""), fact.get("city", "")) if part)
    return tuple(line for line in (fact["street"], town, country) if line)


def _languages(found: Profile, speaker: Speaker) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what is to be said of the texts' language, and the languages that can be chosen instead."""
    shown = found.languages_shown
    main = shown.get("summary") or shown.get("description") or shown.get("name", "")
    foreign = {tag for name, tag in shown.items() if name != "name"} - _near(speaker.language)
    note = ""
    if foreign:
        listed = speaker.listed(sorted(names.language_name(speaker.language, tag) for tag in foreign))
        is_all = not {tag for name, tag in shown.items() if name != "name"} - foreign
        note = (
            speaker.say("This text is in {language}.", language=listed)
            if is_all
            else speaker.say("Parts of this text are in {language}.", language=listed)
        )
    if found.is_unreviewed:
        note = f"{note} {draft_words(speaker)}".strip()
    others = tuple((tag, names.language_name(speaker.language, tag)) for tag in found.available if tag != main)
    return note, others


def _near(language: str) -> set[str]:
    return {language, language.split("-", maxsplit=1)[0]}


def _badges(found: Profile, fact: dict[str, str], speaker: Speaker) -> tuple[tuple[str, str, str], ...]:
    say = speaker.say
    badges = []
    if found.is_own:
        badges.append((say("Your organisation"), "info", "building-2"))
    if found.facts.get("refugee_led") is True:
        badges.append((say("Refugee-led"), "brand", "heart-handshake"))
    if found.facts.get("women_led") is True:
        badges.append((say("Women-led"), "brand", "users-round"))
    if found.facts.get("host_community") is True:
        badges.append((say("From the host community"), "plain", "house"))
    if fact.get("type") and fact["type"] != "refugee_led":
        badges.append((directory_terms.type_name(speaker, fact["type"]), "plain", ""))
    if fact.get("level"):
        badges.append((directory_terms.level_name(speaker, fact["level"]), "plain", ""))
    return tuple(badges)


def _facts(found: Profile, fact: dict[str, str], speaker: Speaker) -> tuple[tuple[str, str], ...]:
    say, language = speaker.say, speaker.language
    all_ = (
        (say("Services"), speaker.isolated(found.texts.get("services", ""))),
        (say("Languages"), speaker.listed(names.language_name(language, one) for one in found.languages)),
        (say("Opening hours"), speaker.isolated(found.texts.get("opening_hours", ""))),
        (say("Works in"), speaker.listed(names.country_name(language, one) for one in found.countries)),
        (say("Website"), isolated(fact.get("website", ""))),
        (say("Short name"), isolated(fact.get("acronym", ""))),
    )
    return tuple((name, value) for name, value in all_ if value)


def _line(one: ContactLine, speaker: Speaker) -> LineShown:
    channel = directory_terms.channel_name(speaker, one.channel) if one.channel else ""
    return LineShown(
        id=one.id,
        icon=CHANNEL_ICONS.get(one.channel, "phone"),
        purpose=speaker.isolated(one.purpose) or channel,
        value=isolated(one.value),
        copied=plain(one.value),
        detail=speaker.dotted((one.hours, one.note)),
        audience=directory_terms.short_audience_name(speaker, one.audience),
        audience_icon=_AUDIENCE_ICONS.get(one.audience, "users"),
        state=_state(one, speaker),
    )


def _state(one: ContactLine, speaker: Speaker) -> str:
    if one.has_two_versions:
        return speaker.say("Two versions")
    return speaker.say("Not sent yet") if one.state in ("waiting", "handed") else ""


def _two_versions(found: Profile, speaker: Speaker) -> str:
    if not found.disputed:
        return ""
    fields = [directory_terms.field_name(speaker, key.partition("@")[0]) for key in found.disputed]
    return speaker.say("There are two versions of: {fields}. The first is shown.", fields=speaker.listed(fields))


def _footnote(found: Profile, fact: dict[str, str], speaker: Speaker) -> str:
    parts = []
    if found.last_contact:
        day = speaker.long_day(day_here(found.last_contact))
        parts.append(speaker.say("As of your last sync, {day}", day=day))
    if fact.get("confirmed"):
        day = names.partial_date(speaker.language, fact["confirmed"])
        parts.append(speaker.say("confirmed by the organisation {day}", day=day))
    elif fact.get("source"):
        as_of = names.partial_date(speaker.language, fact.get("as_of", ""))
        words = speaker.say("source: {source}, {day}", source=fact["source"], day=as_of)
        parts.append(words if as_of else speaker.say("source: {source}", source=fact["source"]))
    return speaker.dotted(parts)
