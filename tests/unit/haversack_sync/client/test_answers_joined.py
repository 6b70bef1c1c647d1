"""Steps of one feed in a row become one step; nothing else is touched."""

from haversack_sync.client.answers import ContentStep, StanzasStep, Step, joined
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.protocol.entries import Entry, Standing

FEED, OTHER = FeedId(b"feed one"), FeedId(b"feed two")
STANZAS = StanzasStep(())


def entries(first: int, last: int) -> tuple[Entry, ...]:
    return tuple(Entry(Position(n), 0, 0, b"%d" % n) for n in range(first, last + 1))


def content(first: int, last: int, *, feed: FeedId = FEED, known_to: int = 0) -> ContentStep:
    standing = Standing(last, Position(known_to or last), bytes(32))
    return ContentStep(feed, standing, first, entries(first, last), ())


def test_a_feed_that_goes_on_is_one_step() -> None:
    steps: list[Step] = [content(1, 3), content(4, 4), content(5, 9, known_to=20)]

    assert list(joined(steps)) == [content(1, 9, known_to=20)]


def test_a_feed_that_only_stands_still_later_moves_the_standing() -> None:
    still = ContentStep(FEED, Standing(3, Position(30), bytes(32)), 4, (), ())

    assert list(joined([content(1, 3), still])) == [content(1, 3, known_to=30)]


def test_steps_of_other_feeds_and_other_kinds_keep_their_place() -> None:
    steps: list[Step] = [content(1, 1), content(1, 2, feed=OTHER), content(2, 2), STANZAS, content(3, 3)]

    assert list(joined(steps)) == steps


def test_nothing_stays_nothing() -> None:
    assert list(joined([])) == []
