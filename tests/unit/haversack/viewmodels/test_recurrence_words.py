"""How often something comes back says the days, the end and how many times, in every language."""

import pytest

from haversack.assets import asset
from haversack.i18n.language import Speaker
from haversack.viewmodels.recurrence_words import how_often

SPEAKER = Speaker("en")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=YEARLY", "Every year, since 1 December 2026"),
        ("FREQ=YEARLY;INTERVAL=2", "Every 2 years"),
        ("FREQ=MONTHLY", "Every month"),
        ("FREQ=WEEKLY;INTERVAL=2", "Every 2 weeks"),
        ("FREQ=DAILY;UNTIL=20261224", "Every day, until 24 December 2026"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "Every week: Tuesday, Thursday"),
        ("FREQ=MONTHLY;BYDAY=1MO", "Every month: first Monday"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=6", "Every month: last Friday, 6 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "Every month: day 15, the last day"),
        ("FREQ=YEARLY;COUNT=1", "Every year, 1 time"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_how_often(rule: str, words: str) -> None:
    assert how_often(SPEAKER, "2026-12-01", rule) == words


def test_days_are_named_in_the_language_of_the_window() -> None:
    spanish = Speaker("es", asset("translations"))

    assert "primer lunes" in how_often(spanish, "2026-12-07", "FREQ=MONTHLY;BYDAY=1MO")
