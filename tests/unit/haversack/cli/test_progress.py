"""One line of progress, at most twice a second, only where somebody looks."""

import argparse
import io

import pytest

from haversack.cli.progress import Progress
from haversack.cli.surroundings import Surroundings
from haversack.clock import Clock
from haversack.i18n.language import Speaker
from haversack.settings import Settings
from haversack_sync.client.conditions import Report


class Screen(io.StringIO):
    """A terminal, or a file."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def around(screen: Screen, ticks: list[float], *, is_json: bool = False) -> Surroundings:
    options = argparse.Namespace(json=is_json, language=None)
    clock = Clock(lambda: 0, lambda: ticks[0], bytes)
    return Surroundings(
        options, Settings("en", is_floor_cost=True), Speaker("en"), clock, io.StringIO(), io.StringIO(), screen
    )


def test_a_line_is_written_over_at_most_twice_a_second() -> None:
    screen, ticks = Screen(is_terminal=True), [10.0]
    with Progress(around(screen, ticks)) as progress:
        for ticks[0], received in ((10.0, 1_000), (10.1, 2_000), (10.6, 3_000), (10.7, 4_000)):
            progress.tell(Report(500, received))

    lines = screen.getvalue().split("\r")
    assert [line.strip().partition(".")[0] for line in lines[1:]] == [
        "Sent 500 bytes, received 1 KB",
        "Sent 500 bytes, received 3 KB",
    ]
    assert len(lines[1]) >= 78
    assert screen.getvalue().endswith("\n")


@pytest.mark.parametrize(("is_terminal", "is_json"), [(False, False), (True, True)])
def test_where_nobody_looks_nothing_is_written(*, is_terminal: bool, is_json: bool) -> None:
    screen = Screen(is_terminal=is_terminal)
    with Progress(around(screen, [10.0], is_json=is_json)) as progress:
        progress.tell(Report(1, 2))

    assert screen.getvalue() == ""


def test_a_sync_that_moved_nothing_leaves_no_empty_line() -> None:
    screen = Screen(is_terminal=True)
    with Progress(around(screen, [10.0])):
        pass

    assert screen.getvalue() == ""
