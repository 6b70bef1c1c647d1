"""The calendar: an agenda with days left, a month, one event in words. Must not compute recurrences itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.names import country_name, partial_date
from haversack.operations import agenda
from haversack.operations.agenda import Event, EventDetail
from haversack.operations.ics import moment_of
from haversack.operations.occurrences import day_of, days, next_day, span_of
from haversack.viewmodels.event_times import when_lines
from haversack.viewmodels.messages import Message
from haversack.viewmodels.reading import ReadingText, fallback
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session

TYPES: Final = ("deadline", "meeting", "conference", "training", "day")
"""Types that the calendar filters by, in the order of the page; a timeline belongs to its area of work."""

_ICONS: Final = {
    "deadline": "landmark",
    "meeting": "users",
    "conference": "map-pin",
    "training": "graduation-cap",
    "day": "globe",
}
_SOON_DAYS: Final = 7
_WEEKS: Final = 6


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the month that is shown.

    Attributes:
        day: The day.
        is_in_month: Whether it is of that month, not of one beside it.
        is_today: Whether it is today.
        mark: `dot` for an event, `square` for a deadline, or empty.
        spoken: What a screen reader says: the day and what is on it.
        events: Ids of what is on it.
    """

    day: date
    is_in_month: bool
    is_today: bool
    mark: str
    spoken: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event in words.

    Attributes:
        id: The record.
        title: Its title.
        type: Its type in words.
        left: Days left, or that it is over.
        tone: Of the badge that says so.
        lines: Label and words: when, venue time, your time, how often, where, organiser, source.
        summary: May be empty.
        fallback: Says in which other language it is shown, or empty.
        body: For the reading view; its html may be empty.
        links: Label and address.
        topics: Id and name of areas of work.
    """

    id: str
    title: str
    type: str
    left: str
    tone: str
    lines: tuple[tuple[str, str], ...]
    summary: str
    fallback: str
    body: ReadingText
    links: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]


class CalendarModel(QObject):
    """Shows the calendar.

    Attributes:
        rows: The agenda: headings of months have ids that begin with `#`.
        month: First day of the month that is shown.
        picked: The day that people picked, or None: then all that lies ahead is listed.
        chosen: Id of the event that is shown, or empty.
        detail: That event in words, or None.
        zone: The computer's zone; None is that of the system.
        is_ready: Whether it was read once.

    Signals:
        changed: The agenda, the month or the filter is new.
        detail_changed: `chosen` or `detail` is new.
    """

    changed = Signal()
    detail_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._events: tuple[Event, ...] = ()
        self._hidden: set[str] = set()
        self._is_past = False
        self.zone: tzinfo | None = None
        self.rows = RowsModel(self)
        self.month = self.today.replace(day=1)
        self.picked: date | None = None
        self.chosen = ""
        self.detail: EventShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def today(self) -> date:
        """The day that this computer believes it is, in its own zone."""
        return datetime.fromtimestamp(self._session.clock.wall_ms() / 1000, UTC).astimezone(self.zone).date()

    @property
    def month_name(self) -> str:
        """Name and year of the month that is shown."""
        return partial_date(self._session.speaker.language, f"{self.month:%Y-%m}")

    @property
    def summary(self) -> str:
        """How many events are listed, in words."""
        count = sum(not row.id.startswith("#") for row in self.rows.rows)
        return self._session.speaker.count("{number} event", "{number} events", count)

    @property
    def is_empty(self) -> bool:
        """Whether there is no event at all."""
        return self.is_ready and not self._events

    @property
    def is_past(self) -> bool:
        """Whether what is over is listed."""
        return self._is_past

    def type_choices(self) -> list[tuple[str, str, int, bool]]:
        """Return the types to filter by: value, words, how many lie ahead, whether they are shown."""
        counts = Counter(event.type for event in self._events if self._next(event) is not None)
        return [
            (one, self.type_name(one), counts[one], one not in self._hidden)
            for one in TYPES
            if any(event.type == one for event in self._events)
        ]

    def weeks(self) -> list[list[DayCell]]:
        """Return six weeks around the month that is shown, each beginning on Monday."""
        first = self.month - timedelta(days=self.month.weekday())
        last = first + timedelta(days=7 * _WEEKS - 1)
        on_days: dict[date, list[Event]] = {}
        for event in self._events:
            if event.type not in self._hidden:
                for day in self._days_of(event, first, last):
                    on_days.setdefault(day, []).append(event)
        cells = [self._cell(first + timedelta(days=number), on_days) for number in range(7 * _WEEKS)]
        return [cells[start : start + 7] for start in range(0, len(cells), 7)]

    def refresh(self) -> None:
        """Read again: the agenda, and the event that is shown."""
        languages = self._session.languages
        self._session.read(lambda workspace: agenda.events(workspace, languages=languages), self._show)
        self._read_detail()

    def choose(self, record: str) -> None:
        """Show an event in full; an empty id shows none."""
        if record != self.chosen and not record.startswith("#"):
            self.chosen, self.detail = record, None
            self._read_detail()
            self.detail_changed.emit()

    def turn(self, months: int) -> None:
        """Show a month before or after."""
        number = self.month.year * 12 + self.month.month - 1 + months
        year, month = divmod(number, 12)
        if date.min.year < year < date.max.year:
            self.month = date(year, month + 1, 1)
            self.changed.emit()

    def pick(self, day: date | None) -> None:
        """List only what is on a day; None, or the same day again, lists all."""
        self.picked = None if day == self.picked else day
        if self.picked is not None:
            self.month = self.picked.replace(day=1)
        self._arrange()

    def show_type(self, value: str, *, is_shown: bool) -> None:
        """Show events of a type, or leave them out."""
        if is_shown:
            self._hidden.discard(value)
        else:
            self._hidden.add(value)
        self._arrange()

    def show_past(self, *, is_past: bool) -> None:
        """List what is over, the newest first; or what lies ahead."""
        self._is_past, self.picked = is_past, None
        self._arrange()

    def export(self, target: Path, *, only_chosen: bool) -> None:
        """Write events into a calendar file outside the vault.

        Args:
            target: The file.
            only_chosen: Whether only the event that is shown is written, else all that are listed.
        """
        listed = [row.id.partition("@")[0] for row in self.rows.rows if not row.id.startswith("#")]
        records, languages = [self.chosen] if only_chosen else listed, self._session.languages
        speaker = self._session.speaker

        def written(count: int) -> None:
            words = speaker.count("{number} event was written.", "{number} events were written.", count)
            note = speaker.say("The file is not protected: anybody can read it.")
            self._session.messages.tell(Message(words, note, tone="ok"))

        self._session.read(
            lambda workspace: agenda.export_ics(workspace, records, target, languages=languages), written
        )

    def type_name(self, term: str) -> str:
        """Return how a type of event is called; the term itself if a newer version brought it."""
        say = self._session.speaker.say
        names = {
            "conference": say("Conference"),
            "meeting": say("Meeting"),
            "training": say("Training"),
            "day": say("International day"),
            "timeline": say("From the timeline"),
            "deadline": say("Deadline"),
        }
        return names.get(term, term)

    def _show(self, found: Sequence[Event]) -> None:
        self._events = tuple(event for event in found if event.type != "timeline")
        self.is_ready = True
        self._arrange()

    def _arrange(self) -> None:
        speaker, today = self._session.speaker, self.today
        dated: list[tuple[date, Event]] = []
        for event in self._events:
            if event.type in self._hidden:
                continue
            if self.picked is not None:
                dated.extend((day, event) for day in self._days_of(event, self.picked, self.picked))
                continue
            day = self._next(event)
            span = span_of(event.start, event.end)
            if self._is_past and day is None and span is not None:
                dated.append((span[0], event))
            elif not self._is_past and day is not None:
                dated.append((day, event))
        dated.sort(key=lambda one: (one[0], one[1].title, one[1].id), reverse=self._is_past)
        rows, before = [], ""
        for day, event in dated:
            month = partial_date(speaker.language, f"{day:%Y-%m}")
            if month != before:
                rows.append(Row(f"#{day:%Y-%m}", month, is_new=True, spoken=month))
                before = month
            rows.append(self._row(day, event, today))
        self.rows.show(rows)
        self.changed.emit()

    def _row(self, day: date, event: Event, today: date) -> Row:
        speaker = self._session.speaker
        when = speaker.day(day) if day_of(event.start) else partial_date(speaker.language, event.start)
        place = self._place(event) or self.type_name(event.type)
        left, tone = self._left(event, day, today)
        spoken = speaker.say("{title}. {day}. {place}. {left}.", title=event.title, day=when, place=place, left=left)
        line = speaker.say("{day} · {place}", day=when, place=place)
        icon = _ICONS.get(event.type, "calendar-days")
        return Row(event.id, event.title, (line,), icon, badge=left, badge_tone=tone, is_new=True, spoken=spoken)

    def _left(self, event: Event, day: date, today: date) -> tuple[str, str]:
        """Return days left in words, and the tone; of a month or year, that the day is open."""
        say, count = self._session.speaker.say, self._session.speaker.count
        span = span_of(event.start, event.end)
        if day_of(event.start) is None:
            is_over = span is None or span[1] < today
            return (say("Over") if is_over else say("Day is open")), "plain"
        left = (day - today).days
        if left > 0:
            return count("{number} day", "{number} days", left), "wait" if left <= _SOON_DAYS else "plain"
        if left == 0:
            return say("Today"), "wait"
        is_running = not event.recurrence and span is not None and span[0] <= today <= span[1]
        return (say("Now"), "wait") if is_running else (say("Over"), "plain")

    def _next(self, event: Event) -> date | None:
        """Return the first day ahead of an event, or None if it is over."""
        found = next_day(self._local_start(event), event.recurrence, self.today)
        span = span_of(event.start, event.end)
        if found is None and not event.recurrence and span is not None and span[1] >= self.today:
            return span[0]
        return found

    def _local_start(self, event: Event) -> str:
        """Return when an event begins by this computer's days: a late evening may be tomorrow here."""
        moment = moment_of(event.start)
        if moment is None or event.recurrence:
            return event.start
        try:
            return moment.astimezone(self.zone).date().isoformat()
        except (OverflowError, ValueError, OSError):
            return event.start

    def _days_of(self, event: Event, first: date, last: date) -> list[date]:
        """Return the days of an event within a span; one that is known to the month has none."""
        span = span_of(event.start, event.end)
        if day_of(event.start) is None or span is None:
            return []
        if event.recurrence or span[0] == span[1]:
            return list(days(self._local_start(event), event.recurrence, first, last))
        begins, ends = max(span[0], first), min(span[1], last)
        return [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]

    def _cell(self, day: date, on_days: dict[date, list[Event]]) -> DayCell:
        speaker, found = self._session.speaker, on_days.get(day, [])
        mark = "square" if any(event.type == "deadline" for event in found) else "dot" if found else ""
        titles = speaker.listed(event.title for event in found)
        words = speaker.long_day(day)
        spoken = speaker.say("{day}: {titles}", day=words, titles=titles) if found else words
        is_in_month = (day.year, day.month) == (self.month.year, self.month.month)
        return DayCell(day, is_in_month, day == self.today, mark, spoken, tuple(event.id for event in found))

    def _place(self, event: Event) -> str:
        speaker, facts = self._session.speaker, event.facts
        country = country_name(speaker.language, facts["country"]) if "country" in facts else ""
        place = speaker.listed((facts.get("venue", ""), facts.get("city", ""), country))
        return place or (speaker.say("Online") if "online" in facts else "")

    def _read_detail(self) -> None:
        record, languages = self.chosen, self._session.languages
        if record:
            self._session.read(
                lambda workspace: agenda.event(workspace, record, languages=languages),
                lambda detail: self._show_detail(record, detail),
            )

    def _show_detail(self, record: str, found: EventDetail) -> None:
        if record != self.chosen:
            return
        speaker, event = self._session.speaker, found.event
        say, facts, day = speaker.say, event.facts, self._next(event)
        span = span_of(event.start, event.end)
        left, tone = self._left(event, day or (span[0] if span else self.today), self.today)
        lines = [*when_lines(speaker, event, day, self.zone), (say("Where"), self._place(event))]
        lines.append((say("Organiser"), facts.get("organiser", "")))
        lines.append((say("Source"), facts.get("source", "")))
        links = ((say("Join online"), facts.get("online", "")), (say("Website"), facts.get("url", "")))
        self.detail = EventShown(
            event.id,
            event.title,
            self.type_name(event.type),
            left,
            tone,
            tuple(line for line in lines if line[1]),
            event.summary,
            fallback(speaker, found.language),
            found.body,
            tuple(link for link in links if link[1]),
            tuple((topic.id, topic.title) for topic in found.topics),
        )
        self.detail_changed.emit()
