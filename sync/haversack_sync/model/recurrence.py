"""Recurrence rules of events: the subset of RFC 5545 RRULE that days, meetings and deadlines need.

Must not compute dates.
"""

import re
from collections.abc import Callable
from typing import Final

from haversack_sync.model.dates import parse_date

_DAY: Final = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL: Final = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?", re.ASCII)
_MINUTE: Final = 60
_NUMBER: Final = re.compile(r"-?[0-9]{1,3}", re.ASCII)


def is_recurrence(text: str) -> bool:
    """Tell whether a text is a rule that this program understands.

    Args:
        text: Such as `FREQ=YEARLY` or `FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO`; FREQ is needed, each part stands once, and
            UNTIL excludes COUNT.

    Returns:
        Whether it is one.
    """
    parts = [part.partition("=") for part in text.split(";")]
    names = [name for name, _, _ in parts]
    if len(set(names)) != len(names) or "FREQ" not in names or {"UNTIL", "COUNT"} <= set(names):
        return False
    return all(name in _PARTS and _PARTS[name](value) for name, _, value in parts)


def _numbers(low: int, high: int, *, below_zero: bool = False) -> Callable[[str], bool]:
    """Make the test for a list of numbers from low to high, or their negatives where counting from the end is meant."""

    def test(text: str) -> bool:
        numbers = text.split(",")
        if not all(_NUMBER.fullmatch(number) for number in numbers):
            return False
        return all(low <= (abs(int(number)) if below_zero else int(number)) <= high for number in numbers)

    return test


def _single(low: int, high: int) -> Callable[[str], bool]:
    many = _numbers(low, high)
    return lambda text: "," not in text and many(text)


def _is_until(text: str) -> bool:
    """Tell whether a text is a day, or a moment, that exists."""
    if _UNTIL.fullmatch(text) is None:
        return False
    day, _, clock = text.removesuffix("Z").partition("T")
    written = f"{day[:4]}-{day[4:6]}-{day[6:8]}" + (f"T{clock[:2]}:{clock[2:4]}Z" if clock else "")
    return parse_date(written) is not None and int(clock[4:6] or "0") < _MINUTE


_PARTS: Final[dict[str, Callable[[str], bool]]] = {
    "FREQ": lambda text: text in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    "INTERVAL": _single(1, 999),
    "COUNT": _single(1, 999),
    "UNTIL": _is_until,
    "BYMONTH": _numbers(1, 12),
    "BYMONTHDAY": _numbers(1, 31, below_zero=True),
    "BYDAY": lambda text: all(_DAY.fullmatch(day) for day in text.split(",")),
    "WKST": lambda text: text in ("MO", "SU"),
}
