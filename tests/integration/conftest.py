"""Worlds of real processes for the tests in this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.stage import Stage, shared_stage
from tests.integration.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world; whatever still runs in it is stopped."""
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Stage]:
    """A founded network with three computers, for this test alone; the hub is not running yet."""
    base = tmp_path_factory.getbasetemp()
    # Processes that run tests side by side have a folder each, in one that they share.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    copied = shared_stage(shared / "stage").copy(tmp_path / "world")
    yield copied
    copied.world.close()
