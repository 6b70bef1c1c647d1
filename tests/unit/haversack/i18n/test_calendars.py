"""Weeks and names of days, as those have them who speak a language."""

from datetime import date

import pytest

from haversack.i18n.calendars import first_weekday, full_day, month_name, weekday_name, weekdays


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", 0), ("fr", 0), ("es", 0), ("ar", 5), ("fa", 5), ("pt-BR", 6), ("xx", 0), ("", 0)],
)
def test_a_week_begins_where_its_speakers_begin_it(language: str, day: int) -> None:
    assert first_weekday(language) == day


def test_days_stand_in_their_order_with_three_names_each() -> None:
    days = weekdays("ar")

    assert [day.number for day in days] == [5, 6, 0, 1, 2, 3, 4]
    assert days[0].name == "السبت"
    assert (weekdays("en")[0].narrow, weekdays("en")[0].short, weekdays("en")[0].name) == ("M", "Mo", "Monday")


def test_names_of_days_and_months() -> None:
    day = date(2026, 3, 12)

    assert (weekday_name("en", day), month_name("en", day), full_day("en", day)) == (
        "Thu",
        "March",
        "Thursday, 12 March 2026",
    )
    assert month_name("ar", day) == "مارس"
    assert full_day("fr", day) == "jeudi 12 mars 2026"
