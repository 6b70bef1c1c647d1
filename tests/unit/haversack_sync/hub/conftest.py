"""What the hub's unit tests begin from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.asking import Asker
from tests.simulation.rig import Rig
from tests.unit.haversack_sync.hub.courier import Courier
from tests.unit.haversack_sync.hub.folder_hub import FolderHub


@pytest.fixture
def rig() -> Rig:
    """Return a hub in memory on which nothing is registered yet."""
    return Rig()


@pytest.fixture
def coordinator(rig: Rig) -> Asker:
    """Return who registered the network on it."""
    return rig.found()


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[Courier]:
    """A hub with a folder, and a stick."""
    hub = FolderHub(tmp_path / "hub")
    yield Courier(hub, tmp_path / "stick")
    hub.close()
