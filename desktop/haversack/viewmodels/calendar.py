"""The calendar: agenda, month, what is over; filters by type and area of work; one event in full.

Must not compute recurrences itself.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta, tzinfo
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from haversack.i18n.calendars import full_day
from haversack.i18n.names import partial_date
from haversack.operations import agenda as operation
from haversack.operations.agenda import Agenda, Event, EventDetail, Exported, today_in
from haversack.operations.event_days import Occurrence, last_occurrence, open_until
from haversack.operations.occurrences import day_of, span_of
from haversack.operations.workspace import Workspace
from haversack.viewmodels.calendar_month import DayCell, first_day, last_day, on_days, weeks
from haversack.viewmodels.calendar_rows import AgendaModel, Dated, agenda_rows, event_row, past_rows
from haversack.viewmodels.choice import Choice
from haversack.viewmodels.event_times import when_lines
from haversack.viewmodels.event_words import ICONS, TYPES, EventShown, show_event, types_name
from haversack.viewmodels.messages import Message
from haversack.viewmodels.rows import Row
from haversack.viewmodels.session import Session


class Mode(Enum):
    """What the calendar shows: what lies ahead as a list, a month, or what is over as a list."""

    AGENDA = "agenda"
    MONTH = "month"
    OVER = "over"


class CalendarModel(QObject):
    """Shows the calendar.

    Attributes:
        rows: The agenda, or what is over; ids of headings begin with `#`.
        day_rows: What is on the picked day.
        mode: What is shown.
        month: First day of the month that is shown.
        picked: The day that people picked, or None.
        chosen: Id of the event that is shown in full, or empty.
        detail: That event in words, or None.
        zone: The computer's zone; None is that of the system.
        is_ready: Whether it was read once.

    Signals:
        changed: The agenda, the month or a filter is new.
        detail_changed: `chosen` or `detail` is new.
    """

    changed = Signal()
    detail_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._agenda = Agenda()
        self._hidden: set[str] = set()
        self._topics: set[str] = set()
        self.zone: tzinfo | None = None
        self.rows = AgendaModel(self)
        self.day_rows = AgendaModel(self)
        self.mode = Mode.AGENDA
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
        return today_in(self._session.clock.wall_ms(), self.zone)

    @property
    def month_name(self) -> str:
        """Name and year of the month that is shown."""
        return partial_date(self._session.speaker.language, f"{self.month:%Y-%m}")

    @property
    def picked_name(self) -> str:
        """The picked day in words; empty where none is picked."""
        return full_day(self._session.speaker.language, self.picked) if self.picked is not None else ""

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
    def filters(self) -> int:
        """How many filters are set."""
        return len(self._hidden) + len(self._topics)

    @property
    def types(self) -> list[Choice]:
        """Types to show or leave out, each with how many of it there are."""
        events = [event for event in self._events if self._is_of_topics(event)]
        counts = Counter(event.type for event in events if self._is_listed(event))
        known = [one for one in TYPES if any(event.type == one for event in self._events)]
        others = sorted({event.type for event in self._events} - set(TYPES) - {""})
        speaker = self._session.speaker
        return [
            Choice(one, types_name(speaker, one), counts[one], one not in self._hidden, ICONS.get(one, "calendar-days"))
            for one in (*known, *others)
        ]

    @property
    def topics(self) -> list[Choice]:
        """Areas of work to choose from, each with how many events stand in it."""
        events = [event for event in self._events if event.type not in self._hidden and self._is_listed(event)]
        counts = Counter(topic for event in events for topic in event.topics)
        names = self._agenda.topics
        return [
            Choice(topic, names[topic], counts[topic], topic in self._topics)
            for topic in sorted(names, key=lambda one: (-counts[one], names[one]))
            if counts[topic] or topic in self._topics
        ]

    def weeks(self) -> list[list[DayCell]]:
        """Return six weeks around the month that is shown."""
        speaker = self._session.speaker
        first, last = (one(self.month, speaker.language) for one in (first_day, last_day))
        return weeks(speaker, self.month, self.today, on_days(self._filtered(), first, last, self.zone))

    def refresh(self) -> None:
        """Read again: the agenda, and the event that is shown."""
        languages, zone = self._session.languages, self.zone
        self._session.read(lambda workspace: operation.agenda(workspace, zone, languages=languages), self._show)
        if self.chosen:
            self._session.read_again(*self._reading_of(self.chosen), self._let_go)

    def look_at_clock(self) -> None:
        """Read again if it is another day than when it was read."""
        if self.is_ready and self._agenda.today != self.today:
            self.refresh()

    def show_mode(self, mode: Mode) -> None:
        """Show another part of the calendar."""
        if mode != self.mode:
            self.mode = mode
            if mode is Mode.MONTH and self.picked is None:
                self.picked = self.today
                self.month = self.today.replace(day=1)
            elif mode is not Mode.MONTH:
                self.picked = None
            self._arrange()

    def choose(self, record: str) -> None:
        """Show an event in full."""
        if record and record != self.chosen and not record.startswith("#"):
            self.chosen, self.detail = record, None
            self._session.read(*self._reading_of(record))
            self.detail_changed.emit()

    def reveal(self, record: str) -> None:
        """Show an event in full, and the part of the calendar in which it is listed."""
        self.choose(record)
        event = next((one for one in self._events if one.id == record), None)
        at = event.next or self._past(event) if event is not None else None
        if self.mode is Mode.MONTH and at is not None:
            self.pick(at.first)
        elif event is not None and self.mode is not Mode.MONTH and not self._is_listed(event):
            self.show_mode(Mode.AGENDA if self.mode is Mode.OVER else Mode.OVER)

    def turn(self, months: int) -> None:
        """Show a month before or after."""
        number = self.month.year * 12 + self.month.month - 1 + months
        year, month = divmod(number, 12)
        if date.min.year < year < date.max.year:
            self.month = date(year, month + 1, 1)
            self.changed.emit()

    def go_to_today(self) -> None:
        """Show the month of today."""
        self.month = self.today.replace(day=1)
        if self.mode is Mode.MONTH:
            self.picked = self.today
        self._arrange()

    def pick(self, day: date | None) -> None:
        """Show what is on a day. In the agenda, None or the same day again lists all."""
        is_again = day == self.picked and self.mode is not Mode.MONTH
        self.picked = None if is_again else day
        if self.picked is not None:
            self.month = self.picked.replace(day=1)
        self._arrange()

    def show_type(self, value: str, *, is_shown: bool) -> None:
        """Show events of a type, or leave them out."""
        (self._hidden.discard if is_shown else self._hidden.add)(value)
        self._arrange()

    def tick_topic(self, value: str, *, is_ticked: bool) -> None:
        """Show only what stands in an area of work, or in another that is ticked; or that no longer."""
        (self._topics.add if is_ticked else self._topics.discard)(value)
        self._arrange()

    def clear_filters(self) -> None:
        """Show everything."""
        self._hidden.clear()
        self._topics.clear()
        self._arrange()

    def listed(self) -> list[Dated]:
        """Return the events of the list that is shown, each at the time that is meant."""
        if self.picked is not None:
            return self._on_picked()
        is_over = self.mode is Mode.OVER
        return [
            Dated(event, self._past(event) if is_over else event.next)
            for event in self._filtered()
            if self._is_listed(event)
        ]

    def printed_rows(self) -> Sequence[Row]:
        """Return rows for paper: the list, or all days of the month that is shown."""
        speaker, today = self._session.speaker, self.today
        if self.mode is not Mode.MONTH:
            return self.rows.rows
        return [event_row(speaker, one, today, self.zone) for one in self._in_month()]

    def export(self, target: Path, *, only_chosen: bool) -> None:
        """Write events into a calendar file outside the vault.

        Args:
            target: The file.
            only_chosen: Whether only the event that is shown is written, else all that are listed.
        """
        speaker, languages, zone = self._session.speaker, self._session.languages, self.zone
        listed = self._in_month() if self.mode is Mode.MONTH else self.listed()
        if only_chosen:
            listed = [Dated(one, one.next) for one in self._events if one.id == self.chosen]
        if not listed:
            self._session.messages.tell(Message(speaker.say("There is no event here to write into a file.")))
            return

        def note(one: Dated) -> str:
            lines = when_lines(speaker, one.event, one.at, zone)
            return "\n".join(
                speaker.say("{name}: {words}", name=name, words=words) if name else words for name, words in lines
            )

        def written(done: Exported) -> None:
            words = speaker.count("{number} event was written.", "{number} events were written.", done.written)
            rest = speaker.say("The file is not protected: anybody can read it.")
            if done.left_out:
                left_out = speaker.count(
                    "{number} was left out: its day is not known yet.",
                    "{number} were left out: their days are not known yet.",
                    done.left_out,
                )
                rest = f"{left_out} {rest}"
            self._session.messages.tell(Message(words, rest, tone="ok"))

        self._session.read(
            lambda workspace: operation.export_ics(
                workspace, {one.event.id: note(one) for one in listed}, target, zone, languages=languages
            ),
            written,
        )

    @property
    def _events(self) -> tuple[Event, ...]:
        return self._agenda.events

    def _show(self, found: Agenda) -> None:
        self._agenda = Agenda(
            tuple(event for event in found.events if event.type != "timeline"), found.topics, found.today
        )
        self.is_ready = True
        self._arrange()

    def _arrange(self) -> None:
        speaker, today = self._session.speaker, self.today
        dated = self.listed()
        if self.mode is Mode.OVER and self.picked is None:
            self.rows.show(past_rows(speaker, dated, today, self.zone))
        else:
            self.rows.show(agenda_rows(speaker, dated, today, self.zone))
        self.day_rows.show([event_row(speaker, one, today, self.zone) for one in self._on_picked()])
        self.changed.emit()

    def _on_picked(self) -> list[Dated]:
        if self.picked is None:
            return []
        return on_days(self._filtered(), self.picked, self.picked, self.zone).get(self.picked, [])

    def _in_month(self) -> list[Dated]:
        """Return the events of every day of the month that is shown."""
        first = self.month
        last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
        there = on_days(self._filtered(), first, last, self.zone)
        return [one for day in sorted(there) for one in there[day]]

    def _filtered(self) -> Sequence[Event]:
        return [event for event in self._events if event.type not in self._hidden and self._is_of_topics(event)]

    def _is_of_topics(self, event: Event) -> bool:
        return not self._topics or not self._topics.isdisjoint(event.topics)

    def _is_listed(self, event: Event) -> bool:
        """Tell whether an event belongs to the list of this mode: what lies ahead, or what is over."""
        is_ahead = event.next is not None or open_until(event.time, self._agenda.today) is not None
        return is_ahead is (self.mode is not Mode.OVER)

    def _past(self, event: Event) -> Occurrence | None:
        """Return the last time at which an event was that is over; None where only its month or year is known."""
        last = last_occurrence(event.time, self.today, self.zone)
        if last is not None:
            return last
        span = span_of(event.time.start, event.time.end)
        return Occurrence(*span) if span is not None and day_of(event.time.start) is not None else None

    def _reading_of(self, record: str) -> tuple[Callable[[Workspace], EventDetail], Callable[[EventDetail], None]]:
        """Return how an event is read in full, and what shows it."""
        languages, zone = self._session.languages, self.zone
        return (
            lambda workspace: operation.event(workspace, record, zone, languages=languages),
            lambda detail: self._show_detail(record, detail),
        )

    def _let_go(self) -> None:
        """Show no event: the one that was shown is not here any more."""
        self.chosen, self.detail = "", None
        self.detail_changed.emit()

    def _show_detail(self, record: str, found: EventDetail) -> None:
        if record == self.chosen:
            self.detail = show_event(self._session.speaker, found, self.today, self.zone)
            self.detail_changed.emit()
