"""Starts Haversack: verbs in a terminal, and the window. Must not do anything else."""

import os
import sys

from haversack.cli import WindowRequest
from haversack.cli import main as run_verbs
from haversack.inherited import settle


def main() -> int:
    """Run what was typed and return the exit code."""
    settle(os.environ, is_frozen=sys.platform == "linux" and getattr(sys, "frozen", False))
    return run_verbs(open_window=_open_window)


def _open_window(request: WindowRequest) -> int:
    """Load the window only when it is asked for: the verbs run where no Qt is installed, and start sooner."""
    if request.is_trial:
        from haversack.trial import try_window  # noqa: PLC0415 - as below

        return try_window()
    from haversack.app import run  # noqa: PLC0415 - loads Qt, which the verbs must do without

    return run(request.vault, request.language, kit=request.kit, file=request.file)


if __name__ == "__main__":
    sys.exit(main())
