"""Planted faults of a program that believes a lying hub, or says the wrong thing of it; see `planted`."""

import contextlib
from collections.abc import Iterator
from unittest import mock

from haversack_sync.client import exchanging


@contextlib.contextmanager
def history_taken_for_a_stranger() -> Iterator[None]:
    """Whoever shows another history than the one that is here is said to be a stranger."""
    with mock.patch.object(exchanging, "_as_known", lambda error, tries: error):
        yield
