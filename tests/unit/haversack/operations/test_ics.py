"""iCalendar: what another program reads is what was meant, whatever a title holds, wherever the event is."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component, Event, Timezone, Todo

from haversack.operations.event_days import EventTime, occurrences
from haversack.operations.ics import IcsEvent, escape, fold, write_ics

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
BANGKOK = timezone(timedelta(hours=7))


def read(*events: IcsEvent) -> Calendar:
    """Write events and read them as another program does; it takes no mistakes."""
    found = Calendar.from_ical(write_ics(events, now=NOW, own=BANGKOK))
    assert isinstance(found, Calendar)
    assert found.errors == []
    assert all(part.errors == [] for part in found.walk())
    return found


def one(*events: IcsEvent) -> Event:
    (found,) = read(*events).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def raw(component: Component, name: str) -> str:
    found = component[name].to_ical()
    return found.decode() if isinstance(found, bytes) else str(found)


def test_a_time_with_an_offset_is_written_in_utc() -> None:
    found = one(IcsEvent("A1", "Meeting", EventTime("2027-02-11T14:00+03:00", "2027-02-11T16:00+03:00")))

    assert raw(found, "DTSTART") == "20270211T110000Z"
    assert raw(found, "DTEND") == "20270211T130000Z"
    assert raw(found, "DTSTAMP") == "20261117T120000Z"
    assert str(found["UID"]) == "A1@haversack"


def test_a_day_that_comes_back_each_year_takes_no_time() -> None:
    found = one(IcsEvent("A1", "Day", EventTime("2001-06-20", recurrence="FREQ=YEARLY"), is_day=True))

    assert (found.start, found.end) == (date(2001, 6, 20), date(2001, 6, 21))
    assert raw(found, "RRULE") == "FREQ=YEARLY"
    assert str(found["TRANSP"]) == "TRANSPARENT"


@pytest.mark.parametrize("start", ["2027-03", "2027", "soon", ""])
def test_what_is_known_to_the_month_only_is_left_out(start: str) -> None:
    event = IcsEvent("A1", "Training", EventTime(start, recurrence="FREQ=YEARLY"))

    assert not event.has_day
    assert read(event).walk("VEVENT") == []


def test_days_from_to_end_after_the_last() -> None:
    assert one(IcsEvent("A1", "Congress", EventTime("2018-05-10", "2018-05-11"))).end == date(2018, 5, 12)


def test_a_deadline_is_a_task_and_a_day_where_people_are() -> None:
    event = IcsEvent("A1", "Call", EventTime("2026-12-01T23:59-05:00", zone="America/New_York", is_deadline=True))

    calendar = read(event)

    (task,), (day,) = calendar.walk("VTODO"), calendar.walk("VEVENT")
    assert isinstance(task, Todo)
    assert isinstance(day, Event)
    assert raw(task, "DUE") == "20261202T045900Z"
    assert str(task["STATUS"]) == "NEEDS-ACTION"
    assert day.start == date(2026, 12, 2)  # in Bangkok it is the next day already
    assert task["UID"] != day["UID"]


def test_a_deadline_of_a_day_is_due_on_that_day() -> None:
    calendar = read(IcsEvent("A1", "Call", EventTime("2026-12-01", is_deadline=True)))

    assert raw(calendar.walk("VTODO")[0], "DUE") == "20261201"
    assert raw(calendar.walk("VEVENT")[0], "DTSTART") == "20261201"


def test_a_deadline_that_comes_back_is_a_day_only() -> None:
    calendar = read(IcsEvent("A1", "Report", EventTime("2020-03-31", recurrence="FREQ=YEARLY", is_deadline=True)))

    assert calendar.walk("VTODO") == []
    assert raw(calendar.walk("VEVENT")[0], "RRULE") == "FREQ=YEARLY"


def test_what_comes_back_at_an_hour_keeps_it_when_the_clocks_change() -> None:
    time = EventTime("2026-03-20T10:00+01:00", "2026-03-20T11:00+01:00", "FREQ=WEEKLY", "Europe/Paris")

    calendar = read(IcsEvent("A1", "Call", time))

    (zone,), (event,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    assert str(zone["TZID"]) == "Europe/Paris"
    assert str(event["DTSTART"].params["TZID"]) == "Europe/Paris"
    assert raw(event, "DTSTART") == "20260320T100000"
    summer = [raw(part, "DTSTART") for part in zone.walk("DAYLIGHT")]
    assert "20260329T020000" in summer
    assert all(raw(part, "TZOFFSETTO") == "+0200" for part in zone.walk("DAYLIGHT"))
    assert all(raw(part, "TZOFFSETTO") == "+0100" for part in zone.walk("STANDARD"))


@pytest.mark.parametrize(
    ("start", "zone", "rule", "until"),
    [
        ("2026-03-20", "", "FREQ=WEEKLY;UNTIL=20260501T120000Z", "20260501"),
        ("2026-03-20T10:00+01:00", "Europe/Paris", "FREQ=WEEKLY;UNTIL=20260501", "20260501T215959Z"),
        ("2026-03-20T10:00+01:00", "Europe/Paris", "FREQ=WEEKLY;UNTIL=20260501T100000", "20260501T080000Z"),
        ("2026-03-20T10:00+01:00", "", "FREQ=WEEKLY;UNTIL=20260501T100000Z", "20260501T100000Z"),
    ],
)
def test_the_end_of_a_rule_is_of_the_kind_of_its_beginning(start: str, zone: str, rule: str, until: str) -> None:
    found = one(IcsEvent("A1", "x", EventTime(start, recurrence=rule, zone=zone)))

    assert f"UNTIL={until}" in raw(found, "RRULE")


def test_a_leap_day_comes_each_year_as_it_does_here() -> None:
    found = one(IcsEvent("A1", "x", EventTime("2024-02-29", recurrence="FREQ=YEARLY")))

    assert sorted(raw(found, "RRULE").split(";")) == ["BYMONTH=2", "BYMONTHDAY=-1", "FREQ=YEARLY"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("one\r\ntwo\rthree", "one\\ntwo\\nthree"),
        ("x\u2028y\x00z", "x\\nyz"),
        ("لقاء، يوم", "لقاء، يوم"),
    ],
)
def test_texts_are_escaped(text: str, written: str) -> None:
    assert escape(text) == written


def test_a_title_cannot_begin_a_line_of_its_own() -> None:
    event = IcsEvent("A1", "x\nATTACH:file:///etc/passwd", EventTime("2027-01-01"), link="a\r\nX:1")
    data = write_ics([event], now=NOW)

    assert b"\r\nATTACH" not in data
    assert b"\r\nX:1" not in data


@pytest.mark.parametrize("text", ["a" * 300, "ي" * 200, "🙂" * 60, "x" * 75, ""])
def test_lines_fold_at_75_bytes_between_characters(text: str) -> None:
    folded = fold(text)

    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    assert folded.decode().removesuffix("\r\n").replace("\r\n ", "") == text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from('\n,;\\:"'), max_size=120)


@given(TEXTS, TEXTS, TEXTS)
def test_another_program_reads_the_same_words(title: str, place: str, description: str) -> None:
    event = IcsEvent("A1", title, EventTime("2027-01-01"), place=place, description=description)

    found = one(event)

    assert str(found.get("SUMMARY", "")) == title
    assert str(found.get("LOCATION", "")) == place
    assert str(found.get("DESCRIPTION", "")) == description


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Africa/Nairobi", "Asia/Bangkok"])
def test_another_program_tells_the_hours_of_a_zone_as_we_do(zone: str) -> None:
    start = datetime(2026, 3, 1, 10, tzinfo=ZoneInfo(zone))
    written = f"{start:%Y-%m-%dT%H:%M}{start:%z}"
    time = EventTime(f"{written[:-2]}:{written[-2:]}", "", "FREQ=MONTHLY", zone)

    calendar = read(IcsEvent("A1", "x", time))

    (written_zone,) = calendar.walk("VTIMEZONE")
    assert isinstance(written_zone, Timezone)
    theirs = written_zone.to_tz(lookup_tzid=False)
    ours = [found.start for found in occurrences(time, date(2026, 3, 1), date(2034, 12, 31), UTC) if found.start]
    assert len(ours) > 90
    assert [moment.replace(tzinfo=theirs).utcoffset() for moment in ours] == [moment.utcoffset() for moment in ours]
