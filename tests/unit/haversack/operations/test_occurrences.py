"""Recurrences: on which days an event is, and how precise a date stays."""

from datetime import date

import pytest

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
