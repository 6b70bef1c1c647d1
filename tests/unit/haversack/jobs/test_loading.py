"""Parts of the program that are loaded beside the window."""

import gc
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from haversack.jobs import Lane, Lanes, load


@pytest.fixture
def lanes(qapp: QCoreApplication) -> Iterator[Lanes]:
    """Lanes that are drained after the test."""
    made = Lanes(lambda error: logging.getLogger("haversack").error("unhandled %s", type(error).__name__))
    yield made
    made.drain()
    gc.unfreeze()


def test_what_comes_after_it_in_the_lane_finds_the_module_loaded(
    lanes: Lanes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_part_of_the_program.py").write_text("READY = True\n", encoding="ascii")
    monkeypatch.syspath_prepend(tmp_path)
    found: list[bool] = []

    load("a_part_of_the_program", lanes)
    lanes.run(Lane.STORE, lambda job: "a_part_of_the_program" in sys.modules).then(found.append)
    lanes.settle(20)

    assert found == [True]


def test_what_was_loaded_is_left_out_of_the_search_for_garbage(lanes: Lanes) -> None:
    gc.unfreeze()

    load("json", lanes)
    lanes.settle(20)

    assert gc.get_freeze_count() > 0
