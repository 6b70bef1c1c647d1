"""Planted faults about snapshots, and about what the hub shows; see `planted`."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

from haversack.store.outbox import PENDING, ItemState
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.hub import sweeping
from haversack_sync.model.ids import DeviceId, FeedId
from tests.simulation import handing, snapshots_made, snapshots_taken
from tests.simulation.kept import Kept


@contextlib.contextmanager
def snapshot_not_compared() -> Iterator[None]:
    """Whoever followed a feed takes every snapshot of it for right."""
    real = snapshots_made.look

    def look(kept: Kept, announced: Announced, own: DeviceId) -> Verdict | None:
        return Verdict.RIGHT if real(kept, announced, own) is not None else None

    with mock.patch.object(snapshots_made, "look", look):
        yield


@contextlib.contextmanager
def parts_left_lying() -> Iterator[None]:
    """Parts of a snapshot stay on the disk after it was used or announced."""
    with mock.patch.object(snapshots_taken, "drop_parts", return_value=None):
        yield


@contextlib.contextmanager
def parts_swept_too_early() -> Iterator[None]:
    """The hub keeps the newest snapshot alone, and no other for any day."""
    with (
        mock.patch.object(sweeping, "KEPT_SNAPSHOTS", 1),
        mock.patch.object(sweeping, "SECONDS_A_DAY", 0),
    ):
        yield


@contextlib.contextmanager
def settled_up_to_a_number() -> Iterator[None]:
    """Whatever has a number that a snapshot says it holds counts as published."""

    def settle_within(kept: Kept, feed: FeedId) -> bool:
        authors = kept.bases[feed].authors
        for row in list(kept.outbox.values()):
            is_in = row.number is not None and row.number <= authors.get(row.signer, -1)
            if row.feed == feed and is_in and row.state in PENDING:
                kept.outbox[row.sequence] = replace(row, state=ItemState.PUBLISHED, reason="")
        return True

    with mock.patch.object(handing, "settle_within", settle_within):
        yield


@contextlib.contextmanager
def unshown_not_noticed() -> Iterator[None]:
    """What the hub signed for stays received, whatever stands where the receipt says."""
    with mock.patch.object(handing, "notice_unshown", return_value=None):
        yield
