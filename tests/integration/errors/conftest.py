"""One computer with a vault, and nobody to talk to."""

import pytest

from tests.integration.stage import Stage
from tests.integration.world import Computer


@pytest.fixture
def field(stage: Stage) -> Computer:
    """The field worker's computer; the hub is not running."""
    return stage.field
