"""Why files wait, in the word of the limit that holds them."""

import pytest

from haversack.i18n.language import Speaker
from haversack.operations.data_used import Used
from haversack.operations.preferences import Preferences
from haversack.viewmodels.data_words import why_held

MB = 1_000_000


@pytest.mark.parametrize(
    ("daily", "monthly", "used", "words"),
    [
        (5 * MB, None, Used(5 * MB, 5 * MB), "Will come tomorrow"),
        (5 * MB, 30 * MB, Used(4 * MB, 10 * MB), "Will come tomorrow"),
        (None, 30 * MB, Used(0, 28 * MB), "More than is left of this month’s data"),
        (5 * MB, 30 * MB, Used(0, 28 * MB), "More than is left of this month’s data"),
        (None, 30 * MB, Used(0, 30 * MB), "This month’s data is used"),
        (0, None, Used(0, 0), "Data each day: text only"),
    ],
)
def test_the_limit_that_holds_a_file_is_named(daily: int | None, monthly: int | None, used: Used, words: str) -> None:
    preferences = Preferences(costs_money=False, daily_bytes=daily, monthly_bytes=monthly)

    assert why_held(Speaker("en"), preferences, used, "Will come tomorrow") == words


def test_a_connection_that_costs_money_is_named_first() -> None:
    held = why_held(Speaker("en"), Preferences(costs_money=True, daily_bytes=0), Used(0, 0), "Will come tomorrow")

    assert held == "This connection costs money"
