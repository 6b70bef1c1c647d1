"""Thousands of short histories, each from one number; those that ever failed come first and for ever."""

import pytest

from tests.simulation.choices import GivenChoices, SeededChoices
from tests.simulation.found import WORLDS, Found, all_files, read, replay, shrink, write
from tests.simulation.play import History
from tests.simulation.remembered import remembering
from tests.simulation.runs import (
    ERASED_SEEDS,
    LYING_SEEDS,
    RESTORED_SEEDS,
    REVOKED_SEEDS,
    WITH_VAULTS,
    play,
    play_all,
)

SEEDS_PER_TEST = 150
TESTS = 4
"""`make simulate` plays many more."""


def test_what_failed_once_never_fails_again() -> None:
    for path in all_files():
        with remembering():
            found = read(path)
            assert not replay(found.choices, world=found.world).violated, path.name


@pytest.mark.parametrize("part", range(TESTS))
@pytest.mark.timeout(600)
def test_every_invariant_holds_in_many_histories(part: int) -> None:
    seeds = range(part * SEEDS_PER_TEST, (part + 1) * SEEDS_PER_TEST)

    tally = play_all(seeds, is_twice=lambda seed: seed % 20 == 0)

    assert not tally.violations, f"python -m tests.simulation --seed {tally.violations[0][0]} --trace --shrink"
    assert tally.histories == SEEDS_PER_TEST
    assert len(tally.faults) > 10


def test_every_world_has_its_seeds() -> None:
    with remembering():
        played = {
            play(seed).world for seed in (0, REVOKED_SEEDS, RESTORED_SEEDS, ERASED_SEEDS, LYING_SEEDS, *WITH_VAULTS)
        }

    assert played == set(WORLDS)


def test_a_seed_tells_one_story_and_another_seed_another_one() -> None:
    assert play(5, is_told=True).story.lines == play(5, is_told=True).story.lines
    assert play(5).story.digest != play(6).story.digest


def test_recorded_choices_play_the_same_history() -> None:
    played = play(12)

    again = History(GivenChoices(played.choices)).play()

    assert again.story.digest == played.story.digest
    assert again.choices == played.choices


def test_a_list_that_has_run_out_chooses_what_is_harmless() -> None:
    choices = GivenChoices([2, 9])

    assert [choices.pick(5), choices.pick(5), choices.pick(5)] == [2, 4, 0]
    assert not choices.happens(3)
    assert SeededChoices(1).pick(1) == 0


def test_a_failure_file_says_what_was_chosen(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("found")
    found = Found("G3", "other records", 81, (1, 2, 3))

    first, second = write(found, folder), write(found, folder)

    assert [first.name, second.name] == ["G3-0001.json", "G3-0002.json"]
    assert read(first) == found
    assert all_files(folder) == [first, second]


def test_a_history_without_a_failure_cannot_be_made_shorter() -> None:
    played = play(3)

    assert shrink(played, most_tries=5).violated == ""
