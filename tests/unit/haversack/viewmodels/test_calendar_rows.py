"""The agenda as rows: headings by weeks and months, days left, marks of a month."""

from datetime import UTC, date, timedelta

import pytest

from haversack.i18n.language import Speaker
from haversack.operations.agenda import Event
from haversack.operations.event_days import EventTime, next_occurrence
from haversack.viewmodels.calendar_month import first_day, last_day, on_days, weeks
from haversack.viewmodels.calendar_rows import AgendaRow, Dated, agenda_rows, event_row, past_rows

SPEAKER = Speaker("en")
TODAY = date(2026, 11, 17)  # a Tuesday


def dated(start: str, end: str = "", *, type_: str = "meeting", title: str = "") -> Dated:
    time = EventTime(start, end, is_deadline=type_ == "deadline")
    at = next_occurrence(time, TODAY, UTC)
    return Dated(Event(start + title, title or start, "", type_, time, at, (), {}), at)


def headings(*starts: str) -> list[str]:
    rows = agenda_rows(SPEAKER, [dated(start) for start in starts], TODAY, UTC)
    return [row.title for row in rows if row.is_heading]


def row(one: Dated) -> AgendaRow:
    return event_row(SPEAKER, one, TODAY, UTC)


def test_headings_are_weeks_then_the_rest_of_the_month_then_months() -> None:
    assert headings("2026-11-17", "2026-11-29", "2026-11-30", "2026-12-01", "2027-01-05", "2027-01-20") == [
        "This week and next",
        "Later in November",
        "December 2026",
        "January 2027",
    ]


def test_what_runs_now_stands_first_and_a_month_after_its_days() -> None:
    rows = agenda_rows(SPEAKER, [dated("2027-03"), dated("2027-03-30"), dated("2026-10-01", "2026-12-01")], TODAY, UTC)

    assert [one.title for one in rows] == ["This week and next", "2026-10-01", "March 2027", "2027-03-30", "2027-03"]


def test_a_year_has_a_heading_of_its_own() -> None:
    assert headings("2027", "2027-12-31") == ["December 2027", "2027"]


@pytest.mark.parametrize(
    ("start", "end", "words", "tone"),
    [
        ("2026-11-17", "", "Today", "wait"),
        ("2026-11-18", "", "Tomorrow", "wait"),
        ("2026-11-22", "", "5 days", "wait"),
        ("2026-11-24", "", "7 days", "wait"),
        ("2026-11-25", "", "8 days", "plain"),
        ("2026-11-10", "2026-11-20", "Now", "wait"),
        ("2026-11", "", "Day not known yet", "plain"),
        ("2026-10", "", "Over", "plain"),
    ],
)
def test_days_left_are_words(start: str, end: str, words: str, tone: str) -> None:
    assert (row(dated(start, end)).badge, row(dated(start, end)).badge_tone) == (words, tone)


def test_a_row_has_its_day_before_it() -> None:
    assert (row(dated("2026-12-10")).number, row(dated("2026-12-10")).weekday) == ("10", "Thu")
    assert (row(dated("2027-03")).number, row(dated("2027-03")).weekday) == ("Mar", "2027")
    assert (row(dated("2027")).number, row(dated("2027")).weekday) == ("2027", "")


def test_what_is_over_is_listed_the_newest_first() -> None:
    old = [
        Dated(dated(day).event, next_occurrence(EventTime(day), date.min, UTC)) for day in ("2018-05-10", "2020-01-02")
    ]

    rows = past_rows(SPEAKER, old, TODAY, UTC)

    assert [one.title for one in rows] == ["January 2020", "2020-01-02", "May 2018", "2018-05-10"]
    assert all(one.is_over and one.badge == "Over" for one in rows if not one.is_heading)


def test_a_month_has_six_weeks_that_begin_as_the_language_has_it() -> None:
    november = date(2026, 11, 1)

    assert (first_day(november, "en"), last_day(november, "en")) == (date(2026, 10, 26), date(2026, 12, 6))
    assert first_day(november, "ar") == date(2026, 10, 31)
    assert first_day(date(2026, 6, 1), "fr") == date(2026, 6, 1)  # it begins on a Monday


def test_a_day_has_its_deadlines_first_and_says_all_of_it() -> None:
    both = [dated("2026-11-20", title="A call").event, dated("2026-11-20", type_="deadline", title="Papers").event]
    first, last = first_day(TODAY.replace(day=1), "en"), last_day(TODAY.replace(day=1), "en")

    month = weeks(SPEAKER, TODAY.replace(day=1), TODAY, on_days(both, first, last, UTC))

    cells = {cell.day: cell for week in month for cell in week}
    assert [(one.title, one.mark) for one in cells[date(2026, 11, 20)].marks] == [
        ("Papers", "square"),
        ("A call", "dot"),
    ]
    assert cells[date(2026, 11, 20)].spoken == "Friday, 20 November 2026: deadline: Papers, A call"
    assert cells[TODAY].is_today
    assert cells[TODAY].spoken == "Today, Tuesday, 17 November 2026"
    assert not cells[date(2026, 10, 31)].is_in_month


def test_an_event_over_some_days_is_on_each_of_them() -> None:
    found = on_days([dated("2026-11-28", "2026-12-02").event], date(2026, 11, 1), date(2026, 11, 30), UTC)

    assert sorted(found) == [date(2026, 11, 28) + timedelta(days=place) for place in range(3)]
