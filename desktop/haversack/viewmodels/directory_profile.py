"""One organisation's profile in words, for the page and for the printed card. Must not read the vault."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from haversack.i18n import directory_terms, names
from haversack.i18n.language import Speaker
from haversack.operations.profile import ContactLine, Profile
from haversack.viewmodels.kinds import CHANNEL_ICONS

_AUDIENCE_ICONS: Final = {"open": "globe", "members": "users", "coordinators": "shield", "organisation": "building-2"}
_ISOLATE, _END = "\u2068", "\u2069"
_DAY_LENGTH: Final = 10
_MONTH_LENGTH: Final = 7
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
        foreign: A sentence that texts are in another language, or empty.
        facts: (name, value) of services, languages, hours …
        address: For copying; may be empty.
        address_lines: The same in lines, as on an envelope.
        topics: (record id, title).
        lines: Contact lines.
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
    foreign: str
    facts: tuple[tuple[str, str], ...]
    address: str
    address_lines: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    lines: tuple[LineShown, ...]
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


def date_words(value: str, speaker: Speaker) -> str:
    """Write a date of the model as precisely as its author was; an empty text for none."""
    if not value:
        return ""
    try:
        if len(value) >= _DAY_LENGTH:
            return speaker.long_day(date.fromisoformat(value[:_DAY_LENGTH]))
        if len(value) == _MONTH_LENGTH:
            day = date.fromisoformat(f"{value}-01")
            return speaker.say("{month} {year}", month=speaker.month_name(day), year=value[:4])
    except ValueError:
        return isolated(value)
    return value


def show_profile(found: Profile, speaker: Speaker) -> ProfileShown:
    """Put a profile into words."""
    say, language = speaker.say, speaker.language
    fact = {name: str(value) for name, value in found.facts.items() if isinstance(value, str)}
    country = names.country_name(language, fact["country"]) if fact.get("country") else ""
    city = fact.get("city", "")
    place = say("{city}, {country}", city=city, country=country) if city and country else city or country
    if fact.get("founded"):
        founded = say("founded {year}", year=fact["founded"][:4])
        place = say("{place} · {founded}", place=place, founded=founded) if place else founded
    address = tuple(
        line
        for line in (
            fact.get("street", ""),
            " ".join(part for part in (fact.get("postcode", ""), city) if part),
            country,
        )
        if line
    )
    texts = found.texts
    worlds = {one for name, one in found.languages_shown.items() if name != "name"} - _near(language)
    foreign = ""
    if worlds:
        listed = ", ".join(sorted(names.language_name(language, one) for one in worlds))
        foreign = say("Some of this text is only here in {language}.", language=listed)
    return ProfileShown(
        id=found.id,
        title=texts.get("name", ""),
        original=found.original,
        place=place,
        badges=_badges(found, fact, speaker),
        summary=texts.get("summary", ""),
        description=texts.get("description", ""),
        foreign=foreign,
        facts=_facts(found, fact, speaker),
        address="\n".join(plain(line) for line in address) if fact.get("street") else "",
        address_lines=address if fact.get("street") else (),
        topics=found.topics,
        lines=tuple(_line(one, speaker) for one in found.contacts),
        two_versions=_two_versions(found, speaker),
        footnote=_footnote(found, fact, speaker),
        may_edit=found.may_edit,
    )


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
        (say("Services"), found.texts.get("services", "")),
        (say("Languages"), ", ".join(names.language_name(language, one) for one in found.languages)),
        (say("Open"), found.texts.get("opening_hours", "")),
        (say("Works in"), ", ".join(names.country_name(language, one) for one in found.countries)),
        (say("Website"), isolated(fact.get("website", ""))),
        (say("Short name"), fact.get("acronym", "")),
    )
    return tuple((name, value) for name, value in all_ if value)


def _line(one: ContactLine, speaker: Speaker) -> LineShown:
    channel = directory_terms.channel_name(speaker, one.channel) if one.channel else ""
    return LineShown(
        id=one.id,
        icon=CHANNEL_ICONS.get(one.channel, "phone"),
        purpose=one.purpose or channel,
        value=isolated(one.value),
        copied=plain(one.value),
        detail=" · ".join(part for part in (one.hours, one.note) if part),
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
    return speaker.say("There are two versions of: {fields}. The first is shown.", fields=", ".join(fields))


def _footnote(found: Profile, fact: dict[str, str], speaker: Speaker) -> str:
    parts = []
    if found.last_contact:
        day = speaker.long_day(datetime.fromtimestamp(found.last_contact, UTC).date())
        parts.append(speaker.say("As of your last sync, {day}", day=day))
    if fact.get("confirmed"):
        day = date_words(fact["confirmed"], speaker)
        parts.append(speaker.say("confirmed by the organisation {day}", day=day))
    elif fact.get("source"):
        as_of = date_words(fact.get("as_of", ""), speaker)
        words = speaker.say("source: {source}, {day}", source=isolated(fact["source"]), day=as_of)
        parts.append(words if as_of else speaker.say("source: {source}", source=isolated(fact["source"])))
    return " · ".join(parts)
