"""Dates as precise as their authors were."""

import pytest

from haversack_sync.model.dates import PartialDate, is_before, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018", PartialDate(2018)),
        ("2018-12", PartialDate(2018, 12)),
        ("2018-12-18", PartialDate(2018, 12, 18)),
        ("2024-02-29", PartialDate(2024, 2, 29)),
        ("2018-12-18T14:00+03:00", PartialDate(2018, 12, 18, 14, 0, 180)),
        ("2018-12-18T14:05-02:30", PartialDate(2018, 12, 18, 14, 5, -150)),
        ("2018-12-18T00:00Z", PartialDate(2018, 12, 18, 0, 0, 0)),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, date: PartialDate) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18",
        "0000",
        "2018-13",
        "2018-00",
        "2018-02-30",
        "2023-02-29",
        "2018-12-18T14:00",
        "2018-12-18T24:00Z",
        "2018-12-18T14:60Z",
        "2018-12-18T14:00+15:00",
        "2018-12T14:00Z",
        "18/12/2018",
        "2018-12-18\n",
        "٢٠١٨",
    ],
)
def test_a_text_that_is_no_date_is_told(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2018", "2019", True),
        ("2019", "2018-12-31", False),
        ("2018", "2018-12", False),
        ("2018-11", "2018-12-01", True),
        ("2018-12-18", "2018-12-18", False),
        ("2018-12-18", "2018-12-19T08:00Z", True),
        ("2018-12-18T14:00+03:00", "2018-12-18T12:00Z", True),
        ("2018-12-18T14:00Z", "2018-12-18T14:00+03:00", False),
    ],
)
def test_dates_are_compared_as_far_as_both_are_precise(first: str, second: str, before: bool) -> None:
    one, other = parse_date(first), parse_date(second)
    assert one is not None
    assert other is not None

    assert is_before(one, other) is before
