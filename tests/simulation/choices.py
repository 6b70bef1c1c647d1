"""One recorded stream of small numbers: every choice of a history comes from it, so a seed or a list replays it.

0 is always the harmless choice ("nothing happens", "stop"), and a list that has run out gives 0: what is cut off or
lowered makes a shorter and quieter history, which is how a failure shrinks.
"""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

Value = TypeVar("Value")


class Choices(Protocol):
    """Where a history's choices come from.

    Attributes:
        taken: What was chosen so far.
    """

    taken: list[int]

    def pick(self, many: int) -> int:
        """Return a number below `many`; 0 is the harmless one."""

    def of(self, values: Sequence[Value]) -> Value:
        """Return one of the values; the first is the harmless one."""

    def happens(self, one_in: int) -> bool:
        """Tell whether something unusual happens, about once in so many times."""


class _Recorded:
    def __init__(self) -> None:
        self.taken: list[int] = []

    def pick(self, many: int) -> int:
        number = self._next(many)
        self.taken.append(number)
        return number

    def of(self, values: Sequence[Value]) -> Value:
        return values[self.pick(len(values))]

    def happens(self, one_in: int) -> bool:
        return self.pick(one_in) == one_in - 1

    def _next(self, many: int) -> int:
        raise NotImplementedError


class SeededChoices(_Recorded):
    """Choices that follow from a seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = random.Random(seed)

    def _next(self, many: int) -> int:
        return int(self._random.random() * many)


class GivenChoices(_Recorded):
    """Choices that were recorded; a number that is too large counts as the largest possible one."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self._numbers = list(numbers)

    def _next(self, many: int) -> int:
        place = len(self.taken)
        return min(self._numbers[place], many - 1) if place < len(self._numbers) else 0
