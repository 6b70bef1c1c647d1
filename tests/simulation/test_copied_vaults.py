"""Copied and restored vaults in histories: every branch survives, and no key seals twice with one nonce (D5, D6)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from haversack.store import succession
from haversack_sync.protocol import sealing
from tests.simulation.choices import SeededChoices
from tests.simulation.founded import founded
from tests.simulation.play import History
from tests.simulation.remembered import remembering

HISTORIES_PER_TEST = 3
FINDS_COPIES = 3
"""A seed in which both copies write and sync."""
FINDS_SALTS = 27
"""One in which both begin with the same random bytes."""


def played(seed: int, vaults: Path) -> tuple[History, str]:
    """Play a history in which Ben's vault is copied and put back; return what did not hold, if anything."""
    folder = vaults / str(seed)
    folder.mkdir(parents=True)
    with remembering():
        history = History(SeededChoices(seed), vaults=folder, has_copies=True)
        outcome = history.play()
    return history, f"seed {seed}: {outcome.violated}, {outcome.what}" if outcome.violated else ""


@pytest.mark.parametrize("part", range(4))
def test_every_invariant_holds_where_vaults_are_copied_and_put_back(part: int, tmp_path: Path) -> None:
    faults: Counter[str] = Counter()
    for seed in range(part * HISTORIES_PER_TEST, (part + 1) * HISTORIES_PER_TEST):
        history, violated = played(seed, tmp_path)
        assert not violated
        faults.update(history.story.faults)

    assert faults["old vault put back"] + faults["vault copied"]


def test_the_second_copy_goes_on_under_new_keys_in_a_history(tmp_path: Path) -> None:
    history, violated = played(FINDS_COPIES, tmp_path)

    assert not violated
    assert history.invariants.log.successions


@pytest.mark.parametrize(
    ("name", "bent"),
    [("is_due", lambda *_: False), ("sign_again", lambda *_: None)],
    ids=["never healed", "nothing said again"],
)
def test_copies_that_lose_a_branch_are_found(name: str, bent: Callable[..., object], tmp_path: Path) -> None:
    with mock.patch.object(succession, name, bent):
        _, violated = played(FINDS_COPIES, tmp_path)

    assert "G10" in violated


def test_a_salt_of_random_bytes_alone_is_found(tmp_path: Path) -> None:
    # Nothing of the founding may be bent, whichever test comes first.
    founded()
    with mock.patch.object(sealing, "hmac_sha256", lambda key, _: key):
        _, violated = played(FINDS_SALTS, tmp_path)

    assert "G9" in violated
