"""Real hubs for the tests in this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.processes import HubProcess, surroundings

Start = Callable[..., HubProcess]


@pytest.fixture
def start_hub(tmp_path: Path) -> Iterator[Start]:
    """Return what starts a hub on a folder of this test; all are stopped at the end."""
    started: list[HubProcess] = []
    environment = surroundings(tmp_path / "around")

    def start(name: str = "hub", settings: str = "") -> HubProcess:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        if settings:
            (folder / "hub.toml").write_text(settings)
        hub = HubProcess(folder, environment)
        hub.start()
        started.append(hub)
        return hub

    yield start
    for hub in started:
        if hub.is_running:
            hub.kill()
