"""When an event is, in words: by both clocks, always with the zone; deadlines until when; how often."""

from datetime import date, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from haversack.i18n.language import Speaker
from haversack.operations.agenda import Event
from haversack.operations.event_days import EventTime, next_occurrence
from haversack.viewmodels.event_times import hour_words, when_lines

SPEAKER = Speaker("en")
TODAY = date(2026, 11, 17)
BANGKOK, PARIS = timezone(timedelta(hours=7)), ZoneInfo("Europe/Paris")


def event(time: EventTime, own: tzinfo = BANGKOK) -> Event:
    type_ = "deadline" if time.is_deadline else "meeting"
    return Event("E", "Title", "", type_, time, next_occurrence(time, TODAY, own), (), {})


def lines(time: EventTime, own: tzinfo = BANGKOK) -> list[tuple[str, str]]:
    found = event(time, own)
    return when_lines(SPEAKER, found, found.next, own)


def test_where_both_clocks_show_the_same_it_is_said_once() -> None:
    time = EventTime("2026-12-01T10:00+01:00", "2026-12-01T12:00+01:00", zone="Europe/Paris")

    assert lines(time, PARIS) == [("When", "1 December 2026, 10:00–12:00 (Europe/Paris, UTC+1)")]


def test_a_meeting_over_midnight_says_both_days() -> None:
    time = EventTime("2026-12-01T21:00+01:00", "2026-12-01T23:30+01:00", zone="Europe/Paris")

    assert lines(time) == [
        ("Time at the venue", "1 December 2026, 21:00–23:30 (Europe/Paris, UTC+1)"),
        ("Your time", "2 December 2026, 03:00–05:30 (UTC+7)"),
    ]


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (
            EventTime("2026-12-01T23:59-05:00", zone="America/New_York", is_deadline=True),
            [
                ("Until, by their clock", "1 December 2026, 23:59 (America/New York, UTC−5)"),
                ("Until, by your clock", "2 December 2026, 11:59 (UTC+7)"),
            ],
        ),
        (
            EventTime("2026-12-01", zone="America/New_York", is_deadline=True),
            [
                ("Until, by their clock", "The end of 1 December 2026 (America/New York, UTC−5)"),
                ("Until, by your clock", "2 December 2026, 11:59 (UTC+7)"),
            ],
        ),
        (EventTime("2026-12-01", is_deadline=True), [("Until", "The end of 1 December 2026")]),
        (
            EventTime("2026-11-22T18:00+01:00", zone="Europe/Paris", is_deadline=True),
            [
                ("Until, by their clock", "22 November 2026, 18:00 (Europe/Paris, UTC+1)"),
                ("Until, by your clock", "22 November 2026, 24:00 (UTC+7)"),
            ],
        ),
        (
            EventTime("2026-12-01", zone="Asia/Bangkok", is_deadline=True),
            [("Until", "The end of 1 December 2026 (Asia/Bangkok, UTC+7)")],
        ),
        (
            EventTime("2026-12-01", zone="Mars/Olympus", is_deadline=True),
            [("Until", "The end of 1 December 2026")],
        ),
    ],
    ids=["time", "day", "day-without-zone", "midnight-here", "same-clock", "unknown-zone"],
)
def test_a_deadline_says_until_when_by_both_clocks(time: EventTime, expected: list[tuple[str, str]]) -> None:
    assert lines(time) == expected


def test_the_next_time_of_a_weekly_meeting_is_said_by_the_clock_of_that_week() -> None:
    time = EventTime("2026-10-16T10:00+02:00", "2026-10-16T11:00+02:00", "FREQ=WEEKLY", "Europe/Paris")

    assert lines(time) == [
        ("Time at the venue", "20 November 2026, 10:00–11:00 (Europe/Paris, UTC+1)"),
        ("Your time", "20 November 2026, 16:00–17:00 (UTC+7)"),
        ("How often", "Every week"),
    ]


def test_half_hours_of_zones_are_said() -> None:
    time = EventTime("2026-12-01T10:00Z")

    assert lines(time, ZoneInfo("Asia/Kolkata"))[1] == ("Your time", "1 December 2026, 15:30 (UTC+5:30)")


def test_months_and_years_stay_what_they_are() -> None:
    assert lines(EventTime("2027-03")) == [("When", "March 2027"), ("", "The day is not known yet.")]
    assert lines(EventTime("2027-03", "2027-04"))[0] == ("When", "March 2027 to April 2027")
    assert lines(EventTime("2027"))[0] == ("When", "2027")


def test_what_is_over_says_when_it_was() -> None:
    assert lines(EventTime("2018-05-10", "2018-05-11")) == [("When", "10 May 2018 to 11 May 2018")]
    assert lines(EventTime("2018-05-10T10:00Z"))[0] == ("Time at the venue", "10 May 2018, 10:00 (UTC)")


def test_a_list_says_the_hour_here_with_its_zone() -> None:
    by_midnight = event(EventTime("2026-11-22T18:00+01:00", is_deadline=True)).next
    meeting = event(EventTime("2026-11-22T18:30+01:00")).next
    day = event(EventTime("2026-11-22")).next
    assert by_midnight is not None
    assert meeting is not None
    assert day is not None

    assert hour_words(SPEAKER, by_midnight, BANGKOK) == "24:00 (UTC+7)"
    assert hour_words(SPEAKER, meeting, BANGKOK) == "00:30 (UTC+7)"
    assert hour_words(SPEAKER, day, BANGKOK) == ""
