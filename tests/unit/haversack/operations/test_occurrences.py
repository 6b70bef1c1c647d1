"""Recurrences: on which days an event is, and how precise a date stays."""

from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it comes with icalendar, without types
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.occurrences import day_of, days, next_day, span_of


@pytest.mark.parametrize(
    ("start", "rule", "found"),
    [
        ("2026-03-10", "", [date(2026, 3, 10)]),
        ("2001-06-20", "FREQ=YEARLY", [date(2026, 6, 20)]),
        ("2024-02-29", "FREQ=YEARLY", [date(2026, 2, 28)]),
        ("2025-06-20", "FREQ=YEARLY;INTERVAL=2", []),
        ("2025-12-31", "FREQ=DAILY;COUNT=3", [date(2026, 1, 1), date(2026, 1, 2)]),
        (
            "2026-01-05",
            "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260112",
            [date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 12)],
        ),
        ("2026-10-31", "FREQ=MONTHLY", [date(2026, 10, 31), date(2026, 12, 31)]),
        ("2026-11-02", "FREQ=MONTHLY;BYDAY=1MO", [date(2026, 11, 2), date(2026, 12, 7)]),
        ("2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1", [date(2026, 11, 30), date(2026, 12, 31)]),
        ("2020-05-31", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU", [date(2026, 5, 31)]),
        ("2026-03", "FREQ=YEARLY", []),
        ("2026-03-10", "NONSENSE", [date(2026, 3, 10)]),
    ],
)
def test_days_of_a_year(start: str, rule: str, found: list[date]) -> None:
    assert list(days(start, rule, date(2026, 1, 1), date(2026, 12, 31))) == found


def test_the_next_day() -> None:
    assert next_day("2001-06-20", "FREQ=YEARLY", date(2026, 6, 20)) == date(2026, 6, 20)
    assert next_day("2001-06-20", "FREQ=YEARLY", date(2026, 6, 21)) == date(2027, 6, 20)
    assert next_day("2001-06-20", "", date(2026, 6, 21)) is None


def test_a_month_covers_its_days_and_has_none() -> None:
    assert day_of("2027-03") is None
    assert span_of("2027-02") == (date(2027, 2, 1), date(2027, 2, 28))
    assert span_of("2027") == (date(2027, 1, 1), date(2027, 12, 31))
    assert span_of("2018-05-10", "2018-05-11") == (date(2018, 5, 10), date(2018, 5, 11))
    assert span_of("soon") is None


RULES = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 40)),
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};BYDAY={};WKST={}".format,
        st.integers(1, 5),
        st.sampled_from(["MO", "SU", "TU,TH", "FR,SA,SU"]),
        st.sampled_from(["MO", "SU"]),
    ),
    st.builds("FREQ=WEEKLY;INTERVAL={}".format, st.integers(1, 5)),
    st.builds("FREQ=MONTHLY;INTERVAL={}".format, st.integers(1, 7)),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from(["1", "31", "-1", "15,30"])),
    st.builds("FREQ=MONTHLY;BYDAY={}".format, st.sampled_from(["1MO", "-1FR", "5SU", "2TU,4TU", "WE"])),
    st.builds("FREQ=YEARLY;INTERVAL={}".format, st.integers(1, 4)),
    st.builds("FREQ=YEARLY;BYMONTH={};BYDAY={}".format, st.integers(1, 12), st.sampled_from(["1MO", "-1SU", "3TH"])),
    st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), st.sampled_from(["1", "-1", "20"])),
)
ENDS = st.sampled_from(["", ";COUNT=4", ";UNTIL=20270615"])


FAR = tuple(datetime.combine(date(year, 1, 1), time.min) for year in (2020, 2040))


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), RULES, ENDS, st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_days_are_those_of_another_program(begins: date, rule: str, end: str, first: date) -> None:
    """Its own first day counts for us also where the rule does not name it, and stands in for a 29 February."""
    last = date(first.year + 3, 12, 31)
    theirs = rrulestr(rule + end.replace("20270615", "20270615T000000"), dtstart=datetime.combine(begins, time.min))
    expected = [moment.date() for moment in theirs.between(*FAR)]
    if begins not in expected or (begins.month, begins.day) == (2, 29):
        return

    found = list(days(begins.isoformat(), rule + end, first, last))

    assert found == [day for day in expected if first <= day <= last]
