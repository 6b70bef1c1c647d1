"""What the hub's unit tests begin from."""

import pytest

from tests.simulation.rig import Rig


@pytest.fixture
def rig() -> Rig:
    """Return a hub in memory on which nothing is registered yet."""
    return Rig()
