"""A hub whose clock runs ahead: `python -m tests.integration.errors.hub_of_later serve …`, for what takes weeks."""

import sys
from typing import Final
from unittest import mock

from haversack_sync.hub import cli, server
from haversack_sync.hub.clock import SystemClock

AHEAD_SECONDS: Final = 15 * 24 * 3600
"""A day more than an invitation lasts."""


class LaterClock(SystemClock):
    """The clock of the machine, in two weeks and a day."""

    def seconds(self) -> int:
        return super().seconds() + AHEAD_SECONDS


if __name__ == "__main__":
    with mock.patch.object(server, "SystemClock", LaterClock):
        sys.exit(cli.main())
