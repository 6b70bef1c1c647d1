"""Planted faults of a program that misjudges a lying hub, or passes on what nobody sealed; see `planted`."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

from haversack_sync.client import exchanging
from haversack_sync.client.answers import ContentStep
from tests.simulation.replica import SimReplica


@contextlib.contextmanager
def history_taken_for_a_stranger() -> Iterator[None]:
    """Whoever shows another history than the one that is here is said to be a stranger."""
    with mock.patch.object(exchanging, "_as_known", lambda error, tries: error):
        yield


@contextlib.contextmanager
def other_bytes_kept() -> Iterator[None]:
    """What was replayed is kept in a form of the program's own, and no longer byte for byte."""
    real = SimReplica.commit_content

    def commit_content(self: SimReplica, step: ContentStep) -> int:
        with self.transaction():
            applied = real(self, step)
            if step.entries and self.kept.applied.get(step.feed, 0) == step.standing.n:
                *before, last = self.kept.entries[step.feed]
                self.kept.entries[step.feed] = (*before, replace(last, envelope=last.envelope[:-1] + b"\0"))
            return applied

    with mock.patch.object(SimReplica, "commit_content", commit_content):
        yield
