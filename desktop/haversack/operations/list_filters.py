"""What narrows a list: boxes that are ticked, words, and an order. Must not know what is listed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What narrows a list.

    Attributes:
        ticked: Facet or switch → ticked values; a switch has the value `yes`.
        words: What was typed.
        sort: In which order the list stands, by a stable name.
    """

    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    words: str = ""
    sort: str = ""

    @property
    def number(self) -> int:
        """How many are set."""
        return sum(len(values) for values in self.ticked.values()) + (1 if self.words.strip() else 0)

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return self.number > 0

    def with_tick(self, facet: str, value: str, *, is_ticked: bool) -> Self:
        """Return these filters with one box ticked or not."""
        now = self.ticked.get(facet, frozenset())
        return replace(self, ticked={**self.ticked, facet: now | {value} if is_ticked else now - {value}})

    def with_words(self, words: str) -> Self:
        """Return these filters with other words."""
        return replace(self, words=words)

    def with_sort(self, sort: str) -> Self:
        """Return these filters in another order."""
        return replace(self, sort=sort)
