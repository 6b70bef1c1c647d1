"""When an event is: over years, leap days, month ends, clock changes and time zones."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.event_days import (
    EventTime,
    Occurrence,
    end_moment,
    last_occurrence,
    next_occurrence,
    occurrences,
    open_until,
)

BANGKOK, PARIS, KOLKATA, KIRITIMATI = (
    ZoneInfo(name) for name in ("Asia/Bangkok", "Europe/Paris", "Asia/Kolkata", "Pacific/Kiritimati")
)
HONOLULU = timezone(timedelta(hours=-10))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def within(time: EventTime, span: tuple[date, date] = YEAR, own: tzinfo = UTC) -> list[Occurrence]:
    return list(occurrences(time, *span, own))


def hours(found: list[Occurrence]) -> list[str]:
    return [f"{one.start:%m-%d %H:%M %z}" for one in found if one.start is not None]


def test_a_day_is_the_same_day_everywhere() -> None:
    for own in (UTC, HONOLULU, KIRITIMATI):
        assert within(EventTime("2026-06-20"), own=own) == [Occurrence(date(2026, 6, 20), date(2026, 6, 20))]


def test_days_from_to_are_one_time_and_found_from_their_middle() -> None:
    time = EventTime("2026-05-30", "2026-06-02")

    assert within(time, (date(2026, 6, 1), date(2026, 6, 1))) == [Occurrence(date(2026, 5, 30), date(2026, 6, 2))]
    assert within(time, (date(2026, 6, 3), date(2026, 6, 9))) == []


@pytest.mark.parametrize(
    ("own", "day"),
    [
        (BANGKOK, date(2026, 3, 2)),
        (HONOLULU, date(2026, 3, 1)),
        (KIRITIMATI, date(2026, 3, 2)),
        (UTC, date(2026, 3, 1)),
    ],
)
def test_a_late_evening_there_may_be_another_day_here(own: tzinfo, day: date) -> None:
    time = EventTime("2026-03-01T23:30+03:00", "2026-03-02T01:00+03:00", zone="Africa/Nairobi")

    (found,) = within(time, own=own)

    assert found.first == day
    assert hours([found]) == ["03-01 23:30 +0300"]


def test_a_meeting_until_midnight_ends_on_its_day() -> None:
    (found,) = within(EventTime("2026-03-01T20:00Z", "2026-03-02T00:00Z"))

    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 3, 1))


def test_a_weekly_meeting_keeps_its_hour_at_its_place_when_the_clocks_change() -> None:
    time = EventTime("2026-03-20T10:00+01:00", "2026-03-20T11:00+01:00", "FREQ=WEEKLY", "Europe/Paris")

    found = within(time, (date(2026, 3, 20), date(2026, 4, 3)), BANGKOK)

    assert hours(found) == ["03-20 10:00 +0100", "03-27 10:00 +0100", "04-03 10:00 +0200"]
    assert [one.start.astimezone(BANGKOK).hour for one in found if one.start] == [16, 16, 15]
    assert [one.end - one.start for one in found if one.start and one.end] == [timedelta(hours=1)] * 3


def test_a_zone_that_nobody_knows_leaves_the_offset_as_it_was_written() -> None:
    time = EventTime("2026-03-20T10:00+01:00", "", "FREQ=WEEKLY", "Mars/Olympus")

    assert hours(within(time, (date(2026, 4, 3), date(2026, 4, 3)))) == ["04-03 10:00 +0100"]


def test_an_hour_that_the_clock_leaves_out_or_has_twice_is_one_time() -> None:
    gap = EventTime("2026-03-22T02:30+01:00", "", "FREQ=WEEKLY;COUNT=2", "Europe/Paris")
    twice = EventTime("2026-10-18T02:30+02:00", "", "FREQ=WEEKLY;COUNT=2", "Europe/Paris")

    assert [one.first for one in within(gap)] == [date(2026, 3, 22), date(2026, 3, 29)]
    assert [one.first for one in within(twice)] == [date(2026, 10, 18), date(2026, 10, 25)]


def test_a_meeting_over_the_change_of_clocks_lasts_as_long_as_it_lasts() -> None:
    (found,) = within(EventTime("2026-03-29T01:00+01:00", "2026-03-29T04:00+02:00", zone="Europe/Paris"))

    assert found.end is not None
    assert found.start is not None
    assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("start", "rule", "days"),
    [
        ("2024-02-29", "FREQ=YEARLY", ["2026-02-28"]),
        ("2020-02-29", "FREQ=YEARLY;UNTIL=20250101", []),
        ("2026-01-31", "FREQ=MONTHLY", ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]),
        ("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("1950-12-10", "FREQ=YEARLY", ["2026-12-10"]),
        ("2026-12-31", "FREQ=DAILY", ["2026-12-31"]),
    ],
)
def test_leap_days_and_month_ends(start: str, rule: str, days: list[str]) -> None:
    assert [one.first.isoformat() for one in within(EventTime(start, recurrence=rule))][: len(days) or None] == days


def test_a_leap_day_is_kept_each_year_and_on_its_own_day_when_there_is_one() -> None:
    time = EventTime("2024-02-29", recurrence="FREQ=YEARLY")

    found = within(time, (date(2024, 1, 1), date(2028, 12, 31)))

    assert [f"{one.first:%Y-%m-%d}" for one in found] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_the_next_time_is_the_one_that_is_not_over() -> None:
    time = EventTime("2026-05-10", "2026-05-12")

    assert next_occurrence(time, date(2026, 5, 11), UTC) == Occurrence(date(2026, 5, 10), date(2026, 5, 12))
    assert next_occurrence(time, date(2026, 5, 13), UTC) is None
    yearly = EventTime("2001-06-20", recurrence="FREQ=YEARLY")
    found = next_occurrence(yearly, date(2026, 6, 21), UTC)
    assert found is not None
    assert found.first == date(2027, 6, 20)


def test_a_month_has_no_days_and_is_open_until_it_is_over() -> None:
    time = EventTime("2027-02")

    assert within(time, (date(2027, 2, 1), date(2027, 2, 28))) == []
    assert next_occurrence(time, date(2026, 1, 1), UTC) is None
    assert open_until(time, date(2027, 2, 28)) == date(2027, 2, 28)
    assert open_until(time, date(2027, 3, 1)) is None
    assert open_until(EventTime("2027-02-01"), date(2026, 1, 1)) is None


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_the_ends_of_time_are_no_error(start: str) -> None:
    time = EventTime(start, recurrence="FREQ=DAILY")

    list(occurrences(time, date.min, date(1, 1, 5), UTC))
    list(occurrences(time, date(9999, 12, 20), date.max, HONOLULU))
    assert next_occurrence(time, date.max, KIRITIMATI) is None or start.startswith("9999")


DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
ZONES = st.sampled_from([UTC, BANGKOK, PARIS, KOLKATA, KIRITIMATI, HONOLULU, ZoneInfo("America/New_York")])
RULES = st.sampled_from(["", "FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=3"])


@st.composite
def times(draw: st.DrawFn) -> EventTime:
    """Events on a day, over some days, or with a time in some zone."""
    day, length, rule = draw(DAYS), draw(st.integers(0, 4)), draw(RULES)
    if draw(st.booleans()):
        end = (day + timedelta(days=length)).isoformat() if length else ""
        return EventTime(day.isoformat(), end, rule)
    zone = draw(st.sampled_from(["Asia/Bangkok", "Europe/Paris", "America/New_York", "Pacific/Kiritimati"]))
    start = datetime(day.year, day.month, day.day, draw(st.integers(0, 23)), tzinfo=ZoneInfo(zone))
    end_at = start.astimezone(UTC) + timedelta(hours=length * 7)
    written = [f"{one:%Y-%m-%dT%H:%M}{one:%z}" for one in (start, end_at.astimezone(start.tzinfo))]
    start_text, end_text = (f"{one[:-2]}:{one[-2:]}" for one in written)
    return EventTime(start_text, end_text if length else "", rule, zone)


@given(times(), DAYS, st.integers(0, 60), ZONES)
def test_what_is_found_touches_the_days_that_were_asked_for_and_stands_in_order(
    time: EventTime, first: date, count: int, own: tzinfo
) -> None:
    last = first + timedelta(days=count)

    found = within(time, (first, last), own)

    assert all(one.first <= last and one.last >= first and one.first <= one.last for one in found)
    assert [one.first for one in found] == sorted(one.first for one in found)
    assert all(one.start.astimezone(own).date() == one.first for one in found if one.start is not None)


@given(times(), DAYS, st.integers(1, 40), ZONES)
def test_two_weeks_together_have_what_each_has_alone(time: EventTime, first: date, count: int, own: tzinfo) -> None:
    middle, last = first + timedelta(days=count // 2), first + timedelta(days=count)

    whole = within(time, (first, last), own)
    halves = [*within(time, (first, middle), own), *within(time, (middle + timedelta(days=1), last), own)]

    assert whole == sorted(set(halves), key=lambda one: (one.first, one.last))


def test_by_midnight_means_on_the_day_before() -> None:
    until = EventTime("2026-11-22T18:00+01:00", zone="Europe/Paris", is_deadline=True)

    (there,), (here,) = within(until, own=PARIS), within(until, own=BANGKOK)

    assert (there.first, here.first) == (date(2026, 11, 22), date(2026, 11, 22))
    (meeting,) = within(EventTime("2026-11-22T18:00+01:00", zone="Europe/Paris"), own=BANGKOK)
    assert meeting.first == date(2026, 11, 23)


@pytest.mark.parametrize("own", [UTC, BANGKOK, HONOLULU])
def test_an_end_that_is_known_to_the_day_is_the_end_of_that_day_there(own: tzinfo) -> None:
    time = EventTime("2026-11-15T09:00+07:00", "2026-11-19", zone="Asia/Bangkok")

    at = next_occurrence(time, date(2026, 11, 17), own)

    assert at is not None
    assert at.end == datetime(2026, 11, 20, tzinfo=BANGKOK)
    assert next_occurrence(time, date(2026, 11, 21), own) is None
    assert end_moment(EventTime("2026-11-15", "2026-11-19")) is None
    assert end_moment(EventTime("2026-11-15T09:00Z")) is None


def test_the_last_time_of_a_series_is_the_one_that_was_last() -> None:
    time = EventTime("2026-01-05T10:00Z", recurrence="FREQ=WEEKLY;COUNT=3")

    at = last_occurrence(time, date(2026, 11, 17), UTC)

    assert at is not None
    assert at.first == date(2026, 1, 19)
    assert last_occurrence(time, date(2026, 1, 1), UTC) is None
