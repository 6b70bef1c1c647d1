"""A prepared network for tests of the app: made once, copied for each test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import LittleNetwork, prepare
from tests.unit.haversack.quick_keys import remembering_real_keys


@pytest.fixture(scope="session")
def prepared_network(tmp_path_factory: pytest.TempPathFactory) -> LittleNetwork:
    """Return the network that tests get copies of; its vaults are closed."""
    with remembering_real_keys():
        return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def network(prepared_network: LittleNetwork, tmp_path: Path) -> Iterator[LittleNetwork]:
    """Return a network of the test's own: "coordinator", "editor" and "reader" are vaults in it."""
    network = prepared_network.copy_to(tmp_path / "vaults")
    yield network
    network.close()


@pytest.fixture
def coordinator(network: LittleNetwork) -> Workspace:
    """Return the coordinator's open vault."""
    return network.open("coordinator")


@pytest.fixture
def editor(network: LittleNetwork) -> Workspace:
    """Return the open vault of an editor of “Riverside”."""
    return network.open("editor")


@pytest.fixture
def reader(network: LittleNetwork) -> Workspace:
    """Return the open vault of a reader of “Hill Clinic”."""
    return network.open("reader")
