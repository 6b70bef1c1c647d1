"""Recurrence rules of events."""

import pytest

from haversack_sync.model.recurrence import is_recurrence


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=20",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;BYDAY=MO,TU;WKST=MO;COUNT=10",
        "FREQ=DAILY;UNTIL=20271231",
        "FREQ=DAILY;UNTIL=20271231T120000Z",
    ],
)
def test_a_rule_of_the_subset_is_understood(rule: str) -> None:
    assert is_recurrence(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every year",
        "FREQ=HOURLY",
        "INTERVAL=2",
        "FREQ=YEARLY;FREQ=DAILY",
        "FREQ=DAILY;COUNT=2;UNTIL=20271231",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1,2",
        "FREQ=DAILY;COUNT=x",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=-1",
        "FREQ=YEARLY;BYMONTHDAY=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;WKST=TU",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20269999",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=DAILY;UNTIL=20271231T250000Z",
        "FREQ=DAILY;UNTIL=20271231T120075Z",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;",
    ],
)
def test_anything_else_is_told(rule: str) -> None:
    assert not is_recurrence(rule)
