"""One box of a filter, in the directory, the library and the calendar. Must not filter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a filter.

    Attributes:
        value: Stable.
        name: As people read it.
        count: How many with the other filters as they are.
        is_ticked: Whether it filters now.
        icon: Name of an icon before the name, or empty.
    """

    value: str
    name: str
    count: int
    is_ticked: bool
    icon: str = ""
