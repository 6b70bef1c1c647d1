"""iCalendar: lines that other calendars read as they were meant, whatever a title holds."""

from datetime import UTC, datetime

import pytest

from haversack.operations.ics import IcsEvent, escape, fold, write_ics

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)


def lines_of(event: IcsEvent) -> list[str]:
    return write_ics([event], now=NOW).decode().replace("\r\n ", "").split("\r\n")


def test_a_time_with_an_offset_is_written_in_utc() -> None:
    lines = lines_of(IcsEvent("A1", "Meeting", "2027-02-11T14:00+03:00", "2027-02-11T16:00+03:00"))

    assert "DTSTART:20270211T110000Z" in lines
    assert "DTEND:20270211T130000Z" in lines
    assert "UID:A1@haversack" in lines
    assert "DTSTAMP:20261117T120000Z" in lines


def test_a_day_that_comes_back_each_year() -> None:
    lines = lines_of(IcsEvent("A1", "Day", "2001-06-20", recurrence="FREQ=YEARLY"))

    assert "DTSTART;VALUE=DATE:20010620" in lines
    assert "DTEND;VALUE=DATE:20010621" in lines
    assert "RRULE:FREQ=YEARLY" in lines


def test_a_month_stays_a_month_and_blocks_no_time() -> None:
    lines = lines_of(IcsEvent("A1", "Training", "2027-03", recurrence="FREQ=YEARLY"))

    assert "DTSTART;VALUE=DATE:20270301" in lines
    assert "DTEND;VALUE=DATE:20270401" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert not any(line.startswith("RRULE") for line in lines)


def test_days_from_to_end_after_the_last() -> None:
    assert "DTEND;VALUE=DATE:20180512" in lines_of(IcsEvent("A1", "Congress", "2018-05-10", "2018-05-11"))


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
    data = write_ics([IcsEvent("A1", "x\nATTACH:file:///etc/passwd", "2027-01-01", link="a\r\nX:1")], now=NOW)

    assert b"\r\nATTACH" not in data
    assert b"\r\nX:1" not in data


@pytest.mark.parametrize("text", ["a" * 300, "ي" * 200, "🙂" * 60, "x" * 75, ""])
def test_lines_fold_at_75_bytes_between_characters(text: str) -> None:
    folded = fold(text)

    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    assert folded.decode().removesuffix("\r\n").replace("\r\n ", "") == text


def test_a_date_that_makes_no_sense_is_left_out() -> None:
    assert b"VEVENT" not in write_ics([IcsEvent("A1", "x", "soon")], now=NOW)
