"""Events in words: their types, the days that are left, one in full. Must not read the vault."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

from haversack.i18n.language import Speaker
from haversack.i18n.names import country_name, partial_date
from haversack.operations.agenda import Event, EventDetail
from haversack.operations.event_days import open_until
from haversack.operations.occurrences import day_of
from haversack.viewmodels.event_times import when_lines
from haversack.viewmodels.reading import ReadingText, fallback
from haversack.viewmodels.terms import event_type

TYPES: Final = ("deadline", "meeting", "conference", "training", "day")
"""Types that the calendar filters by, in the order of the page; a timeline belongs to its area of work."""

ICONS: Final = {
    "deadline": "landmark",
    "meeting": "users-round",
    "conference": "map-pin",
    "training": "graduation-cap",
    "day": "globe",
}
_SOON_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event in words.

    Attributes:
        id: The record.
        title: Its title.
        type: Its type in words.
        icon: Name of its icon.
        left: Days left, or that it is over.
        tone: Of the badge that says so.
        times: Label and words: when, by the clock of its place and by ours, how often.
        lines: Label and words: where, organiser, source.
        summary: May be empty.
        fallback: Says in which other language it is shown, or that its translation is a draft; or empty.
        body: For the reading view; its html may be empty.
        links: Label and address.
        topics: Id and name of areas of work.
        has_day: Whether its day is known, so that other calendars can take it.
    """

    id: str
    title: str
    type: str
    icon: str
    left: str
    tone: str
    times: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    summary: str
    fallback: str
    body: ReadingText
    links: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    has_day: bool


def show_event(speaker: Speaker, found: EventDetail, today: date, own: tzinfo | None) -> EventShown:
    """Put an event into words.

    Args:
        speaker: The language of sentences.
        found: The event in full.
        today: By this computer's clock.
        own: The computer's zone; None is that of the system.
    """
    say, event = speaker.say, found.event
    left, tone = days_left(speaker, event, event.next.first if event.next else None, today)
    facts = event.facts
    lines = (
        (say("Where"), place_words(speaker, event)),
        (say("Organiser"), facts.get("organiser", "")),
        (say("Source"), facts.get("source", "")),
        (say("State of knowledge"), partial_date(speaker.language, facts.get("as_of", ""))),
    )
    links = ((say("Join online"), facts.get("online", "")), (say("Website"), facts.get("url", "")))
    return EventShown(
        id=event.id,
        title=event.title,
        type=event_type(speaker, event.type),
        icon=icon_of(event),
        left=left,
        tone=tone,
        times=tuple(when_lines(speaker, event, event.next, own)),
        lines=tuple(line for line in lines if line[1]),
        summary=event.summary,
        fallback=fallback(speaker, found.language, is_unreviewed=found.body.is_unreviewed),
        body=found.body,
        links=tuple(link for link in links if link[1]),
        topics=tuple((topic.id, topic.title) for topic in found.topics),
        has_day=day_of(event.time.start) is not None,
    )


def days_left(speaker: Speaker, event: Event, day: date | None, today: date) -> tuple[str, str]:
    """Return the days left in words, and the tone of the badge that says so.

    Args:
        speaker: The language of sentences.
        event: The event.
        day: The first day of the time that is meant, or None where it is over or its day is not known.
        today: By this computer's clock.
    """
    say = speaker.say
    if day is None:
        is_open = open_until(event.time, today) is not None
        return (say("Day not known yet"), "plain") if is_open else (say("Over"), "plain")
    left = (day - today).days
    if left == 0:
        return say("Today"), "wait"
    if left == 1:
        return say("Tomorrow"), "wait"
    if left > 1:
        return speaker.count("{number} day", "{number} days", left), "wait" if left <= _SOON_DAYS else "plain"
    is_running = event.next is not None and event.next.first == day
    return (say("Now"), "wait") if is_running else (say("Over"), "plain")


def types_name(speaker: Speaker, term: str) -> str:
    """Return how all events of a type are called."""
    say = speaker.say
    names = {
        "conference": say("Conferences"),
        "meeting": say("Meetings"),
        "training": say("Trainings"),
        "day": say("International days"),
        "deadline": say("Deadlines"),
    }
    return names.get(term, term)


def icon_of(event: Event) -> str:
    """Return the name of an event's icon."""
    return ICONS.get(event.type, "calendar-days")


def place_words(speaker: Speaker, event: Event) -> str:
    """Return where an event is; empty where nobody says."""
    facts = event.facts
    country = country_name(speaker.language, facts["country"]) if "country" in facts else ""
    place = speaker.listed(one for one in (facts.get("venue", ""), facts.get("city", ""), country) if one)
    return place or (speaker.say("Online") if "online" in facts else "")
