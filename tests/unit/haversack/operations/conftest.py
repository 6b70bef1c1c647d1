"""Keys that cost nothing, and people who live by sticks, for the tests in this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.haversack.operations.journeys import Journeys, make_journeys
from tests.unit.haversack.quick_keys import quick_keys

__all__ = ["quick_keys"]


@pytest.fixture
def journeys(tmp_path: Path) -> Iterator[Journeys]:
    made = make_journeys(tmp_path)
    yield made
    made.made.network.close()
