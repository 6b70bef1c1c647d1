"""Going on after a cut: as long as something comes, with short waits, until a person stops it."""

from collections.abc import Callable

import pytest

from haversack.operations.going_on import Patience, go_on
from haversack_sync.protocol.endpoint import LinkError


class Link:
    """Fails as a test says: each entry is what moved, and how it broke; None is success."""

    def __init__(self, *story: tuple[int, str | None]) -> None:
        self.story = list(story)
        self.moved = 0
        self.pauses: list[float] = []

    def work(self) -> str:
        moved, broken = self.story.pop(0)
        self.moved += moved
        if broken is not None:
            raise LinkError(broken)
        return "done"

    def run(self, is_cancelled: Callable[[], bool] = lambda: False) -> str:
        return go_on(self.work, lambda: self.moved, Patience(self.pauses.append, is_cancelled, bytes))


def test_what_comes_whole_waits_for_nothing() -> None:
    link = Link((5, None))

    assert link.run() == "done"
    assert link.pauses == []


def test_a_link_that_breaks_again_and_again_is_gone_on_with_as_long_as_something_comes() -> None:
    link = Link(*[(1, "cut")] * 9, (1, None))

    assert link.run() == "done"
    assert link.pauses == [0.5] * 2 * 9


def test_whoever_is_offline_is_told_at_once() -> None:
    link = Link((0, "no_connection"))

    with pytest.raises(LinkError, match="no_connection"):
        link.run()
    assert link.pauses == []


def test_when_nothing_more_comes_three_tries_are_made_with_longer_waits_and_the_first_break_is_told() -> None:
    link = Link((7, "stalled"), *[(0, "no_connection")] * 3)

    with pytest.raises(LinkError, match="stalled"):
        link.run()
    assert link.pauses == [0.5] * (2 + 4 + 8)


def test_what_waiting_does_not_mend_is_told_at_once() -> None:
    for what in ("not_our_hub", "tls", "busy"):
        link = Link((7, what))
        with pytest.raises(LinkError, match=what):
            link.run()
        assert link.pauses == []


def test_a_person_can_stop_it_while_it_waits() -> None:
    link = Link((7, "cut"), (0, "cut"))

    with pytest.raises(LinkError):
        link.run(is_cancelled=lambda: bool(link.pauses))
    assert link.pauses == [0.5]
