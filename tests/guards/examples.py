"""How many generated examples a test tries: few on most days, many in `make test-deep`. Must not know any test."""

from typing import Final

from hypothesis import settings

EVERYDAY: Final = 40
"""Examples of a test that says nothing about it, in `make test`."""
DEEP: Final = 200
"""The same in `make test-deep`."""
_FEWEST: Final = 4


def examples(deep: int) -> int:
    """Tell how many examples a test tries in this run.

    Args:
        deep: How many in a deep run; everyday ones try the same share of it as of any other test's.
    """
    return max(min(deep, _FEWEST), deep * settings().max_examples // DEEP)
