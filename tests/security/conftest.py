"""The stage of the integration tests, for tests that look at what it leaves on disks."""

from tests.integration.conftest import stage

__all__ = ["stage"]
