"""Worlds of real processes for the tests in this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.stage import Stage, build_stage
from tests.integration.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world; whatever still runs in it is stopped."""
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.fixture(scope="session")
def built_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage that is copied; nothing may change in it."""
    return build_stage(tmp_path_factory.mktemp("stage") / "world")


@pytest.fixture
def stage(built_stage: Stage, tmp_path: Path) -> Iterator[Stage]:
    """A founded network with three computers, for this test alone; the hub is not running yet."""
    copied = built_stage.copy(tmp_path / "world")
    yield copied
    copied.world.close()
