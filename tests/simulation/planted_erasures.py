"""Planted faults about records that are erased everywhere; see `planted`."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from unittest import mock

from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.memory_erasures import MemoryErasures
from haversack_sync.model.ids import Position
from tests.simulation import erasing_here


def erased_and_written_again() -> AbstractContextManager[object]:
    """Who followed an order forgets that: whatever comes later about the record has an effect."""
    return mock.patch.object(erasing_here, "is_gone", return_value=False)


def erased_from_sight_alone() -> AbstractContextManager[object]:
    """A record is no longer shown, and the envelopes that made it stay on the disk."""
    return mock.patch.object(erasing_here, "_stub", return_value=None)


def late_changes_left_at_the_hub() -> AbstractContextManager[object]:
    """No coordinator names the changes that came after an order, or raced with it."""
    return mock.patch.object(erasing_here, "_erase_late", return_value=False)


def never_counted() -> AbstractContextManager[object]:
    """Whoever followed an order tells nobody."""
    return mock.patch.object(erasing_here, "_report", return_value=False)


def erased_at_the_hub_in_name_only() -> AbstractContextManager[object]:
    """The hub notes an order, and keeps the envelopes that it names."""
    real = MemoryErasures.erase

    def erase(self: MemoryErasures, erasure: Erasure, _: Sequence[Position]) -> None:
        real(self, erasure, [])

    return mock.patch.object(MemoryErasures, "erase", erase)
