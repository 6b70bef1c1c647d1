"""Whether a hub runs on a data folder: every process of it holds a lock that it shares with the others.

Where the system has no such locks (Windows), nothing is known and nothing is refused. Must not wait for anybody.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from haversack_sync.hub.files import open_lock

if sys.platform != "win32":
    import fcntl

_NAME: Final = "hub.lock"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[None]:
    """Say that a hub runs on a folder, as long as the block lasts.

    Args:
        folder: The data folder; it exists.

    Raises:
        OSError: The system refused.
    """
    with open_lock(folder / _NAME) as file:
        if sys.platform != "win32":
            with contextlib.suppress(BlockingIOError):
                # Who holds it alone is looking whether anybody runs, for a moment.
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield


def is_running(folder: Path) -> bool:
    """Tell whether a hub runs on a folder just now.

    Raises:
        OSError: The system refused.
    """
    path = folder / _NAME
    if sys.platform != "win32" and path.exists():
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False
