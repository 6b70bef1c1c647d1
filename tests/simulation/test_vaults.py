"""The fast replica and the real vault tell the same story: one contract, played by whole histories."""

from pathlib import Path

import pytest

from tests.simulation.choices import SeededChoices
from tests.simulation.play import History, Outcome
from tests.simulation.remembered import remembering

SEEDS = (0, 2, 4, 9)
"""Of histories in which Ben's laptop knows the network from the beginning, as a vault of the simulator does."""


def played(seed: int, vaults: Path | None, *, with_crashes: bool) -> Outcome:
    """Play a history, perhaps without crashes."""
    history = History(SeededChoices(seed), is_told=True, vaults=vaults)
    history.files.without = {"ben"}
    if not with_crashes:
        history.crashes = 0
    assert history.laptops["ben"].replica.kept.network
    return history.play()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_real_vault_and_the_fast_replica_tell_the_same_story(seed: int, tmp_path: Path) -> None:
    with remembering():
        fast, real = played(seed, None, with_crashes=False), played(seed, tmp_path, with_crashes=False)

    assert real.violated == fast.violated == ""
    assert real.story.lines == fast.story.lines


@pytest.mark.parametrize("seed", SEEDS)
def test_a_real_vault_keeps_every_invariant_through_crashes(seed: int, tmp_path: Path) -> None:
    with remembering():
        assert played(seed, tmp_path, with_crashes=True).violated == ""
