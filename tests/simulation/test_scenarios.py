"""Every scenario of the simulation page is played by a test that exists, or says where it belongs."""

import re
from pathlib import Path

from tests.simulation.scenarios import ELSEWHERE, PLAYED

LETTERS = {"A": 7, "B": 5, "C": 9, "D": 7, "E": 13, "F": 3, "T": 14, "H": 6, "I": 4, "J": 4, "K": 5}
TESTS = Path(__file__).parents[1]
NAMED = re.compile(r"^(?:    )?(?:def (test_\w+)|(TestSmallWorld)\b)", re.MULTILINE)


def test_no_scenario_is_left_out_and_none_stands_twice() -> None:
    all_of_them = {f"{letter}{number}" for letter, many in LETTERS.items() for number in range(1, many + 1)}

    assert set(PLAYED) | set(ELSEWHERE) == all_of_them
    assert not set(PLAYED) & set(ELSEWHERE)


def test_every_named_test_exists() -> None:
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    names = {name for text in texts for pair in NAMED.findall(text) for name in pair if name}

    missing = {(scenario, name) for scenario, named in PLAYED.items() for name in named if name not in names}

    assert not missing


def test_what_is_not_played_says_why() -> None:
    assert all(len(reason) > 10 for reason in ELSEWHERE.values())
